"""Rows in Table Storage: keys, entities and conditional writes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from azure.core import MatchConditions
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import TableClient, UpdateMode

from shared.adapters.clients import translated
from shared.card.row import CardRow, CardStatus, PhotoRow, PhotoStatus

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
INVERTED: Final = str.maketrans(CROCKFORD, CROCKFORD[::-1])
PARTITION_CHARACTERS: Final = 5
"""Of a ULID: a partition holds what came within 2^25 ms, 9.3 hours."""
PHOTO_COLUMNS: Final = tuple(f.name for f in fields(PhotoRow) if f.name != "row_etag")
"""Columns are the row's fields; code of another version, which knows others, leaves those alone."""


def partition_key(photo_id: str) -> str:
    """The inverted first characters of the ULID, so that newer partitions sort first."""
    return photo_id[:PARTITION_CHARACTERS].translate(INVERTED)


def row_key(photo_id: str) -> str:
    """The inverted ULID, so that a plain range read is newest first."""
    return photo_id.translate(INVERTED)


def card_row_key(photo_id: str, n: int) -> str:
    """The cards of a photo stay together, in reading order."""
    return f"{row_key(photo_id)}-{n:03d}"


@dataclass(frozen=True, slots=True)
class TablePhotoRows:
    """The photos table; the hashes that find equal bytes live in partitions of their own."""

    table: TableClient

    def get(self, photo_id: str) -> PhotoRow | None:
        """The row, with its ETag. Raises ServiceUnavailable."""
        with translated("reading a photo's row"):
            try:
                entity = self.table.get_entity(partition_key(photo_id), row_key(photo_id))
            except ResourceNotFoundError:
                return None
        return _photo_row(entity, entity.metadata["etag"] or "")

    def insert(self, row: PhotoRow) -> bool:
        """Add a new row; False when there is one already. Raises ServiceUnavailable."""
        with translated("adding a photo's row"):
            try:
                self.table.create_entity(_photo_entity(row))
            except ResourceExistsError:
                return False
        return True

    def replace(self, row: PhotoRow) -> PhotoRow | None:
        """Write `row` unless it has changed since it was read; None when it has. Raises ServiceUnavailable."""
        entity = _photo_entity(row)
        etag = self._replace(entity, row.row_etag)
        return None if etag is None else _photo_row(entity, etag)

    def first_with(self, sha256: str, photo_id: str, *, instead_of: str = "") -> str:
        """Id of the photo that stands for these bytes. Raises ServiceUnavailable."""
        entity = {"PartitionKey": f"sha256-{sha256[:2]}", "RowKey": sha256, "photo_id": photo_id}
        with translated("looking for the same bytes"):
            try:
                self.table.create_entity(entity)
                return photo_id
            except ResourceExistsError:
                found = self.table.get_entity(entity["PartitionKey"], entity["RowKey"])
        if found["photo_id"] == instead_of and self._replace(entity, found.metadata["etag"] or "") is not None:
            return photo_id
        return str(found["photo_id"])

    def _replace(self, entity: Mapping[str, Any], etag: str) -> str | None:
        """The new ETag, or None when the entity is not as it was."""
        with translated("updating a row"):
            try:
                written = self.table.update_entity(
                    dict(entity),
                    mode=UpdateMode.MERGE,
                    etag=etag,
                    match_condition=MatchConditions.IfNotModified,
                )
            except (ResourceModifiedError, ResourceNotFoundError):
                return None
            except HttpResponseError as error:
                if error.status_code != 412:
                    raise
                return None
        return str(written["etag"])


@dataclass(frozen=True, slots=True)
class TableCardRows:
    """The namecards table."""

    table: TableClient

    def put(self, row: CardRow) -> None:
        """Write a card, replacing what an earlier run wrote. Raises ServiceUnavailable."""
        with translated("writing a card's row"):
            self.table.upsert_entity(_card_entity(row), mode=UpdateMode.REPLACE)

    def of_photo(self, photo_id: str) -> list[CardRow]:
        """The cards of a photo, by n. Raises ServiceUnavailable."""
        first = row_key(photo_id)
        with translated("reading the cards of a photo"):
            found = self.table.query_entities(
                "PartitionKey eq @partition and RowKey ge @first and RowKey lt @last",
                parameters={
                    "partition": partition_key(photo_id),
                    "first": f"{first}-",
                    "last": f"{first}.",
                },
            )
            return [_card_row(entity) for entity in found]


def _photo_entity(row: PhotoRow) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in PHOTO_COLUMNS}
    columns["status"] = row.status.value
    columns["ms"] = json.dumps(dict(row.ms))
    return {"PartitionKey": partition_key(row.id), "RowKey": row_key(row.id), **columns}


def _photo_row(entity: Mapping[str, Any], etag: str) -> PhotoRow:
    known = {name: entity[name] for name in PHOTO_COLUMNS if name in entity}
    known["status"] = PhotoStatus(entity["status"])
    known["ms"] = json.loads(entity["ms"])
    return PhotoRow(**known, row_etag=etag)


def _card_entity(row: CardRow) -> dict[str, Any]:
    return {
        "PartitionKey": partition_key(row.photo_id),
        "RowKey": card_row_key(row.photo_id, row.n),
        "id": row.id,
        "photo_id": row.photo_id,
        "n": row.n,
        "status": row.status.value,
        "pipeline_version": row.pipeline_version,
        "card": json.dumps(dict(row.card), ensure_ascii=False, separators=(",", ":")),
    }


def _card_row(entity: Mapping[str, Any]) -> CardRow:
    return CardRow(
        photo_id=entity["photo_id"],
        n=entity["n"],
        pipeline_version=entity["pipeline_version"],
        card=json.loads(entity["card"]),
        status=CardStatus(entity["status"]),
    )
