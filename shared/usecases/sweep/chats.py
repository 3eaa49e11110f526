"""Chat messages whose result nobody asks for any more."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final

from ulid import ULID

from shared.usecases.chat.batch import Batches
from shared.usecases.ports import Clock
from shared.usecases.sweep.chore import AT_ONCE, Found

KEPT: Final = timedelta(days=7)
"""As long as the links in the answer work."""


@dataclass(frozen=True, slots=True)
class ForgetChats:
    """Forget which photos came together; the photos and cards stay, with their sender."""

    batches: Batches
    clock: Clock
    name: ClassVar[str] = "forget-chat"

    def find(self, behind: str) -> Found:
        """Names of messages that are old."""
        names = self.batches.page(behind, AT_ONCE)
        return Found([name for name in names if self._is_old(name)], names[-1] if len(names) == AT_ONCE else "")

    def do(self, subject: str) -> bool:
        """Forget one."""
        return self.batches.remove(subject)

    def _is_old(self, name: str) -> bool:
        return self.clock() - ULID.from_str(name.partition("/")[2]).datetime >= KEPT
