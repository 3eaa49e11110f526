"""Entities: long JSON in columns that Table Storage can hold, and conditional writes that tell who was faster.

A write may take effect although its reply is lost or says 500. The SDK then repeats it, and the repetition finds what
the first one wrote: 409 or 412. Such an answer is therefore never taken at its word: each write has an id of its own,
and the row is read back to see whose it is.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from azure.core import MatchConditions
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import TableClient, UpdateMode
from ulid import ULID

from shared.adapters.clients import translated

WRITE_ID: Final = "write_id"
"""Column with the id of the write that made the row what it is."""
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
            return str(table.create_entity(marked := _marked(entity))["etag"])
        except ResourceExistsError:
            return _etag_if_written(table, marked)


def merge(table: TableClient, entity: Mapping[str, Any], etag: str) -> str | None:
    """The new ETag, or None when the row is not as it was. Raises ServiceUnavailable."""
    return update(table, entity, etag, UpdateMode.MERGE)


def update(table: TableClient, entity: Mapping[str, Any], etag: str, mode: UpdateMode) -> str | None:
    """As `merge`, or replacing the whole row."""
    with translated("updating a row"):
        try:
            written = table.update_entity(
                marked := _marked(entity), mode=mode, etag=etag, match_condition=MatchConditions.IfNotModified
            )
        except (ResourceModifiedError, ResourceNotFoundError):
            return _etag_if_written(table, marked)
        except HttpResponseError as error:
            if error.status_code != 412:
                raise
            return _etag_if_written(table, marked)
    return str(written["etag"])


def _marked(entity: Mapping[str, Any]) -> dict[str, Any]:
    return {**entity, WRITE_ID: str(ULID())}


def _etag_if_written(table: TableClient, entity: Mapping[str, Any]) -> str | None:
    """The ETag of the row if an earlier attempt of this very write made it what it is."""
    found = get(table, entity["PartitionKey"], entity["RowKey"])
    return etag_of(found) if found is not None and found.get(WRITE_ID) == entity[WRITE_ID] else None


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


def discard(table: TableClient, partition: str, row: str) -> bool:
    """Delete a row, whether or not it is there; whether it was. Raises ServiceUnavailable."""
    statuses: list[int] = []
    with translated("removing a row"):
        # The SDK does not tell a row that was gone already from one that it deleted.
        table.delete_entity(
            partition, row, raw_response_hook=lambda reply: statuses.append(reply.http_response.status_code)
        )
    return statuses[-1] != HTTPStatus.NOT_FOUND
