"""Photos in the inbox that nobody told of, and those that are kept no longer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final

from shared.card.row import PhotoRow
from shared.usecases.accept_photo import AcceptPhoto, id_of
from shared.usecases.audit import Audit
from shared.usecases.paging import READERS
from shared.usecases.ports import Clock, Original, Originals, Outputs, PhotoRows
from shared.usecases.rebuild import PHOTO, ROW, Rebuild
from shared.usecases.sweep.chore import Found
from shared.usecases.sweep.deletions import SWEEP

BLOBS_AT_ONCE: Final = 2000
"""Looked at in one sweep: 100,000 in four hours. That no event comes for a photo is rare."""
UNNOTICED_AFTER: Final = timedelta(minutes=15)
"""Events may be so late."""


@dataclass(frozen=True, slots=True)
class Adopt:
    """Accept photos without a row: their event was lost, or the tables were."""

    originals: Originals
    outputs: Outputs
    photos: PhotoRows
    accept: AcceptPhoto
    rebuild: Rebuild
    clock: Clock
    name: ClassVar[str] = "adopt-photo"

    def find(self, behind: str) -> Found:
        """Names of blobs that have lain there for some time."""
        blobs, next_place = self.originals.page(behind, BLOBS_AT_ONCE)
        old = [one for one in blobs if self.clock() - one.last_modified >= UNNOTICED_AFTER]
        return Found([one.name for one in old_without_row(old, self.photos)], next_place)

    def do(self, subject: str) -> bool:
        """Give it a row: the one it had, if its outputs are there, since people may have worked on its cards."""
        original = self.originals.head(subject)
        if original is None or self.photos.get(id_of(original)) is not None:
            return False
        if self.outputs.read(id_of(original), ROW, PHOTO) is None:
            return self.accept(subject) is not None
        self.rebuild.photo(id_of(original))
        return True


@dataclass(frozen=True, slots=True)
class ExpireOriginals:
    """Delete photos from the inbox that ended long ago; what was read of them stays."""

    originals: Originals
    photos: PhotoRows
    audit: Audit
    keep: timedelta
    clock: Clock
    name: ClassVar[str] = "expire-original"

    def find(self, behind: str) -> Found:
        """Names of blobs older than they are kept."""
        blobs, next_place = self.originals.page(behind, BLOBS_AT_ONCE)
        return Found([one.name for one in blobs if self.clock() - one.last_modified >= self.keep], next_place)

    def do(self, subject: str) -> bool:
        """Delete it, unless it was not read yet or is another one by now."""
        original = self.originals.head(subject)
        if original is None or self.clock() - original.last_modified < self.keep:
            return False
        row = self.photos.get(id_of(original))
        if row is None or not row.status.terminal:
            return False
        self.audit("original.expired", SWEEP, [row.id])
        self.originals.delete(original.name, original.etag)
        return True


def old_without_row(blobs: list[Original], photos: PhotoRows) -> list[Original]:
    """Those that the photos table does not know."""
    get: Callable[[str], PhotoRow | None] = photos.get
    with ThreadPoolExecutor(READERS) as readers:
        rows = readers.map(get, map(id_of, blobs))
        return [blob for blob, row in zip(blobs, rows, strict=True) if row is None]
