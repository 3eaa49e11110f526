"""The namecards table: a row per card, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from azure.data.tables import TableClient, UpdateMode

from shared.adapters.clients import translated
from shared.adapters.tables.entities import etag_of, get, insert, json_columns, json_value, remove, update
from shared.adapters.tables.keys import (
    card_row_key,
    key_of_card,
    key_range,
    partition_key,
    partition_range,
    row_key,
)
from shared.card.row import CardRow, CardStatus, Edits
from shared.usecases.ports import Window

DISPLAYED: Final = ("name", "company", "title", "mobile", "tel", "email")
"""Fields whose first value has a column of its own, for people who look with Storage Explorer."""


@dataclass(frozen=True, slots=True)
class TableCardRows:
    """The namecards table."""

    table: TableClient

    def get(self, card_id: str) -> CardRow | None:
        """The row, with its ETag. Raises ServiceUnavailable."""
        entity = get(self.table, partition_key(card_id), key_of_card(card_id))
        return None if entity is None else _row(entity, etag_of(entity))

    def write(self, row: CardRow) -> CardRow | None:
        """Add a new row (it has no ETag yet), or change the one that was read; None when another was faster."""
        entity = card_entity(row)
        if not row.row_etag:
            etag = insert(self.table, entity)
        else:
            # A tombstone leaves nothing behind, not even columns that another version of the code added.
            mode = UpdateMode.REPLACE if row.status is CardStatus.DELETED else UpdateMode.MERGE
            etag = update(self.table, entity, row.row_etag, mode)
        return None if etag is None else _row(entity, etag)

    def remove(self, row: CardRow) -> bool:
        """Take a row away if it has not changed since it was read. Raises ServiceUnavailable."""
        return remove(self.table, card_entity(row), row.row_etag)

    def of_photo(self, photo_id: str) -> list[CardRow]:
        """The cards of a photo, by n. Raises ServiceUnavailable."""
        first = row_key(photo_id)
        with translated("reading the cards of a photo"):
            found = self.table.query_entities(
                "PartitionKey eq @partition and RowKey ge @first and RowKey lt @last",
                parameters={"partition": partition_key(photo_id), "first": f"{first}-", "last": f"{first}."},
            )
            return [_row(entity, etag_of(entity)) for entity in found]

    def page(self, window: Window, limit: int) -> list[CardRow]:
        """The newest `limit` cards of the window, hidden ones too. Raises ServiceUnavailable."""
        first, last = key_range(window)
        since, until = partition_range(first, last)
        with translated("reading a page of cards"):
            found = self.table.query_entities(
                "PartitionKey ge @from and PartitionKey lt @until and RowKey gt @first and RowKey lt @last",
                parameters={"from": since, "until": until, "first": first, "last": last},
                results_per_page=limit,
            )
            return [_row(entity, etag_of(entity)) for entity in islice(found, limit)]


def card_entity(row: CardRow) -> dict[str, Any]:
    """The row as Table Storage holds it."""
    fields = row.fields
    return {
        "PartitionKey": partition_key(row.photo_id),
        "RowKey": card_row_key(row.photo_id, row.n),
        "id": row.id,
        "photo_id": row.photo_id,
        "n": row.n,
        "status": row.status.value,
        "pipeline_version": row.pipeline_version,
        "owner": row.owner,
        **json_columns("card", row.card),
        **json_columns("edits", row.edits.as_json()),
        **{name: str(fields[name][0]["value"]) if name in fields else "" for name in DISPLAYED},
    }


def _row(entity: Mapping[str, Any], etag: str) -> CardRow:
    return CardRow(
        photo_id=entity["photo_id"],
        n=entity["n"],
        pipeline_version=entity["pipeline_version"],
        card=json_value(entity, "card") or {},
        status=CardStatus(entity["status"]),
        edits=Edits.of_json(json_value(entity, "edits") or {}),
        owner=entity.get("owner", ""),
        row_etag=etag,
    )
