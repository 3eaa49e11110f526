"""The engine that reads nothing, so that no other code has a branch for missing OCR."""

from collections.abc import Sequence

from shared.card.lines import Line
from shared.card.text import Transcript, Unread

OFF = Unread("Reading text is switched off.")


class NoReader:
    """Leaves every card unread."""

    def read(self, lines: Sequence[Line]) -> Sequence[Transcript] | Unread:
        """Say that nothing is read."""
        return OFF
