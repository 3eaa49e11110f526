"""Who took data out or erased it, and when: kept for the office, without a word of what cards say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ulid import ULID

from shared.usecases.ports import AuditRows, Clock, Entry

MOST_SUBJECTS: Final = 500
"""Ids that one entry names; 32 characters each, and a column holds 32,768. The count is of all."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Called before the data goes out, so that nothing leaves unnoticed."""

    rows: AuditRows
    clock: Clock

    def __call__(self, what: str, who: str, subjects: Sequence[str] = (), count: int | None = None) -> None:
        """Keep that `who` did `what` to these cards or photos, or to `count` of them. Raises ServiceUnavailable."""
        entry_id = str(ULID.from_datetime(self.clock()))
        number = len(subjects) if count is None else count
        self.rows.add(Entry(entry_id, who, what, number, tuple(subjects[:MOST_SUBJECTS])))
