"""Bookmarks of the sweep: rows of the photos table, in a partition of their own."""

from dataclasses import dataclass
from typing import Final

from azure.data.tables import TableClient

from shared.adapters.clients import translated
from shared.adapters.tables.entities import get

PARTITION: Final = "bookmarks"


@dataclass(frozen=True, slots=True)
class TableBookmarks:
    """A row for each walk."""

    table: TableClient

    def get(self, walk: str) -> str:
        """Where it goes on; empty: at the begin. Raises ServiceUnavailable."""
        row = get(self.table, PARTITION, walk)
        return str(row["place"]) if row else ""

    def put(self, walk: str, place: str) -> None:
        """Let it go on there. Raises ServiceUnavailable."""
        with translated("writing a bookmark"):
            self.table.upsert_entity({"PartitionKey": PARTITION, "RowKey": walk, "place": place})
