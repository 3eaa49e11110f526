"""The log of changes: rows numbered without a gap, each added only where the one before it was the last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from azure.data.tables import TableClient

from shared.adapters.clients import translated
from shared.adapters.tables.entities import get, insert
from shared.errors import ServiceUnavailable
from shared.usecases.message import Change

PARTITION: Final = "changes"
HEAD: Final = "changes-head"
"""Partition of the one row that says about where the log ends."""
HEAD_EVERY: Final = 64
"""So often that row is written; a process that starts reads at most so many changes to find the end."""
TRIES: Final = 50
"""How often another writer may be faster. Each time one of them got its number, so all of them get on."""


@dataclass(slots=True)
class TableChanges:
    """The log; `last` is the highest number that this process has seen."""

    table: TableClient
    last: int | None = field(default=None, init=False)

    def begin(self, number: int) -> None:
        """Let a log that is empty go on behind `number`. Raises ServiceUnavailable."""
        if self._end() == 0:
            self._write_head(number)

    def append(self, what: str, subject: str, at: datetime) -> Change:
        """Add a change behind all others. Raises ServiceUnavailable."""
        last = self._end() if self.last is None else self.last
        for _ in range(TRIES):
            change = Change(last + 1, at, what, subject)
            if insert(self.table, _entity(change)) is not None:
                self._remember(change.number)
                return change
            last = self._end(last)
        raise ServiceUnavailable("Too many changes at once.")

    def since(self, number: int, limit: int) -> list[Change]:
        """The changes behind `number`, the oldest first. Raises ServiceUnavailable."""
        return [_change(entity) for entity in islice(self._behind(number, limit), limit)]

    def _end(self, known: int | None = None) -> int:
        """The number of the last change."""
        if known is None:
            head = get(self.table, HEAD, HEAD)
            known = head["number"] if head else 0
        return max((_change(entity).number for entity in self._behind(known, 1000)), default=known)

    def _behind(self, number: int, limit: int) -> Iterator[Mapping[str, Any]]:
        with translated("reading the changes"):
            yield from self.table.query_entities(
                "PartitionKey eq @partition and RowKey gt @number",
                parameters={"partition": PARTITION, "number": f"{number:016d}"},
                results_per_page=limit,
            )

    def _remember(self, number: int) -> None:
        self.last = max(number, self.last or 0)
        if number % HEAD_EVERY == 0:
            self._write_head(number)

    def _write_head(self, number: int) -> None:
        with translated("writing the changes"):
            self.table.upsert_entity({"PartitionKey": HEAD, "RowKey": HEAD, "number": number})


def _entity(change: Change) -> dict[str, Any]:
    return {
        "PartitionKey": PARTITION,
        "RowKey": f"{change.number:016d}",
        "at": change.at,
        "what": change.what,
        "subject": change.subject,
    }


def _change(entity: Mapping[str, Any]) -> Change:
    return Change(int(entity["RowKey"]), entity["at"], entity["what"], entity["subject"])
