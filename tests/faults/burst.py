"""`make burst`: thousands of small photos at once, a worker killed at random every twenty seconds, then a reckoning."""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local_host.azurite import running_azurite
from tests.conftest import furnished
from tests.faults.invariants import INVARIANTS, Ledger, World, messages_left
from tests.faults.scene import Workers, app_folder, small_photo
from tests.integration.pipeline import Pipeline, start_pipeline

UPLOADERS: Final = 8
KILL_SECONDS: Final = 20
LOOK_SECONDS: Final = 10
STALLED_SECONDS: Final = 300
"""Without any photo ended in between, something is wrong."""
LAWS: Final = ("I1", "I2", "I3", "I6", "I7", "I8", "log")
"""Those whose cost does not grow with the square of the number of photos."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Storage, workers, and what was sent."""

    pipeline: Pipeline
    workers: Workers
    storage: int
    """Process of Azurite."""
    ledger: Ledger

    def send(self, photos: int) -> float:
        """Drop so many photos, each noticed at once; the seconds that took."""
        started = time.monotonic()
        with ThreadPoolExecutor(UPLOADERS) as uploaders:
            for number, _ in enumerate(uploaders.map(self._drop, range(photos)), 1):
                if number % 1000 == 0:
                    print(f"{time.monotonic() - started:7.0f} s  {number:6} sent", flush=True)
        return time.monotonic() - started

    def _drop(self, number: int) -> None:
        data = small_photo(number)
        self.ledger.photos[self.pipeline.drop(data, f"{number}.jpg").id] = data

    def drain(self) -> float:
        """Wait until all is worked off; the seconds that took."""
        started = time.monotonic()
        last, last_change = -1, started
        while left := self._left():
            time.sleep(LOOK_SECONDS)
            now = time.monotonic()
            if left != last:
                last, last_change = left, now
            if now - last_change > STALLED_SECONDS:
                break
            print(f"{now - started:7.0f} s  {left:6} messages  {self._memory()}", flush=True)
        return time.monotonic() - started

    def _left(self) -> int:
        return sum(messages_left(self.pipeline).values())

    def _memory(self) -> str:
        workers = [memory(process.pid) for process in list(self.workers.running.values())]
        return f"workers {'+'.join(map(str, workers))} MB, storage {memory(self.storage)} MB"

    def reckon(self) -> list[str]:
        """What is broken, if anything, after the sweep has finished what was cut off; prints the ledger."""
        self.pipeline.later(70)
        self.pipeline.wiring.sweep()
        world = World.behind(self.pipeline, self.ledger, ())
        print("ledger:", dict(Counter(str(row.status) for row in world.photos())), f"{len(world.cards())} cards")
        return [f"{name}: {one}" for name in LAWS for one in INVARIANTS[name](world)]


def memory(process: int) -> int:
    """Resident memory in MB; 0 when the process is gone."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


@contextmanager
def dying(workers: Workers, every: float) -> Iterator[list[str]]:
    """Kill one of them, taken at random, every so many seconds, and start another; the names of the dead."""
    chance, over, dead = random.Random(23), threading.Event(), list[str]()

    def strike() -> None:
        while not over.wait(every):
            dead.append(chance.choice(list(workers.running)))
            workers.end(dead[-1])
            workers.start()

    with ThreadPoolExecutor(1) as executioner:
        struck = executioner.submit(strike)
        try:
            yield dead
        finally:
            over.set()
    struck.result()


@contextmanager
def opened(workers: int) -> Iterator[Burst]:
    """Storage of its own and workers."""
    with tempfile.TemporaryDirectory() as folder, running_azurite(Path(folder) / "storage") as azurite:
        (app := Path(folder) / "app").mkdir()
        connection = furnished(azurite.connection_string())
        # Azurite looks through all messages of all queues whenever one is asked for; the empty ones are asked seldom.
        crew = Workers(app_folder(app, maxPollingInterval="00:00:05"), connection)
        try:
            for _ in range(workers):
                crew.start()
            yield Burst(start_pipeline(connection), crew, azurite.process.pid, Ledger())
        finally:
            crew.end_all()


def main() -> int:
    """Run it; 1 when an invariant is broken."""
    parser = argparse.ArgumentParser("python -m tests.faults.burst", description=__doc__)
    parser.add_argument("--photos", type=int, default=10_000, metavar="N", help="how many (%(default)s)")
    parser.add_argument("--workers", type=int, default=3, metavar="N", help="processes (%(default)s)")
    given = parser.parse_args()
    with opened(given.workers) as burst:
        with dying(burst.workers, KILL_SECONDS) as dead:
            sent, drained = burst.send(given.photos), burst.drain()
        broken = burst.reckon()
    print(f"{given.photos} photos sent in {sent:.0f} s, worked off in {drained:.0f} s, {len(dead)} workers killed")
    print("\n".join(broken) or "every invariant holds")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
