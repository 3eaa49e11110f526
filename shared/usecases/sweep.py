"""Every few minutes: finish what was interrupted, and erase what was deleted long enough ago."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shared.card.row import CardStatus, PhotoStatus
from shared.usecases.count_photos import CountPhotos
from shared.usecases.delete_card import is_due, photo_marker
from shared.usecases.erase import Erase
from shared.usecases.facets import DELETED
from shared.usecases.file_card import FileCard
from shared.usecases.ports import CardIndex, CardRows, Clock, PhotoRows, Window

PATIENCE: Final = timedelta(minutes=5)
"""How long a writer may take to file a card; the longest request or message takes less."""
AT_ONCE: Final = 500
"""Of each kind in one sweep, so that it ends before the next begins."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Safe at any number at once: each step is decided on the row it changes."""

    photos: PhotoRows
    cards: CardRows
    index: CardIndex
    file: FileCard
    erase: Erase
    count_photos: CountPhotos
    clock: Clock

    def __call__(self) -> None:
        """Do what is due. Raises ServiceUnavailable."""
        repaired, erased = self._repair(), self._erase_due()
        self.count_photos.walk()
        if repaired or erased:
            logging.info("Sweep: %d cards refiled, %d deletions carried out.", repaired, erased)

    def _repair(self) -> int:
        """Finish filing the cards whose writer did not come back."""
        late = [one for one in self.index.pending(AT_ONCE) if self.clock() - one.since >= PATIENCE]
        for pending in late:
            self.file.repair(pending)
        return len(late)

    def _erase_due(self) -> int:
        """Erase the cards and photos whose deletion cannot be taken back any more."""
        erased = 0
        for card_id in self._deleted():
            photo_id, n = card_id.split("-")
            erased += self._erase_photo(photo_id) if n == "0" else self._erase_card(card_id)
        return erased

    def _deleted(self) -> Iterator[str]:
        return iter(self.index.page(DELETED, Window(), AT_ONCE))

    def _erase_card(self, card_id: str) -> bool:
        row = self.cards.get(card_id)
        if row is None or row.status is CardStatus.DELETED or not row.edits.deleted_at:
            return False
        if not is_due(row.edits.deleted_at, self.clock()):
            return False
        self.erase.card(row)
        return True

    def _erase_photo(self, photo_id: str) -> bool:
        row = self.photos.get(photo_id)
        if row is not None and row.status is not PhotoStatus.DELETED:
            if not row.deleted_at or not is_due(row.deleted_at, self.clock()):
                return False
            self.erase.photo(photo_id)
        self.index.drop(photo_marker(photo_id), {DELETED})
        return True
