"""Storage in memory that behaves as Azure's does, and fails when it is told to."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import wraps
from http import HTTPStatus
from itertools import count
from types import SimpleNamespace
from typing import Any, Final, ParamSpec, TypeVar

from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
    ServiceResponseError,
)
from azure.data.tables import UpdateMode

from shared.errors import ServiceUnavailable, UnreadablePhoto
from shared.settings import INBOX
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import Clock, Gone, Original, Outcome, Output, QueueState, Unchanged

FIRST_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
Given = ParamSpec("Given")
Result = TypeVar("Result")


class Killed(BaseException):
    """The process ended here, at once."""


@dataclass
class Weather:
    """What happens to which call of storage: one thing, at the call that many calls from now."""

    calls_left: int = -1
    kind: str = ""
    """`before` and `after` fail around the effect, `killed before` and `killed after` end the process there,
    `repeated` is an SDK that did not hear of its first attempt."""
    meanwhile: Callable[[], None] | None = None
    """What somebody else does between two calls."""
    fired: int = 0

    def set(self, calls: int, kind: str = "", meanwhile: Callable[[], None] | None = None) -> None:
        self.calls_left, self.kind, self.meanwhile = calls, kind, meanwhile

    def clear(self) -> None:
        self.calls_left = -1

    def due(self) -> str:
        """What happens to this call."""
        self.calls_left -= self.calls_left >= 0
        if self.calls_left != 0:
            return ""
        self.calls_left = -1
        self.fired += 1
        if self.meanwhile:
            self.meanwhile()
        return self.kind


def call(method: Callable[Given, Result]) -> Callable[Given, Result]:
    """A call of storage, in whatever weather there is."""

    @wraps(method)
    def called(*given: Given.args, **more: Given.kwargs) -> Result:
        kind = given[0].weather.due()  # type: ignore[attr-defined]
        _fail(kind, "before")
        result = method(*given, **more)
        if kind == "repeated":
            result = method(*given, **more)
        _fail(kind, "after")
        return result

    return called


def _fail(kind: str, when: str) -> None:
    if kind == when:
        raise ServiceResponseError("no reply")
    if kind == f"killed {when}":
        raise Killed


class Entity(dict[str, Any]):
    """An entity with what comes along with it."""

    metadata: Mapping[str, Any]


OPERATORS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "eq": lambda one, other: one == other,
    "gt": lambda one, other: one > other,
    "ge": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
}


@dataclass
class MemoryTable:
    """The part of TableClient that the adapters use."""

    weather: Weather
    clock: Clock
    rows: dict[tuple[str, str], tuple[dict[str, Any], str, datetime]] = field(default_factory=dict)
    etags: Iterator[int] = field(default_factory=count)

    @call
    def create_entity(self, entity: Mapping[str, Any]) -> dict[str, str]:
        if _key(entity) in self.rows:
            raise ResourceExistsError("there")
        return {"etag": self._put(entity)}

    @call
    def upsert_entity(self, entity: Mapping[str, Any], mode: UpdateMode = UpdateMode.MERGE) -> None:
        self._put(entity, mode)

    @call
    def update_entity(
        self, entity: Mapping[str, Any], *, mode: UpdateMode, etag: str, match_condition: object
    ) -> dict[str, str]:
        self._check(_key(entity), etag)
        return {"etag": self._put(entity, mode)}

    @call
    def get_entity(self, partition_key: str, row_key: str) -> Entity:
        if (partition_key, row_key) not in self.rows:
            raise ResourceNotFoundError("not there")
        return self._entity((partition_key, row_key))

    @call
    def delete_entity(
        self,
        partition_key: str,
        row_key: str,
        *,
        etag: str = "",
        match_condition: object = None,
        raw_response_hook: Callable[[Any], None] = lambda reply: None,
    ) -> None:
        key = (partition_key, row_key)
        there = key in self.rows
        if there:
            if etag:
                self._check(key, etag)
            del self.rows[key]
        status = HTTPStatus.NO_CONTENT if there else HTTPStatus.NOT_FOUND
        raw_response_hook(SimpleNamespace(http_response=SimpleNamespace(status_code=status)))

    @call
    def submit_transaction(self, operations: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        if any(what == "delete" and _key(entity) not in self.rows for what, entity in operations):
            error = HttpResponseError("not there")
            error.status_code = 404
            raise error
        for what, entity in operations:
            if what == "delete":
                del self.rows[_key(entity)]
            else:
                self._put(entity)

    @call
    def query_entities(self, query: str, parameters: Mapping[str, str] | None = None, **_: object) -> list[Entity]:
        tests = [
            (name, OPERATORS[operator], (parameters or {})[value])
            for name, operator, value in re.findall(r"(\w+) (\w\w) @(\w+)", query)
        ]
        found = [key for key, (row, _, _) in self.rows.items() if all(is_so(row[name], v) for name, is_so, v in tests)]
        return [self._entity(key) for key in sorted(found)]

    def _check(self, key: tuple[str, str], etag: str) -> None:
        if key not in self.rows:
            raise ResourceNotFoundError("not there")
        if self.rows[key][1] != etag:
            raise ResourceModifiedError("changed")

    def _put(self, entity: Mapping[str, Any], mode: UpdateMode = UpdateMode.MERGE) -> str:
        old = self.rows[_key(entity)][0] if _key(entity) in self.rows and mode is UpdateMode.MERGE else {}
        etag = f'W/"{next(self.etags)}"'
        self.rows[_key(entity)] = ({**old, **entity}, etag, self.clock())
        return etag

    def _entity(self, key: tuple[str, str]) -> Entity:
        row, etag, written = self.rows[key]
        entity = Entity(row)
        entity.metadata = {"etag": etag, "timestamp": written}
        return entity


def _key(entity: Mapping[str, Any]) -> tuple[str, str]:
    return entity["PartitionKey"], entity["RowKey"]


@dataclass
class MemoryTables:
    """Table Storage."""

    weather: Weather
    clock: Clock
    tables: dict[str, MemoryTable] = field(default_factory=dict)

    def get_table_client(self, name: str) -> MemoryTable:
        return self.tables.setdefault(name, MemoryTable(self.weather, self.clock))


def port(method: Callable[Given, Result]) -> Callable[Given, Result]:
    """A call of storage at a port: what fails there has been translated."""
    attempt = call(method)

    @wraps(method)
    def called(*given: Given.args, **more: Given.kwargs) -> Result:
        try:
            return attempt(*given, **more)
        except ServiceResponseError as error:
            raise ServiceUnavailable("Storage did not answer.") from error

    return called


@dataclass
class MemoryOriginals:
    """The inbox."""

    weather: Weather
    blobs: dict[str, tuple[bytes, Original]] = field(default_factory=dict)
    etags: Iterator[int] = field(default_factory=count)

    @port
    def head(self, name: str) -> Original | None:
        return self.blobs[name][1] if name in self.blobs else None

    @port
    def read(self, name: str, etag: str) -> bytes | Gone:
        if name not in self.blobs:
            return Gone.DELETED
        data, original = self.blobs[name]
        return data if original.etag == etag else Gone.REPLACED

    @port
    def page(self, behind: str, limit: int) -> tuple[list[Original], str]:
        return [original for _, original in self.blobs.values()], ""

    def write(self, name: str, data: bytes, filename: str) -> None:
        number = next(self.etags)
        when = FIRST_DAY + timedelta(seconds=number)  # the same in every run, and so are the ids made of it
        self.blobs[name] = (data, Original(INBOX, name, f"0x{number}", when, filename))

    @port
    def delete(self, name: str, etag: str) -> None:
        if name in self.blobs and self.blobs[name][1].etag == etag:
            del self.blobs[name]


@dataclass
class MemoryOutputs:
    """The processed container. Files are written one after another, as blobs are."""

    weather: Weather
    clock: Clock
    files: dict[str, bytes] = field(default_factory=dict)
    written: dict[str, datetime] = field(default_factory=dict)

    def write(self, photo_id: str, version: str, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            self._write("/".join(part for part in (photo_id, version, path) if part), data)

    @port
    def _write(self, name: str, data: bytes) -> None:
        self.files[name] = data
        self.written[name] = self.clock()

    @port
    def read(self, photo_id: str, version: str, path: str, *, unless: str = "") -> Output | Unchanged | None:
        data = self.files.get("/".join(part for part in (photo_id, version, path) if part))
        return None if data is None else Output(data, "0x1")

    @port
    def photo_ids(self) -> Iterator[str]:
        return iter(sorted({name.partition("/")[0] for name in self.files}))

    def page(self, behind: str, limit: int) -> tuple[list[str], str]:
        return list(self.photo_ids()), ""

    @port
    def paths(self, photo_id: str, *, before: datetime | None = None) -> list[str]:
        names = [name for name in sorted(self.files) if before is None or self.written[name] < before]
        return [name.removeprefix(f"{photo_id}/") for name in names if name.startswith(f"{photo_id}/")]

    def delete(self, photo_id: str, paths: Sequence[str], *, before: datetime | None = None) -> None:
        for path in paths:
            self._delete(f"{photo_id}/{path}", before)

    @port
    def _delete(self, name: str, before: datetime | None) -> None:
        if name in self.files and (before is None or self.written[name] < before):
            del self.files[name]


@dataclass
class MemoryMessage:
    """A message in the queue."""

    id: str
    text: str
    attempts: int = 0


@dataclass
class MemoryQueue:
    """The work queue and its poison queue."""

    weather: Weather
    waiting: list[MemoryMessage] = field(default_factory=list)
    poison: list[MemoryMessage] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=count)

    @port
    def send(self, message: PhotoMessage) -> None:
        self.put(message.encode())

    def put(self, text: str) -> None:
        self.waiting.append(MemoryMessage(f"message {next(self.ids)}", text))

    def state(self) -> QueueState:
        return QueueState(len(self.waiting), None, len(self.poison))


NOT_A_PHOTO: Final = b"not a photo"


def read_in_memory(data: bytes, given: Mapping[int, Any] | None = None) -> Outcome:
    """As many cards as the first byte says, found where the numbers say. Raises UnreadablePhoto."""
    if data.startswith(NOT_A_PHOTO):
        raise UnreadablePhoto("No photo.")
    numbers = given or range(1, data[0] % 3 + 1)
    cards = [
        {
            "n": n,
            "status": "read",
            "quad": [[100 * n, 0], [100 * n + 90, 0], [100 * n + 90, 50], [100 * n, 50]],
            "fields": {"name": [{"value": f"person {n}", "confidence": 0.9}]},
        }
        for n in numbers
    ]
    result = {"width": 1000, "height": 100, "no_card": "" if cards else "nothing there", "cards": cards}
    files = {f"{card['n']}/card.jpg": data for card in cards} | {"overlay.jpg": data, "photo.jpg": data}
    return Outcome(result, {**files, "result.json": json.dumps(result).encode()}, {})
