"""Files of the processed container that no row refers to: of runs that died, or were overtaken by another version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final

from shared.card.row import CardRow, CardStatus, PhotoRow
from shared.usecases.file_card import EDITS
from shared.usecases.ports import CardRows, Clock, Outputs, PhotoRows
from shared.usecases.rebuild import ROW
from shared.usecases.sweep.chore import Found

FOLDERS_AT_ONCE: Final = 200
"""Photos looked at in one sweep: 100,000 in two days."""
YOUNG: Final = timedelta(hours=1)
"""A file this young may belong to a run that has not written its rows yet."""


@dataclass(frozen=True, slots=True)
class DropOrphans:
    """Delete them. Files of photos without any row are left alone: the tables may be what was lost."""

    outputs: Outputs
    photos: PhotoRows
    cards: CardRows
    clock: Clock
    name: ClassVar[str] = "drop-orphan"

    def find(self, behind: str) -> Found:
        """Files as `photo/version/path`."""
        photo_ids, next_place = self.outputs.page(behind, FOLDERS_AT_ONCE)
        return Found([f"{one}/{path}" for one in photo_ids for path in self._orphans(one)], next_place)

    def do(self, subject: str) -> bool:
        """Delete the file, unless it was written again since."""
        photo_id, _, path = subject.partition("/")
        if path not in self._orphans(photo_id):
            return False
        self.outputs.delete(photo_id, [path], before=self.clock() - YOUNG)
        return True

    def _orphans(self, photo_id: str) -> list[str]:
        paths = self.outputs.paths(photo_id, before=self.clock() - YOUNG)
        photo, cards = self.photos.get(photo_id), self.cards.of_photo(photo_id)
        if (photo is None and not cards) or (photo is not None and not photo.status.terminal):
            return []
        return [path for path in paths if not referred_to(path, photo, cards)]


def referred_to(path: str, photo: PhotoRow | None, cards: Sequence[CardRow]) -> bool:
    """Whether a row names the file `version/path`, or the file is where rows are made from."""
    version, _, rest = path.partition("/")
    first, _, below = rest.partition("/")
    if below and first.isdecimal():
        here = [card for card in cards if card.n == int(first) and card.status is not CardStatus.DELETED]
        return any(version in (EDITS, card.pipeline_version) for card in here)
    if photo is None or not photo.pipeline_version:  # erased, or never read to the end
        return False
    return version in (ROW, photo.pipeline_version)
