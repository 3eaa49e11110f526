"""Pages of photos, newest first, of all or of one status."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from shared.card.row import PhotoRow, PhotoStatus
from shared.usecases.paging import Page, fill_page
from shared.usecases.ports import PhotoRows, Window


@dataclass(frozen=True, slots=True)
class ListPhotos:
    """Photos of a status have a drawer, but for those that are done: nearly all are, so the list itself is theirs."""

    photos: PhotoRows
    readers: ThreadPoolExecutor

    def __call__(self, status: PhotoStatus | None, window: Window, limit: int) -> Page[PhotoRow]:
        """One page of at most `limit` photos; deleted ones are left out. Raises ServiceUnavailable."""
        read = self._all if status in (None, PhotoStatus.DONE) else partial(self._filed, status)
        return fill_page(read, partial(_wanted, status=status), window, limit)

    def _all(self, window: Window, limit: int) -> tuple[Sequence[str], Sequence[PhotoRow]]:
        rows = self.photos.page(window, limit)
        return [row.id for row in rows], rows

    def _filed(
        self, status: PhotoStatus, window: Window, limit: int
    ) -> tuple[Sequence[str], Sequence[PhotoRow | None]]:
        ids = self.photos.filed(status, window, limit)
        get: Callable[[str], PhotoRow | None] = self.photos.get
        return ids, list(self.readers.map(get, ids))


def _wanted(row: PhotoRow, status: PhotoStatus | None) -> bool:
    """Whether the photo is there for people, and has the status."""
    return not row.deleted_at and row.status is not PhotoStatus.DELETED and status in (None, row.status)
