"""Photos that were there before Namecard: announced at a bounded rate, and worked behind a queue of their own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shared.usecases.accept_photo import AcceptPhoto
from shared.usecases.message import OldPhotoMessage, PhotoMessage
from shared.usecases.ports import Bookmarks, OldPage, OldPhotoQueue, OldPhotos
from shared.usecases.process_photo import Process

Pace = Callable[[int], None]
"""Called with the number of photos announced so far; returns when the next one may be."""


def no_pace(announced: int) -> None:
    """As fast as the queue takes them."""


@dataclass(frozen=True, slots=True)
class OldPhotosLeft:
    """What is still to be announced."""

    photos: int
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class AnnounceOldPhotos:
    """One message for each blob of a container. What is announced twice is processed once."""

    old: OldPhotos
    queue: OldPhotoQueue
    bookmarks: Bookmarks

    def count(self, container: str) -> OldPhotosLeft:
        """What is still to be announced. Raises ServiceUnavailable, NotFound."""
        photos = size = 0
        for page in self._pages(container):
            photos += len(page.names)
            size += page.size
        return OldPhotosLeft(photos, size)

    def __call__(self, container: str, *, pace: Pace = no_pace, observe: Callable[[int], None] = no_pace) -> int:
        """Announce from where the last run was broken off; how many. Raises ServiceUnavailable, NotFound.

        The place is kept behind each page, so a run that is broken off repeats less than a page of messages. At the
        end it is forgotten: the next run begins anew, which costs a message and no reading for what is done.
        """
        announced = 0
        for page in self._pages(container):
            for name in page.names:
                pace(announced)
                self.queue.send(OldPhotoMessage(container, name))
                announced += 1
            observe(announced)
            self.bookmarks.put(_walk(container), page.next)
        return announced

    def _pages(self, container: str) -> Iterator[OldPage]:
        return self.old.pages(container, self.bookmarks.get(_walk(container)))


def _walk(container: str) -> str:
    return f"backfill-{container}"


@dataclass(frozen=True, slots=True)
class TakeOldPhoto:
    """An old photo's turn: it becomes a photo like any other, and is processed at once.

    Its row is made here and not when it is announced: a row that waits for days would look stuck to the sweep.
    """

    old: OldPhotos
    accept: AcceptPhoto
    process: Process

    def __call__(self, message: OldPhotoMessage, run: str) -> None:
        """Take one photo over and process it, unless that was done. Raises what ProcessPhoto raises."""
        name = self.old.take_over(message.container, message.name)
        row = self.accept.file(name) if name else None
        if row is not None:
            self.process(PhotoMessage(row.id, row.name, row.etag), run)
