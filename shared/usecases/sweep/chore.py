"""What a sweep consists of: chores that find what is due, by reading alone, and do one thing at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

AT_ONCE: Final = 500
"""Things that a chore looks at in one sweep, so that it ends before the next begins."""
PATIENCE: Final = timedelta(minutes=5)
"""How long a writer may take for several writes; the longest request or message takes less."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is due."""

    subjects: Sequence[str]
    """Ids, notes, or names of files or blobs."""
    behind: str = ""
    """Where the next sweep goes on looking; empty: where things begin."""


class Chore(Protocol):
    """One kind of work."""

    @property
    def name(self) -> str:
        """Of what it does; its bookmark has the same."""

    def find(self, behind: str) -> Found:
        """What is due behind that place. Changes nothing. Raises ServiceUnavailable."""

    def do(self, subject: str) -> bool:
        """Do it if it is still due; whether it was. Raises ServiceUnavailable."""
