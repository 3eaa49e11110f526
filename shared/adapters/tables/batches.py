"""Chat messages with photos: rows in the photos table, in a partition for each sender, newest first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.data.tables import TableClient

from shared.adapters.clients import translated
from shared.adapters.tables.entities import etag_of, get, insert, merge
from shared.adapters.tables.keys import BEHIND_ALL, row_key
from shared.usecases.chat.batch import Batch


@dataclass(frozen=True, slots=True)
class TableBatches:
    """Batches behind the photos themselves, whose partitions are digits and capitals."""

    table: TableClient

    def get(self, owner: str, batch_id: str) -> Batch | None:
        """The batch, with its ETag. Raises ServiceUnavailable."""
        entity = get(self.table, _partition(owner), row_key(batch_id))
        return None if entity is None else _batch(entity, etag_of(entity))

    def newest(self, owner: str) -> Batch | None:
        """The sender's last one. Raises ServiceUnavailable."""
        with translated("looking for the last chat message"):
            found = self.table.query_entities(
                "PartitionKey eq @partition", parameters={"partition": _partition(owner)}, results_per_page=1
            )
            return next((_batch(entity, etag_of(entity)) for entity in islice(found, 1)), None)

    def insert(self, batch: Batch) -> None:
        """Add a new one. Raises ServiceUnavailable."""
        insert(self.table, _entity(batch))

    def replace(self, batch: Batch) -> Batch | None:
        """Write `batch` if it has not changed since it was read; None when it has. Raises ServiceUnavailable."""
        etag = merge(self.table, _entity(batch), batch.row_etag)
        return None if etag is None else _batch(_entity(batch), etag)

    def page(self, behind: str, limit: int) -> list[str]:
        """Names of the next `limit` batches, by sender, the newest of each first. Raises ServiceUnavailable."""
        owner, _, batch_id = behind.partition("/")
        last = {"partition": _partition(owner), "row": row_key(batch_id), "end": _partition(BEHIND_ALL)}
        with translated("reading the chat messages"):
            found = self.table.query_entities(
                "PartitionKey ge @partition and PartitionKey lt @end"
                " and ( PartitionKey gt @partition or RowKey gt @row )",  # the SDK wants blanks around names
                parameters=last,
                select=["owner", "id"],
                results_per_page=limit,
            )
            return [f"{entity['owner']}/{entity['id']}" for entity in islice(found, limit)]

    def remove(self, name: str) -> bool:
        """Take one away; whether it was there. Raises ServiceUnavailable."""
        owner, _, batch_id = name.partition("/")
        with translated("forgetting a chat message"):
            try:
                self.table.delete_entity(_partition(owner), row_key(batch_id))
            except ResourceNotFoundError:
                return False
        return True


def _partition(owner: str) -> str:
    return f"chat-{owner}"


def _entity(batch: Batch) -> dict[str, Any]:
    return {
        "PartitionKey": _partition(batch.owner),
        "RowKey": row_key(batch.id),
        "owner": batch.owner,
        "id": batch.id,
        "out": json.dumps(sorted(batch.out)),
        "photos": json.dumps(dict(batch.photos)),
        "refused": json.dumps(dict(batch.refused)),
        "callback": batch.callback,
    }


def _batch(entity: Mapping[str, Any], etag: str) -> Batch:
    return Batch(
        owner=entity["owner"],
        id=entity["id"],
        out=frozenset(json.loads(entity["out"])),
        photos=_by_place(entity["photos"]),
        refused=_by_place(entity["refused"]),
        callback=entity["callback"],
        row_etag=etag,
    )


def _by_place(text: str) -> dict[int, str]:
    return {int(place): value for place, value in json.loads(text).items()}
