"""The journey in a child process with a memory cap and a deadline: no photo can take the worker down.

The pool is Pebble's: it kills a child that hangs, and replaces one that died.
"""

import atexit
import os
import resource
import threading
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Final

from pebble import ProcessExpired, ProcessPool

from shared.errors import DecoderCrashed, ReadingTimedOut
from shared.usecases.ports import Outcome

DEADLINE_SECONDS: Final = 30
"""A 50 MP photo takes about 3 s; a JPEG of 600 MP in all its scans, the most that is let in, about 15 s."""
ADDRESS_SPACE_BYTES: Final = 2 * 1024**3
"""OpenCV and its libraries map 0.7 GB before the first photo; a 50 MP photo needs 0.5 GB more."""


class _Stopwatch:
    """Adds up milliseconds per stage; a stage ends when the pipeline shows its value."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}
        self._last = time.perf_counter()

    def __call__(self, stage: str, value: object = None) -> None:
        now = time.perf_counter()
        self.ms[stage] = round(self.ms.get(stage, 0.0) + (now - self._last) * 1000, 1)
        self._last = now


def _confine() -> None:
    """Run first in the child: cap its memory, and forget the parent's settings, keys among them."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    for name in [name for name in os.environ if name not in ("PATH", "LANG", "LC_ALL", "TMPDIR")]:
        del os.environ[name]
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each of its threads would map 128 MB


def read_outcome(data: bytes) -> Outcome:
    """Run every stage in this process. Raises the errors of the card."""
    from shared.card.outputs import make_outputs  # noqa: PLC0415  (cv2 is loaded in the child only)
    from shared.card.pipeline import read_photo  # noqa: PLC0415
    from shared.card.reading import describe  # noqa: PLC0415

    watch = _Stopwatch()
    reading = read_photo(data, observe=watch)
    files = make_outputs(reading)
    watch("outputs")
    return Outcome(describe(reading), files, watch.ms)


@dataclass(slots=True)
class ChildJourney:
    """One child per worker process, started with the first photo and warm from then on."""

    read: Callable[[bytes], Outcome] = read_outcome
    deadline: float = DEADLINE_SECONDS
    _pool: ProcessPool | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __call__(self, data: bytes) -> Outcome:
        """Run every stage in the child. Raises DecoderCrashed, ReadingTimedOut and the errors of the card."""
        future = self._started().schedule(self.read, args=(data,), timeout=self.deadline)
        try:
            outcome: Outcome = future.result()
        except FutureTimeout as error:
            raise ReadingTimedOut(f"Reading the photo took more than {self.deadline:g} s.") from error
        except ProcessExpired as error:
            raise DecoderCrashed("Reading the photo crashed its process; the file may be damaged.") from error
        except MemoryError as error:
            raise DecoderCrashed("Reading the photo needs more memory than is allowed.") from error
        return outcome

    def _started(self) -> ProcessPool:
        """The pool; spawned, because a fork of a process with threads may hang."""
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPool(max_workers=1, initializer=_confine, context=get_context("spawn"))
                atexit.register(self.close)
            return self._pool

    def close(self) -> None:
        """End the child."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
                self._pool = None
