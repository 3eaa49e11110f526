"""Photos that wait too long: their message was lost, or the last attempt failed by something that may have passed."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from shared.card.row import PhotoRow, PhotoStatus
from shared.usecases.message import PhotoMessage
from shared.usecases.paging import READERS
from shared.usecases.ports import Clock, PhotoRows, Window, WorkQueue
from shared.usecases.sweep.chore import AT_ONCE, PATIENCE, Found

STUCK_AFTER: Final = timedelta(minutes=15)
"""Without a write to the row. A run takes five minutes at most, and its message comes back after ten."""
REDRIVEN_FOR: Final = timedelta(hours=24)
"""Since the first attempts of the queue failed."""
LOOKED_AT_FOR: Final = timedelta(days=7)
"""Since a photo came: older failures are not looked through again and again."""

DRAWN: Final = (PhotoStatus.QUEUED, PhotoStatus.FAILED, PhotoStatus.REPLACED)
"""Each stands for a drawer; photos in work lie in that of those which wait."""


@dataclass(frozen=True, slots=True)
class Resend:
    """Send the message of a photo again that has waited long, unless it still stands in the queue."""

    photos: PhotoRows
    queue: WorkQueue
    clock: Clock
    name: ClassVar[str] = "resend-photo"

    def find(self, behind: str) -> Found:
        """Ids of photos that wait and have no message."""
        window = Window(after=behind, until=self.clock() - STUCK_AFTER)
        ids, rows = _filed(self.photos, PhotoStatus.QUEUED, window)
        oldest = self.queue.state().oldest
        # What was sent after the message at the head of the queue may still stand behind it.
        lost = [row.id for row in rows if self._stuck(row) and (oldest is None or changed(row) + PATIENCE < oldest)]
        return Found(lost, ids[-1] if len(ids) == AT_ONCE else "")

    def do(self, subject: str) -> bool:
        """Let the photo wait anew, with a message."""
        row = self.photos.get(subject)
        return row is not None and self._stuck(row) and send_again(row, self.photos, self.queue)

    def _stuck(self, row: PhotoRow) -> bool:
        return not row.status.terminal and not row.deleted_at and self.clock() - changed(row) >= STUCK_AFTER


@dataclass(frozen=True, slots=True)
class Redrive:
    """Send photos again that may succeed now, each time after twice as long, for a day."""

    photos: PhotoRows
    queue: WorkQueue
    clock: Clock
    name: ClassVar[str] = "redrive-photo"

    def find(self, behind: str) -> Found:
        """Ids of failed photos whose next attempt is due."""
        window = Window(after=behind, since=self.clock() - LOOKED_AT_FOR)
        ids, rows = _filed(self.photos, PhotoStatus.FAILED, window)
        return Found([row.id for row in rows if self._due(row)], ids[-1] if len(ids) == AT_ONCE else "")

    def do(self, subject: str) -> bool:
        """Let the photo wait anew, with a message."""
        row = self.photos.get(subject)
        return row is not None and self._due(row) and send_again(row, self.photos, self.queue)

    def _due(self, row: PhotoRow) -> bool:
        if row.status is not PhotoStatus.FAILED or not row.retryable or not row.failing_since or row.deleted_at:
            return False
        since, now = datetime.fromisoformat(row.failing_since), self.clock()
        return now - since < REDRIVEN_FOR and now - changed(row) >= max(PATIENCE, changed(row) - since)


@dataclass(frozen=True, slots=True)
class Tidy:
    """Take photos out of a drawer in which a crash left them."""

    photos: PhotoRows
    status: PhotoStatus
    clock: Clock

    @property
    def name(self) -> str:
        """One chore for each drawer."""
        return f"tidy-{self.status}"

    def find(self, behind: str) -> Found:
        """Ids of photos that are in the drawer and do not belong there."""
        ids, rows = _filed(self.photos, self.status, Window(after=behind))
        waiting = self.status is PhotoStatus.QUEUED
        here = {row.id for row in rows if row.status is self.status or (waiting and not row.status.terminal)}
        return Found([one for one in ids if one not in here], ids[-1] if len(ids) == AT_ONCE else "")

    def do(self, subject: str) -> bool:
        """Take it out, unless a writer may be about to write the row."""
        return self.photos.unfile(self.status, subject, before=self.clock() - PATIENCE)


def changed(row: PhotoRow) -> datetime:
    """When the row was last written, by the clock of storage."""
    return datetime.fromisoformat(row.row_changed)


def send_again(row: PhotoRow, photos: PhotoRows, queue: WorkQueue) -> bool:
    """Row first, then the message, as when it was new; False when somebody else was faster."""
    if photos.replace(row.queued()) is None:
        return False
    queue.send(PhotoMessage(row.id, row.name, row.etag))
    return True


def _filed(photos: PhotoRows, status: PhotoStatus, window: Window) -> tuple[Sequence[str], Sequence[PhotoRow]]:
    """The next photos of a drawer: their ids, and the rows that are there."""
    ids = photos.filed(status, window, AT_ONCE)
    get: Callable[[str], PhotoRow | None] = photos.get
    with ThreadPoolExecutor(READERS) as readers:
        return ids, [row for row in readers.map(get, ids) if row is not None]
