"""An office under faults: storage behind the proxy, real worker processes, and a ledger of what was done."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import cv2
from azure.core.exceptions import AzureError

from local_host.workers import WORKER
from shared.card.row import PhotoRow
from shared.errors import ServiceUnavailable
from shared.settings import DATA_STORAGE, INBOX, OCR
from tests.drawing import desk, jpeg, lay_card
from tests.faults.invariants import Ledger, World, check_invariants, messages_left, partial_results
from tests.faults.proxy import Fault, Hold, Proxy
from tests.integration.pipeline import Pipeline, start_pipeline
from tests.integration.test_local_host import eventually

ROOT: Final = Path(__file__).parents[2]
LEASE_SECONDS: Final = 2
SETTLE_SECONDS: Final = 60
QUICK: Final = {"visibilityTimeout": "00:00:01", "maxPollingInterval": "00:00:00.2"}
"""What differs from host.json of the product, so that retries take seconds."""


def small_photo(number: int) -> bytes:
    """A photo of a card, other bytes for each number, read in a tenth of a second."""
    pixels = desk(200, 150)
    lay_card(pixels, (100, 75), 140, 8)
    cv2.putText(pixels, str(number), (2, 12), cv2.FONT_HERSHEY_PLAIN, 0.8, (0, 0, 0))
    return jpeg(pixels)


def app_folder(folder: Path, **queues: Any) -> Path:
    """The app with quick retries."""
    (folder / "function_app.py").symlink_to(ROOT / "function_app.py")
    given = json.loads((ROOT / "host.json").read_text())
    given["extensions"]["queues"] |= QUICK | queues
    (folder / "host.json").write_text(json.dumps(given))
    return folder


@dataclass
class Workers:
    """Processes that take messages, as `make run WORKERS=n` starts them."""

    folder: Path
    connection: str
    environment: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    started: int = 0
    prefix: tuple[str, ...] = ()
    """What a worker is started with, such as `prlimit`."""

    @property
    def log(self) -> Path:
        return self.folder / "workers.log"

    def start(self) -> str:
        """Start a worker; its name."""
        self.started += 1
        name = f"worker-{self.started}"
        ours = {key: value for key, value in os.environ.items() if not key.startswith(("NAMECARD_", "Azure"))}
        environment = ours | {DATA_STORAGE: self.connection, OCR: "none", "AZURE_HTTP_USER_AGENT": name}
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*self.prefix, sys.executable, "-c", WORKER, str(LEASE_SECONDS), "INFO"],
                cwd=self.folder,
                env=environment | self.environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return name

    def end(self, name: str, how: signal.Signals = signal.SIGKILL) -> int:
        """End a worker, and wait for it; its status."""
        process = self.running.pop(name)
        process.send_signal(how)
        status = process.wait(SETTLE_SECONDS)
        if process.stdin:
            process.stdin.close()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what read photos for it, as local_host/workers.py does
        return status

    def end_all(self) -> None:
        for name in list(self.running):
            self.end(name)


@dataclass
class Scene:
    """What a test does to the office, and what it asks of it at the end."""

    pipeline: Pipeline
    """Straight to storage, not through the proxy."""
    proxy: Proxy
    workers: Workers
    record: Callable[[str, object], None]
    ledger: Ledger = field(default_factory=Ledger)
    faults: list[Fault] = field(default_factory=list)
    happened: int = 0
    """Faults that do not come from the proxy."""

    def drop(self, data: bytes | None = None, name: str = "", by: Pipeline | None = None) -> PhotoRow:
        """Drop a photo, as a blob trigger would notice it; a new one if none is given."""
        number = len(self.ledger.photos) + 1
        data = small_photo(number) if data is None else data
        row = (by or self.pipeline).drop(data, name or f"card {number}.jpg")
        self.ledger.photos[row.id] = data
        return row

    def through_proxy(self) -> Pipeline:
        """The product in this process, meeting the faults too."""
        return start_pipeline(self.proxy.connection_string(self.pipeline.connection))

    def move(self, upstream: Mapping[str, int]) -> None:
        """Storage was restarted and listens elsewhere; only we notice."""
        connection = self.pipeline.connection
        for service, port in self.proxy.upstream.items():
            connection = connection.replace(f":{port}/", f":{upstream[service]}/")
        self.proxy.upstream = upstream
        self.pipeline = start_pipeline(connection)
        self.happened += 1

    def will(self, fault: Fault) -> Fault:
        """Have a fault happen from now on."""
        self.faults.append(fault)
        return self.proxy.will(fault)

    def held(self, hold: Hold) -> str:
        """Wait until a worker's request is held; the worker."""
        assert hold.reached.wait(SETTLE_SECONDS), "the request that was to be held never came"
        return hold.sender

    def kill_at(self, hold: Hold) -> None:
        """Kill the worker whose request is held, and start another."""
        name = self.held(hold)
        assert self.workers.end(name) == -signal.SIGKILL
        hold.dropped = True
        hold.released.set()
        self.happened += 1
        self.workers.start()

    def row(self, photo: PhotoRow) -> PhotoRow:
        return self.pipeline.row(photo.id)

    def reads(self, photo: PhotoRow) -> int:
        """How often workers began to read a photo."""
        return sum((one.method, one.path) == ("GET", f"/{INBOX}/{photo.name}") for one in self.proxy.seen)

    def settled(self, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until every photo has ended and no message is left."""
        assert eventually(self._is_settled, seconds), self._why_not()

    def _is_settled(self) -> bool:
        try:
            return not any(messages_left(self.pipeline).values()) and all(
                (row := self.pipeline.wiring.photos.get(one)) is not None and (row.status.terminal or row.deleted_at)
                for one in self.ledger.photos
            )
        except (ServiceUnavailable, AzureError):
            return False

    def _why_not(self) -> str:
        rows = [str(self.pipeline.wiring.photos.get(one)) for one in self.ledger.photos]
        said = self.workers.log.read_text(errors="replace") if self.workers.log.exists() else ""
        return "\n".join([f"Messages left: {messages_left(self.pipeline)}", *rows, said[-6000:]])

    def sweep(self, minutes: float = 70) -> None:
        """Let time pass and the timer ring."""
        self.pipeline.later(minutes)
        self.pipeline.wiring.sweep()
        self.pipeline.clock.now = None

    def world(self) -> World:
        return World.behind(self.pipeline, self.ledger, self.proxy.seen)

    def holds(self, *, swept: bool = True) -> None:
        """Every fault has happened, and every invariant holds in the end."""
        self.settled()
        self.proxy.heal()
        missing = [fault for fault in self.faults if not fault.fired]
        assert not missing, f"faults that never happened: {missing}"
        fired = sum(fault.fired for fault in self.faults) + self.happened
        assert fired, "no fault happened"
        if swept:
            self.sweep()
            self.settled()
        check_invariants(self.world())
        self.record("fired", fired)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """I4: a reader looks all the time, and sees nothing that is half done."""
        stop = threading.Event()
        seen: list[str] = []

        def look() -> None:
            while not stop.is_set():
                try:
                    seen.extend(partial_results(self.world()))
                except (ServiceUnavailable, AzureError):
                    continue

        reader = threading.Thread(target=look)
        reader.start()
        try:
            yield
        finally:
            stop.set()
            reader.join()
        assert not seen, seen


@contextmanager
def open_office(
    folder: Path,
    direct: str,
    proxy: Proxy,
    workers: int = 2,
    *,
    prefix: tuple[str, ...] = (),
    environment: Mapping[str, str] | None = None,
    **queues: Any,
) -> Iterator[tuple[Pipeline, Workers]]:
    """Storage with workers that reach it through the proxy."""
    crew = Workers(
        app_folder(folder, **queues), proxy.connection_string(direct), dict(environment or {}), prefix=prefix
    )
    try:
        for _ in range(workers):
            crew.start()
        yield start_pipeline(direct), crew
    finally:
        proxy.heal()
        crew.end_all()
        shutil.rmtree(folder, ignore_errors=True)
