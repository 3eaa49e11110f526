"""Every few minutes: finish what was interrupted, send again what was lost, erase what is due."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.usecases.count_photos import CountPhotos
from shared.usecases.ports import Bookmarks
from shared.usecases.sweep.chats import ForgetChats
from shared.usecases.sweep.chore import Chore
from shared.usecases.sweep.deletions import EraseDeleted
from shared.usecases.sweep.inbox import Adopt, ExpireOriginals
from shared.usecases.sweep.orphans import DropOrphans
from shared.usecases.sweep.retention import ExpirePhotos, ExpireTyped
from shared.usecases.sweep.unfinished import Refile
from shared.usecases.sweep.waiting import DRAWN, Redrive, Resend, Tidy

__all__ = [
    "DRAWN",
    "Adopt",
    "Chore",
    "DropOrphans",
    "EraseDeleted",
    "ExpireOriginals",
    "ExpirePhotos",
    "ExpireTyped",
    "ForgetChats",
    "Redrive",
    "Refile",
    "Resend",
    "Sweep",
    "Tidy",
]


@dataclass(frozen=True, slots=True)
class Sweep:
    """Safe at any number at once, and beside workers: each chore decides again on what it changes."""

    chores: Sequence[Chore]
    bookmarks: Bookmarks
    count_photos: CountPhotos

    def __call__(self) -> None:
        """Do what is due. Raises ServiceUnavailable."""
        for chore in self.chores:
            found = chore.find(self.bookmarks.get(chore.name))
            done = sum(chore.do(subject) for subject in found.subjects)
            self.bookmarks.put(chore.name, found.behind)
            if done:
                logging.info("Sweep: %s, %d.", chore.name, done)
        self.count_photos.walk()

    def due(self) -> Iterator[tuple[str, str]]:
        """What a sweep would do now, as names of chores and of what they would change. Raises ServiceUnavailable."""
        for chore in self.chores:
            for subject in chore.find(self.bookmarks.get(chore.name)).subjects:
                yield chore.name, subject
