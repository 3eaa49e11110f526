"""`python -m local_host` as a person meets it: real processes, started, asked, stopped."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.drawing import photo_of_cards
from tests.integration.test_local_host import eventually

ROOT = Path(__file__).parents[2]
APP = ("function_app.py", "host.json", "local.settings.example.json")
ONE_CARD = photo_of_cards(8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the app in it, so that data and crops stay out of the checkout."""
    for name in APP:
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "local_host", "--port=0", "--storage-port=0", *options]


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command(*options), check=False, cwd=folder, capture_output=True, text=True, timeout=90)
    assert "Traceback" not in done.stderr
    return done


@dataclass
class Running:
    process: subprocess.Popen[str]
    url: str
    blob_port: int

    def send(self, photo: bytes = ONE_CARD) -> str:
        """Send a photo; its address."""
        reply = httpx2.post(f"{self.url}/api/namecards", content=photo).raise_for_status()
        return str(reply.json()["photos"][0]["links"]["self"])

    def status(self, photo: str) -> str:
        """The photo's status, once it is a last one."""
        deadline = time.monotonic() + 30
        status = "queued"
        while status in ("queued", "processing") and time.monotonic() < deadline:
            status = str(httpx2.get(f"{self.url}{photo}").raise_for_status().json()["status"])
        return status

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)


@contextmanager
def running(folder: Path, *options: str) -> Iterator[Running]:
    """The command until the block ends."""
    with subprocess.Popen(
        command(*options), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        said = ""
        while "Ctrl-C" not in said and (line := process.stdout.readline()):
            said += line
        found = re.search(r"BlobEndpoint=http://127.0.0.1:(\d+).*^HTTP +(\S+)$", said, re.DOTALL | re.MULTILINE)
        assert found, said
        try:
            yield Running(process, found[2], int(found[1]))
        finally:
            process.terminate()


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def is_free_soon(port: int) -> bool:
    deadline = time.monotonic() + 10
    while listens(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not listens(port)


def test_a_photo_goes_through_and_a_second_run_finds_it(folder: Path) -> None:
    with running(folder) as first:
        photo = first.send()
        assert first.status(photo) == "done"
    with running(folder) as second:
        assert second.status(photo) == "done"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_signal_to_end_stops_all_in_order(folder: Path, how: signal.Signals) -> None:
    with running(folder) as host:
        assert host.end(how) == 0
        assert not listens(host.blob_port)


def test_storage_ends_even_when_the_host_is_killed(folder: Path) -> None:
    with running(folder) as host:
        host.end(signal.SIGKILL)
        assert is_free_soon(host.blob_port)


def test_photos_go_through_as_if_dropped_and_their_crops_are_there(folder: Path) -> None:
    (folder / "photos/trip").mkdir(parents=True)
    (folder / "photos/김철수.jpg").write_bytes(photo_of_cards(8, -5))
    (folder / "photos/trip/desk.jpg").write_bytes(photo_of_cards())
    done = run(folder, "--photos=photos")
    assert done.returncode == 0
    assert "Photos: 2. Cards: 2. Failed: 0." in done.stdout
    assert (folder / "out/김철수.jpg/2/card.jpg").exists()
    assert (folder / "out/trip/desk.jpg/overlay.jpg").exists()


def test_the_same_photo_again_shows_the_crops_it_has_already(folder: Path) -> None:
    (folder / "photos").mkdir()
    for name in ("a.jpg", "b.jpg"):
        (folder / "photos" / name).write_bytes(ONE_CARD)
    assert "Photos: 2. Cards: 2. Failed: 0." in run(folder, "--photos=photos").stdout
    assert all((folder / f"out/{name}/1/card.jpg").exists() for name in ("a.jpg", "b.jpg"))


def test_a_photo_that_fails_is_told_with_its_reason_and_status_1(folder: Path) -> None:
    (folder / "photos").mkdir()
    (folder / "photos/diary.jpg").write_bytes(b"dear diary")
    done = run(folder, "--photos=photos")
    assert done.returncode == 1
    assert "failed:" in done.stdout
    assert "Photos: 1. Cards: 0. Failed: 1." in done.stdout


@pytest.mark.parametrize("option", ["--port", "--storage-port"])
def test_a_port_in_use_is_told_in_one_sentence(folder: Path, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(folder, f"{option}={port}")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is in use")
    assert done.stderr.count("\n") == 1


def test_data_that_cannot_be_kept_is_told_in_one_sentence(folder: Path) -> None:
    done = run(folder, "--data=/dev/null/data")
    assert (done.returncode, done.stderr) == (1, "/dev/null/data: Not a directory.\n")


def test_a_folder_without_photos_is_told_in_one_sentence(folder: Path) -> None:
    done = run(folder, "--photos=missing")
    assert (done.returncode, done.stderr) == (1, "There is no folder missing.\n")


def workers_of(host: Running) -> list[int]:
    """The worker processes of a host."""
    children = Path(f"/proc/{host.process.pid}/task/{host.process.pid}/children").read_text().split()
    return [int(one) for one in children if b"local_host.worker" in Path(f"/proc/{one}/cmdline").read_bytes()]


def is_alive(process: int) -> bool:
    """Whether it runs; nobody may be there to collect one that has ended."""
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_worker_that_is_killed_is_replaced_and_its_photos_are_done(folder: Path) -> None:
    with running(folder, "--workers=1", "--lease=2") as host:
        assert eventually(lambda: len(workers_of(host)) == 1)
        (killed,) = workers_of(host)
        photo = host.send()
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: workers_of(host) not in ([], [killed]))
        assert host.status(photo) == "done"


def test_a_worker_takes_a_photo_before_its_next_poll(folder: Path) -> None:
    given = json.loads((folder / "host.json").read_text())
    given["extensions"]["queues"]["maxPollingInterval"] = "00:01:00"
    (folder / "host.json").unlink()
    (folder / "host.json").write_text(json.dumps(given))
    with running(folder, "--workers=1") as host:
        assert host.status(host.send()) == "done"
        time.sleep(8)  # polls come up to 6.3 s after the photo, a fifth more or less, and then at 12.7 s
        photo = host.send(photo_of_cards(5))
        assert eventually(lambda: httpx2.get(f"{host.url}{photo}").json()["status"] != "queued", seconds=1.5)


def test_the_end_of_the_host_is_that_of_its_workers(folder: Path) -> None:
    with running(folder, "--workers=2") as host:
        assert eventually(lambda: len(workers_of(host)) == 2)
        workers = workers_of(host)
        assert host.end(signal.SIGKILL)
        assert eventually(lambda: not any(map(is_alive, workers)))


def test_storage_that_ends_by_itself_is_told_in_one_sentence(folder: Path) -> None:
    with running(folder) as host:
        os.kill(storage_of(host), signal.SIGKILL)
        assert host.process.wait(30) == 1
        assert host.process.stdout
        assert "Storage (Azurite) ended by itself" in host.process.stdout.read()


def storage_of(host: Running) -> int:
    """The process of Azurite."""
    children = Path(f"/proc/{host.process.pid}/task/{host.process.pid}/children").read_text().split()
    return next(int(one) for one in children if b"azurite.js" in Path(f"/proc/{one}/cmdline").read_bytes())
