"""Entities: long JSON in columns that Table Storage can hold, and conditional writes that tell who was faster.

A write may take effect although its reply is lost or says 500. The SDK then repeats it, and the repetition finds what
the first one wrote: 409, 412 or 404. Such an answer is therefore never taken at its word; the row is read back.
"""

import json
from collections.abc import Mapping
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

COLUMN_CHARACTERS: Final = 16_000
"""A string property holds 64 KiB of UTF-16: 32,768 characters, or half as many of those beyond its first plane."""


MOST_IN_TRANSACTION: Final = 100
"""Entities that Table Storage takes in one transaction."""


def json_columns(name: str, value: object) -> dict[str, Any]:
    """`value` as JSON in the columns `name`, `name_2` ..., and how many there are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    parts = [text[at : at + COLUMN_CHARACTERS] for at in range(0, len(text), COLUMN_CHARACTERS)]
    return {**{_column(name, part): data for part, data in enumerate(parts, 1)}, f"{name}_parts": len(parts)}


def json_value(entity: Mapping[str, Any], name: str) -> Any:
    """What `json_columns` wrote; None when nothing was written."""
    parts = entity.get(f"{name}_parts", 0)
    return json.loads("".join(entity[_column(name, part)] for part in range(1, parts + 1))) if parts else None


def _column(name: str, part: int) -> str:
    return name if part == 1 else f"{name}_{part}"


def get(table: TableClient, partition: str, row: str) -> Mapping[str, Any] | None:
    """One entity. Raises ServiceUnavailable."""
    with translated("reading a row"):
        try:
            return table.get_entity(partition, row)
        except ResourceNotFoundError:
            return None


def etag_of(entity: Any) -> str:
    """The ETag that came with an entity."""
    return str(entity.metadata["etag"] or "")


def insert(table: TableClient, entity: Mapping[str, Any]) -> str | None:
    """The ETag of the new row, or None when there is another one already. Raises ServiceUnavailable."""
    with translated("adding a row"):
        try:
            return str(table.create_entity(dict(entity))["etag"])
        except ResourceExistsError:
            return _etag_if_written(table, entity)


def merge(table: TableClient, entity: Mapping[str, Any], etag: str) -> str | None:
    """The new ETag, or None when the row is not as it was. Raises ServiceUnavailable."""
    return update(table, entity, etag, UpdateMode.MERGE)


def update(table: TableClient, entity: Mapping[str, Any], etag: str, mode: UpdateMode) -> str | None:
    """As `merge`, or replacing the whole row."""
    with translated("updating a row"):
        try:
            written = table.update_entity(
                dict(entity), mode=mode, etag=etag, match_condition=MatchConditions.IfNotModified
            )
        except (ResourceModifiedError, ResourceNotFoundError):
            return _etag_if_written(table, entity)
        except HttpResponseError as error:
            if error.status_code != 412:
                raise
            return _etag_if_written(table, entity)
    return str(written["etag"])


def _etag_if_written(table: TableClient, entity: Mapping[str, Any]) -> str | None:
    """The ETag of the row if it says all that `entity` does: then that is what an earlier attempt wrote."""
    found = get(table, entity["PartitionKey"], entity["RowKey"])
    says_so = found is not None and all(found.get(name) == value for name, value in entity.items())
    return etag_of(found) if says_so else None


def remove(table: TableClient, entity: Mapping[str, Any], etag: str) -> bool:
    """Whether the row is gone now; not when it changed since it was read. Raises ServiceUnavailable."""
    with translated("removing a row"):
        try:
            table.delete_entity(
                entity["PartitionKey"], entity["RowKey"], etag=etag, match_condition=MatchConditions.IfNotModified
            )
        except ResourceModifiedError:
            return False
    return True  # also when it was gone: the SDK raises nothing then


def discard(table: TableClient, partition: str, row: str) -> None:
    """Delete a row, whether or not it is there. Raises ServiceUnavailable."""
    with translated("removing a row"):
        try:
            table.delete_entity(partition, row)
        except ResourceNotFoundError:
            return
