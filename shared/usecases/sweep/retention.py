"""Photos and cards that are kept no longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from ulid import ULID

from shared.card.row import CardStatus, PhotoRow, PhotoStatus
from shared.usecases.audit import Audit
from shared.usecases.erase import Erase
from shared.usecases.ports import CardRows, Clock, PhotoRows, Window
from shared.usecases.sweep.chore import AT_ONCE, Found
from shared.usecases.sweep.deletions import SWEEP


@dataclass(frozen=True, slots=True)
class ExpirePhotos:
    """Erase photos that came longer ago than they are kept, with their cards, outputs and originals."""

    photos: PhotoRows
    erase: Erase
    audit: Audit
    keep: timedelta
    clock: Clock
    name: ClassVar[str] = "expire-photo"

    def find(self, behind: str) -> Found:
        """Ids of photos all of whose copies are as old."""
        limit = self.clock() - self.keep
        rows = self.photos.page(Window(after=behind, until=limit), AT_ONCE)
        return Found([row.id for row in rows if self._due(row)], rows[-1].id if len(rows) == AT_ONCE else "")

    def do(self, subject: str) -> bool:
        """Erase it; its tombstone stays."""
        row = self.photos.get(subject)
        if row is None or not self._due(row):
            return False
        self.audit("photo.expired", SWEEP, [subject])
        self.erase.photo(subject)
        return True

    def _due(self, row: PhotoRow) -> bool:
        if not row.status.terminal or row.status is PhotoStatus.DELETED:
            return False
        same = [row.id, *(self.photos.all_same(row.sha256) if row.sha256 and not row.same_as else ())]
        return all(came(one) < self.clock() - self.keep for one in same)


@dataclass(frozen=True, slots=True)
class ExpireTyped:
    """Erase cards typed by hand, which no photo takes along."""

    cards: CardRows
    erase: Erase
    audit: Audit
    keep: timedelta
    clock: Clock
    name: ClassVar[str] = "expire-card"

    def find(self, behind: str) -> Found:
        """Ids of such cards."""
        rows = self.cards.page(Window(after=behind, until=self.clock() - self.keep), AT_ONCE)
        typed = [row.id for row in rows if not row.pipeline_version and row.status is not CardStatus.DELETED]
        return Found(typed, rows[-1].id if len(rows) == AT_ONCE else "")

    def do(self, subject: str) -> bool:
        """Erase it; its tombstone stays."""
        row = self.cards.get(subject)
        if row is None or row.status is CardStatus.DELETED:
            return False
        self.audit("card.expired", SWEEP, [subject])
        self.erase.card(row)
        return True


def came(photo_id: str) -> datetime:
    """When the photo came, or the card was typed."""
    return ULID.from_str(photo_id).datetime
