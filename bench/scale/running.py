"""The product as `make run WORKERS=n` runs it, in processes of its own whose time can be read."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2
from azure.storage.blob import BlobServiceClient

from shared.card.row import PhotoStatus

ASK_SECONDS: Final = 0.02
"""Between looks at a photo whose latency is measured."""
PATIENCE_SECONDS: Final = 300
TICKS: Final = os.sysconf("SC_CLK_TCK")
CORES: Final = sorted(os.sched_getaffinity(0))
STORAGE_CORES: Final = CORES[:1]
"""For Azurite."""
WORK_CORES: Final = CORES[1:] or CORES
"""For the workers, and for what is computed alone."""


@dataclass(frozen=True, slots=True)
class Running:
    """A running host."""

    process: int
    api: httpx2.Client
    blobs: BlobServiceClient
    connection: str

    def post(self, photo: bytes) -> str:
        """Send a photo by HTTP; its id."""
        reply = self.api.post("/api/namecards", content=photo, headers={"content-type": "image/jpeg"})
        reply.raise_for_status()
        return str(reply.json()["photos"][0]["id"])

    def ended(self, photo_id: str, ask_seconds: float = ASK_SECONDS) -> dict[str, Any]:
        """Wait for a photo, asking now and then; what the API says of it then."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            said = self.photo(photo_id)
            if said and PhotoStatus(said["status"]).terminal:
                return said
            time.sleep(ask_seconds)
        raise TimeoutError(f"Photo {photo_id} did not end.")

    def photo(self, photo_id: str) -> dict[str, Any]:
        """What the API says of a photo; nothing when it has no answer now."""
        reply = self.api.get(f"/api/photos/{photo_id}")
        return dict(reply.json()) if reply.status_code == httpx2.codes.OK else {}

    def pin(self) -> None:
        """Give Azurite a core of its own and the workers the others; HTTP and who asks it run where there is time."""
        for pid in _children(self.process):
            cores = STORAGE_CORES if "azurite" in _command(pid) else WORK_CORES
            for one in [pid, *_children(pid)]:
                pin(one, cores)

    def cpu_seconds(self) -> tuple[float, float]:
        """CPU time so far of the workers themselves, and of the processes that read photos for them."""
        workers = [pid for pid in _children(self.process) if "azurite" not in _command(pid)]
        readers = [pid for worker in workers for pid in _children(worker)]
        return sum(map(_cpu, workers)), sum(map(_cpu, readers))


@contextmanager
def running(workers: int) -> Iterator[Running]:
    """Start the host with so many workers on storage of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "local_host", "--port", "0", "--storage-port", "0", "--data", folder]
        host = subprocess.Popen(
            [*command, "--workers", str(workers)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            said = _welcome(host)
            connection = re.findall(r"DefaultEndpoints\S+", said)[0]
            with httpx2.Client(base_url=re.findall(r"HTTP +(\S+)", said)[0], timeout=60) as api:
                yield Running(host.pid, api, BlobServiceClient.from_connection_string(connection), connection)
        finally:
            host.terminate()
            host.communicate()


def _welcome(host: "subprocess.Popen[str]") -> str:
    """What the host says when it runs."""
    assert host.stdout is not None
    said = ""
    for line in host.stdout:
        said += line
        if line.startswith("Stop"):
            return said
    raise RuntimeError("The host ended at its start.")


def pin(pid: int, cores: Sequence[int]) -> None:
    """Keep all threads of a process, and those that they start, on these cores."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), cores)


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in found for child in file.read_text().split()]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _cpu(pid: int) -> float:
    """User and system seconds (fields 14 and 15 of proc(5) stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
