"""Deletions that cannot be taken back any more."""

from dataclasses import dataclass
from typing import ClassVar

from shared.card.row import CardStatus, PhotoStatus
from shared.usecases.audit import Audit
from shared.usecases.delete_card import is_due
from shared.usecases.erase import LONG_AGO, Erase
from shared.usecases.facets import DELETED
from shared.usecases.ports import CardIndex, CardRows, Clock, PhotoRows, Window
from shared.usecases.sweep.chore import AT_ONCE, Found

SWEEP = "sweep"
"""Who erased it, as the audit names the sweep."""


@dataclass(frozen=True, slots=True)
class EraseDeleted:
    """Erase cards and photos some time after they were deleted."""

    photos: PhotoRows
    cards: CardRows
    index: CardIndex
    erase: Erase
    audit: Audit
    clock: Clock
    name: ClassVar[str] = "erase-deleted"

    def find(self, behind: str) -> Found:
        """Ids of cards, and of photos as their card 0, from the drawer of deletions."""
        marked = self.index.page(DELETED, Window(after=behind), AT_ONCE)
        return Found([one for one in marked if self._due(one)], marked[-1] if len(marked) == AT_ONCE else "")

    def do(self, subject: str) -> bool:
        """Erase the card, or the photo with all its cards."""
        if not self._due(subject):
            return False
        photo_id, _, n = subject.partition("-")
        if n == "0":
            self._erase_photo(photo_id)
        elif card := self.cards.get(subject):
            self.audit("card.erased", SWEEP, [subject])
            self.erase.card(card)
        return True

    def _due(self, marked: str) -> bool:
        photo_id, _, n = marked.partition("-")
        deleted_at = self._photo_deleted_at(photo_id) if n == "0" else self._card_deleted_at(marked)
        return bool(deleted_at) and is_due(deleted_at, self.clock())

    def _card_deleted_at(self, card_id: str) -> str:
        row = self.cards.get(card_id)
        return row.edits.deleted_at if row and row.status is not CardStatus.DELETED else ""

    def _photo_deleted_at(self, photo_id: str) -> str:
        """When it was deleted; long ago when it is gone, but a crash left it in the drawer."""
        row = self.photos.get(photo_id)
        return row.deleted_at if row and row.status is not PhotoStatus.DELETED else LONG_AGO

    def _erase_photo(self, photo_id: str) -> None:
        row = self.photos.get(photo_id)
        if row is not None and row.status is not PhotoStatus.DELETED:
            self.audit("photo.erased", SWEEP, [photo_id])
        self.erase.photo(photo_id)  # of a photo that is erased, what a crash left undone
