"""A child process with a memory cap and a deadline, for work on untrusted bytes: nothing takes the worker down.

The pool is Pebble's: it kills a child that hangs, and replaces one that died.
"""

import atexit
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any, Final, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from shared.errors import DecoderCrashed, ReadingTimedOut, ServiceUnavailable

DEADLINE_SECONDS: Final = 30
"""A 50 MP photo takes about 3 s; a JPEG of 600 MP in all its scans, the most that is let in, about 15 s."""
ADDRESS_SPACE_BYTES: Final = 2 * 1024**3
"""OpenCV and its libraries map 0.7 GB before the first photo; a 50 MP photo needs 0.5 GB more."""
LOOK_SECONDS: Final = 1
"""Between looks at whether the pool still lives, while a photo is read."""
ENVIRONMENT: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR")
"""All that the child keeps of it: no settings, and so no keys."""

CONSTS.term_timeout = 0.2
"""Seconds from SIGTERM, which the child ignores, to SIGKILL."""

Result = TypeVar("Result")


def _confine(niceness: int) -> None:
    """Run first in the child."""
    os.nice(niceness)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    for name in [name for name in os.environ if name not in ENVIRONMENT]:
        del os.environ[name]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # sent to all processes at a stop: the photo in hand is to be finished
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each of its threads would map 128 MB
    os.environ["OMP_THREAD_LIMIT"] = "1"  # Tesseract's threads cost more than they bring on a line


def _result(future: Future[Result], pool: ProcessPool) -> Result:
    """Wait while the pool lives: once a thread of it died nobody answers. Raises as `work`, and BrokenProcessPool."""
    while not wait([future], LOOK_SECONDS).done:
        if not pool.active:
            raise BrokenProcessPool("A thread of the pool died.")
    return future.result()


@dataclass(slots=True)
class Child:
    """One child per worker process, started with its first work and warm from then on."""

    deadline: float = DEADLINE_SECONDS
    niceness: int = 0
    """Of its process: what it leaves to others that want the same core, 0 to 19."""
    _pool: ProcessPool | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def run(self, work: Callable[..., Result], *given: Any) -> Result:
        """Call `work` in the child.

        Raises whatever `work` raises, and DecoderCrashed, ReadingTimedOut, ServiceUnavailable.
        """
        started = time.monotonic()
        try:
            pool = self._started()
            future = pool.schedule(work, args=given, timeout=self.deadline)
        except OSError as error:  # no memory, processes, or room for the pool's locks
            raise ServiceUnavailable("The process that reads photos could not be started.") from error
        try:
            return _result(future, pool)
        except FutureTimeout as error:
            if time.monotonic() - started < self.deadline:  # Pebble looks at the clock that people and services set
                raise ServiceUnavailable("The clock was set, or the machine slept, meanwhile.") from error
            raise ReadingTimedOut(f"Reading the photo took more than {self.deadline:g} s.") from error
        except ProcessExpired as error:
            raise DecoderCrashed("Reading the photo crashed its process; the file may be damaged.") from error
        except BrokenProcessPool as error:
            raise ServiceUnavailable("The process that reads photos is gone, or could not be started.") from error
        except MemoryError as error:
            raise DecoderCrashed("Reading the photo needs more memory than is allowed.") from error

    def _started(self) -> ProcessPool:
        """The pool; spawned, because a fork of a process with threads may hang."""
        with self._lock:
            if self._pool is not None and not self._pool.active:
                self._end()  # one of its threads died, and it would refuse all work from now on
            if self._pool is None:
                self._pool = ProcessPool(
                    max_workers=1, initializer=_confine, initargs=[self.niceness], context=get_context("spawn")
                )
                atexit.register(self.close)
            return self._pool

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()
            self._pool = None
