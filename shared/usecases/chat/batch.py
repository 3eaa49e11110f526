"""The photos of one chat message, and which of them have come to an end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, Self

from shared.errors import ServiceUnavailable
from shared.usecases.message import ChatMessage

TRIES: Final = 50
"""How often a change is decided anew; each time another one of the batch's few photos got its turn."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A row; every change of state is a method that gives the next one."""

    owner: str
    id: str
    """A ULID of the time the message came."""
    out: frozenset[int]
    """Photos that have not come to an end, by their place in the message."""
    photos: Mapping[int, str] = field(default_factory=dict)
    """Ids of those that have."""
    refused: Mapping[int, str] = field(default_factory=dict)
    """Why others were never stored, as a code."""
    callback: str = ""
    """Where the answer goes, once; empty when it has gone, or nobody asked."""
    row_etag: str = ""

    def ended(self, n: int, photo_id: str) -> Self:
        """A photo came to its end."""
        return replace(self, out=self.out - {n}, photos={**self.photos, n: photo_id})

    def refusing(self, reasons: Mapping[int, str]) -> Self:
        """Photos were not stored, and will not be."""
        return replace(self, out=self.out - reasons.keys(), refused={**self.refused, **reasons})

    def claimed(self) -> Self:
        """The answer is on its way."""
        return replace(self, callback="")


class Batches(Protocol):
    """Where batches are kept."""

    def get(self, owner: str, batch_id: str) -> Batch | None:
        """The batch, with its ETag."""

    def newest(self, owner: str) -> Batch | None:
        """The sender's last one."""

    def insert(self, batch: Batch) -> None:
        """Add a new one."""

    def replace(self, batch: Batch) -> Batch | None:
        """Write `batch` if it has not changed since it was read; None when it has."""

    def page(self, behind: str, limit: int) -> Sequence[str]:
        """The next `limit` batches of all senders as `{owner}/{id}`, in an order of the store's own."""

    def remove(self, name: str) -> bool:
        """Take one away, named as `page` does; whether it was there."""


class Reminders(Protocol):
    """The queue that says when an answer is due."""

    def send(self, message: ChatMessage, seconds: int) -> None:
        """Enqueue for after so many seconds."""


def change(batches: Batches, owner: str, batch_id: str, decide: Callable[[Batch], Batch]) -> Batch | None:
    """Change a batch as `decide` says, whoever else does; None when there is none. Raises ServiceUnavailable."""
    for _ in range(TRIES):
        batch = batches.get(owner, batch_id)
        if batch is None:
            return None
        written = batches.replace(decide(batch))
        if written is not None:
            return written
    raise ServiceUnavailable("The row of a chat message changed too often to change it.")
