"""The local host as a process of its own, with storage of its own: what a person gets from `make run`."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from local_host.http import KEY_HEADER, LOCAL_KEY
from local_host.http_server import listen

KEY: Final = "a key for this run"
START_SECONDS: Final = 60
READ_SECONDS: Final = 60
"""For a photo on a busy machine."""


@dataclass(frozen=True, slots=True)
class Office:
    """A running product: its address, and its API."""

    url: str
    api: httpx2.Client

    def card(self, tags: tuple[str, ...] = (), **fields: str) -> Any:
        """Type a card by hand: one value a field."""
        given = {name: [{"value": value}] for name, value in fields.items()}
        return self.api.post("/api/namecards", json={"fields": given, "tags": list(tags)}).raise_for_status().json()

    def photo(self, data: bytes, filename: str = "card.jpg") -> Any:
        """Send a photo and wait until it has ended."""
        files = {"photo": (filename, data)}
        sent = self.api.post("/api/namecards", files=files).raise_for_status().json()["photos"][0]
        return self.ended(sent["id"])

    def ended(self, photo_id: str) -> Any:
        """Wait for a photo. Raises TimeoutError."""
        deadline = time.monotonic() + READ_SECONDS
        while time.monotonic() < deadline:
            photo = self.api.get(f"/api/photos/{photo_id}").raise_for_status().json()
            if photo["status"] not in ("queued", "processing"):
                return photo
            time.sleep(0.2)
        raise TimeoutError(f"Photo {photo_id} did not end within {READ_SECONDS} s.")

    def get(self, path: str) -> Any:
        """What a path of the API answers."""
        return self.api.get(path).raise_for_status().json()


@contextmanager
def running_office(data: Path) -> Iterator[Office]:
    """Run the product with its data in the folder `data`, asking for KEY. Raises TimeoutError."""
    with listen(0) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "local_host", "--port", str(port), "--storage-port", "0", "--data", str(data)]
    environment = {name: value for name, value in os.environ.items() if name != "CONTAINER_NAME"}
    with (data / "host.log").open("wb") as log:
        host = subprocess.Popen(command, stdout=log, stderr=log, env=environment | {LOCAL_KEY: KEY})
    url = f"http://127.0.0.1:{port}"
    try:
        with httpx2.Client(base_url=url, headers={KEY_HEADER: KEY}, timeout=30) as api:
            _wait(api, data / "host.log")
            yield Office(url, api)
    finally:
        host.terminate()
        host.wait()


def _wait(api: httpx2.Client, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            api.get("/health/ready").raise_for_status()
            return
        except httpx2.HTTPError:
            time.sleep(0.1)
    raise TimeoutError(f"The local host did not start: {log.read_text(errors='replace')[-500:]}")
