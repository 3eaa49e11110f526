"""Cards whose writer did not come back."""

from dataclasses import dataclass
from typing import ClassVar

from shared.usecases.file_card import FileCard
from shared.usecases.ports import CardIndex, Clock
from shared.usecases.sweep.chore import AT_ONCE, PATIENCE, Found


@dataclass(frozen=True, slots=True)
class Refile:
    """Finish filing cards, by the notes that their writers left."""

    index: CardIndex
    file: FileCard
    clock: Clock
    name: ClassVar[str] = "refile-card"

    def find(self, behind: str) -> Found:
        """Notes that are older than any writer takes."""
        return Found([one.note for one in self.index.pending(AT_ONCE) if self.clock() - one.since >= PATIENCE])

    def do(self, subject: str) -> bool:
        """Finish what the note is about."""
        pending = self.index.noted(subject)
        if pending is not None:
            self.file.repair(pending)
        return pending is not None
