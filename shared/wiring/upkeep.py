"""What keeps all in order: the sweep, counts, and the rebuild."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.settings import PHOTO_TABLE
from shared.usecases.count_photos import CountPhotos
from shared.usecases.sweep import (
    DRAWN,
    Adopt,
    Chore,
    DropOrphans,
    EraseDeleted,
    ExpireOriginals,
    ExpirePhotos,
    ExpireTyped,
    ForgetChats,
    Redrive,
    Refile,
    Resend,
    Sweep,
    Tidy,
)
from shared.wiring.once import once
from shared.wiring.photos import PhotoWiring

if TYPE_CHECKING:
    from shared.usecases.rebuild import Rebuild

# Imports inside the properties below are lazy on purpose: a function pays only for what it uses at its cold start.
# ruff: noqa: PLC0415


class UpkeepWiring(PhotoWiring):
    """For the timer and the command line."""

    @once
    def sweep_and_measure(self) -> Callable[[], None]:
        """For the timer."""
        if self.telemetry is None:
            return self.sweep
        from shared.adapters.telemetry import ObservedSweep

        return ObservedSweep(self.sweep, self.work_queue, self.telemetry)

    @once
    def sweep(self) -> Sweep:
        """For the command line, and for the timer."""
        return Sweep(self._chores(), self._bookmarks, self.count_photos)

    def _chores(self) -> list[Chore]:
        """All that a sweep does, the most urgent first."""
        photos, cards, clock, keep = self.photos, self.cards, self.clock, self.settings.keep
        always: list[Chore] = [
            Resend(photos, self.work_queue, clock),
            Redrive(photos, self.work_queue, clock),
            Refile(self.index, self.file_card, clock),
            EraseDeleted(photos, cards, self.index, self.erase, self.audit, clock),
            Adopt(self.originals, self.outputs, photos, self.accept_photo, self.rebuild, clock),
            DropOrphans(self.outputs, photos, cards, clock),
            *(Tidy(photos, status, clock) for status in DRAWN),
            ForgetChats(self._batches, clock),
        ]
        if keep.photos:
            always.append(ExpirePhotos(photos, self.erase, self.audit, keep.photos, clock))
            always.append(ExpireTyped(cards, self.erase, self.audit, keep.photos, clock))
        if keep.originals:
            always.append(ExpireOriginals(self.originals, photos, self.audit, keep.originals, clock))
        return always

    @once
    def count_photos(self) -> CountPhotos:
        """For the sweep and for who asks."""
        from shared.adapters.tables import TableTallies

        tallies = TableTallies(self._tables.get_table_client(PHOTO_TABLE), self.clock)
        return CountPhotos(tallies, self._bookmarks, self.photos, self.clock)

    @once
    def rebuild(self) -> "Rebuild":
        """For the command line."""
        from shared.usecases.rebuild import Rebuild

        return Rebuild(self.outputs, self.photos, self.cards, self.index, self.changes, self.clock)
