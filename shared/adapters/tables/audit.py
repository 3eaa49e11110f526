"""The audit table: a row per entry, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableClient

from shared.adapters.clients import translated
from shared.adapters.tables.keys import key_range, partition_key, partition_range, row_key
from shared.usecases.ports import Entry, Window


@dataclass(frozen=True, slots=True)
class TableAuditRows:
    """Makes its table with the first entry: nothing may go unnoticed because a deployment is older than the code."""

    table: TableClient

    def add(self, entry: Entry) -> None:
        """Keep it. Raises ServiceUnavailable."""
        with translated("writing the audit"):
            try:
                self.table.upsert_entity(_entity(entry))
            except ResourceNotFoundError:
                self.table.create_table()
                self.table.upsert_entity(_entity(entry))

    def page(self, window: Window, limit: int) -> list[Entry]:
        """The newest `limit` entries of the window. Raises ServiceUnavailable."""
        first, last = key_range(window)
        since, until = partition_range(first, last)
        with translated("reading the audit"):
            found = self.table.query_entities(
                "PartitionKey ge @from and PartitionKey lt @until and RowKey gt @first and RowKey lt @last",
                parameters={"from": since, "until": until, "first": first, "last": last},
                results_per_page=limit,
            )
            try:
                return [_entry(entity) for entity in islice(found, limit)]
            except ResourceNotFoundError:
                return []


def _entity(entry: Entry) -> dict[str, Any]:
    return {
        "PartitionKey": partition_key(entry.id),
        "RowKey": row_key(entry.id),
        "id": entry.id,
        "who": entry.who,
        "what": entry.what,
        "count": entry.count,
        "subjects": " ".join(entry.subjects),
    }


def _entry(entity: Mapping[str, Any]) -> Entry:
    return Entry(entity["id"], entity["who"], entity["what"], entity["count"], entity["subjects"].split())
