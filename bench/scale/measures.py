"""What is measured of a running host."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from statistics import median, quantiles
from typing import Any, Final

from ulid import ULID

from bench.scale.running import CORES, WORK_CORES, Running, pin
from shared.adapters.child import Child
from shared.adapters.journey import ChildJourney
from shared.card.row import PhotoStatus
from shared.settings import DATA_STORAGE, INBOX, Ocr
from shared.usecases.accept_photo import photo_id
from shared.wiring import make_reader

IDLE_SECONDS: Final = 10
SELDOM_SECONDS: Final = 0.5
"""Between looks at a queue that is worked off: each takes time from storage."""
LAST: Final = 3
"""Photos that are looked at often, so that the end is not missed by half a second."""
OLD: Final = "old-photos"
BACKFILL: Final = "from shared.wiring import namecard; namecard()"


def warm(host: Running, photos: Iterator[bytes], workers: int) -> None:
    """Let every worker start the process that reads for it, and give each process its core."""
    for sent in [host.post(photo) for photo in islice(photos, 4 * workers)]:
        host.ended(sent)
    host.pin()


def alone(photos: Iterator[bytes], count: int) -> float:
    """Seconds that the journey takes for a photo in one process on a worker's cores, without storage and queue."""
    pin(os.getpid(), WORK_CORES)
    child = Child()
    journey = ChildJourney(child, make_reader(Ocr.from_env({}), child))
    journey(next(photos))
    start = time.monotonic()
    for photo in islice(photos, count):
        journey(photo)
    seconds = (time.monotonic() - start) / count
    child.close()
    pin(os.getpid(), CORES)
    return seconds


def idle(host: Running) -> float:
    """CPU seconds a second that the workers spend on looking at empty queues."""
    before = sum(host.cpu_seconds())
    time.sleep(IDLE_SECONDS)
    return round((sum(host.cpu_seconds()) - before) / IDLE_SECONDS, 3)


def throughput(host: Running, photos: Iterator[bytes], count: int) -> dict[str, float]:
    """Photos through a queue that is never empty, once all are in it; CPU time of the processes that work it."""
    sent = [host.post(photo) for photo in islice(photos, count)]
    first, *waiting = [one for one in sent if host.photo(one).get("status") == PhotoStatus.QUEUED]
    host.ended(first)
    before, start = host.cpu_seconds(), time.monotonic()
    said = [host.ended(one, SELDOM_SECONDS) for one in waiting[:-LAST]] + [host.ended(one) for one in waiting[-LAST:]]
    seconds = time.monotonic() - start
    count = len(waiting) - 1  # one had been begun when the first ended
    around, journey = (now - then for now, then in zip(host.cpu_seconds(), before, strict=True))
    return {
        "photos": count,
        "cards": sum(len(one["cards"]) for one in said),
        "photos a second": round(count / seconds, 2),
        "CPU s a photo, journey": round(journey / count, 2),
        "CPU s a photo, around it": round(around / count, 2),
    }


def by_http(host: Running, photo: bytes) -> tuple[float, float]:
    """Seconds from a request to the row, and those of the journey among them."""
    start = time.monotonic()
    return _waited(host, host.post(photo), start)


def by_event(host: Running, photo: bytes) -> tuple[float, float]:
    """Seconds from an upload into the inbox to the row, and those of the journey among them."""
    start = time.monotonic()
    name = f"{ULID()}.jpg"
    stored = host.blobs.get_blob_client(INBOX, name).upload_blob(photo)
    return _waited(host, photo_id(INBOX, name, stored["etag"], stored["last_modified"]), start)


def _waited(host: Running, sent: str, start: float) -> tuple[float, float]:
    said = host.ended(sent)
    return time.monotonic() - start, sum(said["ms"].values()) / 1000


def latency(send: Callable[[], tuple[float, float]], count: int) -> dict[str, float]:
    """Of photos that come alone."""
    took = [send() for _ in range(count)]
    beyond = [whole - computing for whole, computing in took]
    whole = [one for one, _ in took]
    return {
        "p50 s": round(median(whole), 2),
        "p95 s": round(quantiles(whole, n=20)[-1], 2),
        "beyond the journey, p50 s": round(median(beyond), 2),
        "beyond the journey, p95 s": round(quantiles(beyond, n=20)[-1], 2),
    }


@contextmanager
def backfill(host: Running, photos: Iterator[bytes], a_second: float, count: int) -> Iterator[None]:
    """Announce old photos at this rate, meanwhile."""
    container = host.blobs.create_container(OLD)
    for number, photo in enumerate(islice(photos, count)):
        container.upload_blob(f"{number:04d}.jpg", photo)
    command = [sys.executable, "-c", BACKFILL, "backfill", OLD, "--rate", str(a_second)]
    running = subprocess.Popen(command, env={DATA_STORAGE: host.connection}, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        running.wait()


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    workers: int
    photos: int
    """Of the throughput."""
    singles: int
    """Sent one by one, each way."""
    rate: float
    """Old photos a second of the backfill."""


def measured(host: Running, photos: Iterator[bytes], plan: Plan) -> dict[str, Any]:
    """Everything, one after the other."""
    warm(host, photos, plan.workers)
    nothing = idle(host)
    before = alone(photos, plan.photos)
    through = throughput(host, photos, plan.photos)
    seconds = (before + alone(photos, plan.photos)) / 2
    through["s a photo, computed alone"] = round(seconds, 2)
    through["efficiency"] = round(through["photos a second"] * seconds / plan.workers, 2)
    result: dict[str, Any] = {"workers": plan.workers, "throughput": through, "CPU s a second, idle": nothing}
    result["by blob event"] = latency(lambda: by_event(host, next(photos)), plan.singles)
    result["by HTTP"] = quiet = latency(lambda: by_http(host, next(photos)), plan.singles)
    with backfill(host, photos, plan.rate, plan.singles):
        result["by HTTP, during a backfill"] = beside = latency(lambda: by_http(host, next(photos)), plan.singles)
    result["p95 during a backfill, ratio"] = round(beside["p95 s"] / quiet["p95 s"], 2)
    return result
