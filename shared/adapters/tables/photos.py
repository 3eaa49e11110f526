"""The photos table; index rows by status, and the hashes that find equal bytes, live in partitions of their own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import islice
from typing import Any, Final

from azure.data.tables import TableClient, UpdateMode

from shared.adapters.clients import translated
from shared.adapters.tables.entities import MOST_IN_TRANSACTION, discard, etag_of, get, insert, merge, remove, update
from shared.adapters.tables.keys import BEHIND_ALL, key_range, partition_key, partition_range, photo_of_key, row_key
from shared.card.row import PhotoRow, PhotoStatus
from shared.usecases.ports import Window

COLUMNS: Final = tuple(f.name for f in fields(PhotoRow) if f.name not in ("row_etag", "row_changed"))
"""Columns are the row's fields; code of another version, which knows others, leaves those alone."""
JSON_COLUMNS: Final = ("ms", "quads")
DRAWERS: Final = {
    PhotoStatus.QUEUED: "status-waiting",
    PhotoStatus.PROCESSING: "status-waiting",
    PhotoStatus.FAILED: "status-failed",
    PhotoStatus.REPLACED: "status-replaced",
}
"""Partitions of index rows, by which photos of a status are found; nearly all photos are done, and need none."""
FILED_BY: Final = (PhotoStatus.QUEUED, PhotoStatus.FAILED, PhotoStatus.REPLACED)
"""The statuses in which a photo comes into its drawer."""
LEFT_BY: Final = {
    PhotoStatus.QUEUED: ("status-failed",),
    PhotoStatus.DONE: ("status-waiting",),
    PhotoStatus.FAILED: ("status-waiting",),
    PhotoStatus.REPLACED: ("status-waiting",),
    PhotoStatus.DELETED: tuple(sorted(set(DRAWERS.values()))),
}
"""The drawers out of which a photo comes with a status."""


@dataclass(frozen=True, slots=True)
class TablePhotoRows:
    """The photos table."""

    table: TableClient

    def get(self, photo_id: str) -> PhotoRow | None:
        """The row, with its ETag. Raises ServiceUnavailable."""
        entity = get(self.table, partition_key(photo_id), row_key(photo_id))
        return None if entity is None else _read(entity)

    def insert(self, row: PhotoRow) -> bool:
        """Add a new row; False when there is one already. Raises ServiceUnavailable."""
        self._file(row)
        return insert(self.table, photo_entity(row)) is not None

    def replace(self, row: PhotoRow) -> PhotoRow | None:
        """Write `row` unless it has changed since it was read; None when it has. Raises ServiceUnavailable."""
        # A tombstone leaves nothing behind, not even columns that another version of the code added.
        mode = UpdateMode.REPLACE if row.status is PhotoStatus.DELETED else UpdateMode.MERGE
        self._file(row)
        etag = update(self.table, photo_entity(row), row.row_etag, mode)
        if etag is None:
            return None
        for drawer in LEFT_BY.get(row.status, ()):
            discard(self.table, drawer, row_key(row.id))
        return _row(photo_entity(row), etag)

    def page(self, window: Window, limit: int) -> list[PhotoRow]:
        """The newest `limit` photos of the window. Raises ServiceUnavailable."""
        first, last = key_range(window)
        since, until = partition_range(first, last)
        with translated("reading a page of photos"):
            found = self.table.query_entities(
                "PartitionKey ge @from and PartitionKey lt @until and RowKey gt @first and RowKey lt @last",
                parameters={"from": since, "until": until, "first": first, "last": last},
                results_per_page=limit,
            )
            return [_read(entity) for entity in islice(found, limit)]

    def filed(self, status: PhotoStatus, window: Window, limit: int) -> list[str]:
        """Ids of the newest `limit` photos in the drawer of a status that has one. Raises ServiceUnavailable."""
        first, last = key_range(window)
        with translated("reading an index of photos"):
            found = self.table.query_entities(
                "PartitionKey eq @drawer and RowKey gt @first and RowKey lt @last",
                parameters={"drawer": DRAWERS[status], "first": first, "last": last},
                select=["RowKey"],
                results_per_page=limit,
            )
            return [photo_of_key(entity["RowKey"]) for entity in islice(found, limit)]

    def file(self, unfinished: Mapping[PhotoStatus, Sequence[str]]) -> None:
        """Put photos into the drawers of their status, a hundred at once. Raises ServiceUnavailable."""
        for status, ids in unfinished.items():
            for at in range(0, len(ids), MOST_IN_TRANSACTION):
                some = [drawn(status, photo_id) for photo_id in ids[at : at + MOST_IN_TRANSACTION]]
                with translated("writing an index of photos"):
                    self.table.submit_transaction([("upsert", entity) for entity in some])

    def unfile(self, status: PhotoStatus, photo_id: str, *, before: datetime) -> bool:
        """Take a photo out of the drawer if it does not belong there, and was put there before that moment.

        What is put there again meanwhile has another ETag and stays. Raises ServiceUnavailable.
        """
        drawn: Any = get(self.table, DRAWERS[status], row_key(photo_id))
        if drawn is None or drawn.metadata["timestamp"] >= before:
            return False
        row = self.get(photo_id)
        if row is not None and DRAWERS.get(row.status) == DRAWERS[status]:
            return False
        return remove(self.table, drawn, etag_of(drawn))

    def _file(self, row: PhotoRow) -> None:
        """Put the photo into its drawer before its row says so, that it is never missing there."""
        if row.status in FILED_BY:
            with translated("writing an index of photos"):
                self.table.upsert_entity(drawn(row.status, row.id))

    def first_with(self, sha256: str, photo_id: str, *, instead_of: str = "") -> str:
        """Id of the photo that stands for these bytes. Raises ServiceUnavailable."""
        entity = {"PartitionKey": _hash_partition(sha256), "RowKey": sha256, "photo_id": photo_id}
        if insert(self.table, entity) is not None:
            return photo_id
        found = get(self.table, entity["PartitionKey"], entity["RowKey"])
        if found is None:
            return self.first_with(sha256, photo_id, instead_of=instead_of)
        if found["photo_id"] == instead_of and merge(self.table, entity, etag_of(found)) is not None:
            return photo_id
        return str(found["photo_id"])

    def add_same(self, sha256: str, photo_id: str) -> None:
        """Remember another photo of the same bytes. Raises ServiceUnavailable."""
        with translated("noting the same bytes"):
            self.table.upsert_entity(
                {
                    "PartitionKey": _hash_partition(sha256),
                    "RowKey": f"{sha256}-{row_key(photo_id)}",
                    "photo_id": photo_id,
                }
            )

    def all_same(self, sha256: str) -> list[str]:
        """Ids of all photos of these bytes. Raises ServiceUnavailable."""
        return sorted({str(entity["photo_id"]) for entity in self._same(sha256)})

    def forget_same(self, sha256: str) -> None:
        """Forget that these bytes were ever here. Raises ServiceUnavailable."""
        for entity in self._same(sha256):
            discard(self.table, entity["PartitionKey"], entity["RowKey"])

    def _same(self, sha256: str) -> list[Mapping[str, Any]]:
        with translated("looking for the same bytes"):
            return list(
                self.table.query_entities(
                    "PartitionKey eq @partition and RowKey ge @first and RowKey lt @last",
                    parameters={
                        "partition": _hash_partition(sha256),
                        "first": sha256,
                        "last": sha256 + BEHIND_ALL,
                    },
                )
            )


def _hash_partition(sha256: str) -> str:
    return f"sha256-{sha256[:2]}"


def drawn(status: PhotoStatus, photo_id: str) -> dict[str, Any]:
    """The index row of a photo in the drawer of a status."""
    return {"PartitionKey": DRAWERS[status], "RowKey": row_key(photo_id)}


def photo_entity(row: PhotoRow) -> dict[str, Any]:
    """The row as Table Storage holds it."""
    columns = {name: getattr(row, name) for name in COLUMNS}
    columns["status"] = row.status.value
    columns |= {name: json.dumps(columns[name], default=dict) for name in JSON_COLUMNS}
    return {"PartitionKey": partition_key(row.id), "RowKey": row_key(row.id), **columns}


def _read(entity: Any) -> PhotoRow:
    """The row as it was read, with its ETag and time."""
    return replace(_row(entity, etag_of(entity)), row_changed=entity.metadata["timestamp"].isoformat())


def _row(entity: Mapping[str, Any], etag: str) -> PhotoRow:
    known = {name: entity[name] for name in COLUMNS if name in entity}
    known["status"] = PhotoStatus(entity["status"])
    known |= {name: json.loads(known[name]) for name in JSON_COLUMNS if name in known}
    return PhotoRow(**known, row_etag=etag)
