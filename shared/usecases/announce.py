"""Something happened to a card or photo: log it for programs that keep up, and queue the webhook's call."""

from dataclasses import dataclass

from shared.usecases.message import Change
from shared.usecases.ports import Changes, Clock, Notices


@dataclass(frozen=True, slots=True)
class Announce:
    """Log and notify; what is announced twice is only read twice."""

    changes: Changes
    notices: Notices
    clock: Clock

    def __call__(self, what: str, subject: str) -> Change:
        """Announce that `what` (such as `card.edited`) happened to the card or photo `subject`."""
        change = self.changes.append(what, subject, self.clock())
        self.notices.send(change)
        return change
