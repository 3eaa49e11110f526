"""Rows 4, 5, 24 and 25: what a photo, or the machine, does to the process that reads it."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from local_host.azurite import Azurite
from shared.card.row import PhotoRow, PhotoStatus
from tests.drawing import desk, jpeg, lay_card
from tests.faults.conftest import make_account, ports
from tests.faults.proxy import running_proxy
from tests.faults.scene import Scene, open_office
from tests.integration.test_local_host import eventually

GIF_BOMB = (
    b"GIF89a" + (20_000).to_bytes(2, "little") * 2 + b"\xf0\0\0" + b"\0\0\0\xff\xff\xff" + b",\0\0\0\0" + bytes(13)
)
CGROUP = Path("/sys/fs/cgroup/memory")

Record = Callable[[str, object], None]


def big_photo() -> bytes:
    """A photo that takes a second to read, so that something can happen meanwhile."""
    pixels = desk(6000, 4500)
    lay_card(pixels, (3000, 2250), 4000, 8)
    return jpeg(pixels)


@contextmanager
def lone_worker(
    azurite: Azurite, folder: Path, record: Record, prefix: tuple[str, ...] = (), **environment: str
) -> Iterator[Scene]:
    """An office with one worker, which has read a photo already."""
    with (
        running_proxy(ports(azurite)) as proxy,
        open_office(folder, make_account(azurite), proxy, 1, prefix=prefix, environment=environment) as (
            pipeline,
            workers,
        ),
    ):
        scene = Scene(pipeline, proxy, workers, record)
        scene.drop()
        scene.settled()
        yield scene


def decoder_of(scene: Scene) -> int:
    """The process that reads photos for the one worker."""
    (worker,) = scene.workers.running.values()
    threads = Path(f"/proc/{worker.pid}/task").glob("*/children")
    children = [int(child) for children in threads for child in children.read_text().split()]
    (decoder,) = [one for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
    return decoder


def cpu_ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def signal_while_reading(scene: Scene, how: signal.Signals) -> PhotoRow:
    """Drop a photo and do that to the decoder in the middle of it."""
    decoder = decoder_of(scene)
    before = cpu_ticks(decoder)
    photo = scene.drop(big_photo())
    assert eventually(lambda: cpu_ticks(decoder) > before + 5)
    os.kill(decoder, how)
    scene.happened += 1
    return photo


@pytest.mark.fault(4)
@pytest.mark.parametrize("how", [signal.SIGSEGV, pytest.param(signal.SIGKILL, marks=pytest.mark.long)])
def test_a_decoder_that_crashes_fails_that_photo_alone_at_its_first_attempt(
    azurite: Azurite, tmp_path: Path, record_property: Record, how: signal.Signals
) -> None:
    with lone_worker(azurite, tmp_path, record_property) as scene:
        worker = next(iter(scene.workers.running.values()))
        crashed = signal_while_reading(scene, how)
        after = scene.drop()
        scene.settled()
        assert (scene.row(crashed).code, scene.reads(crashed)) == ("decoder-crashed", 1)
        assert scene.row(after).status is PhotoStatus.DONE
        assert worker.poll() is None
        scene.holds()


@pytest.mark.long
@pytest.mark.fault(5)
def test_a_decoder_that_hangs_is_killed_at_its_deadline_and_fails_that_photo_alone(
    azurite: Azurite, tmp_path: Path, record_property: Record
) -> None:
    with lone_worker(azurite, tmp_path, record_property) as scene:
        hanging = signal_while_reading(scene, signal.SIGSTOP)
        after = scene.drop()
        scene.settled()
        assert (scene.row(hanging).code, scene.reads(hanging)) == ("timeout", 1)
        assert scene.row(after).status is PhotoStatus.DONE
        scene.holds()


@pytest.mark.fault(4)
def test_a_bomb_is_refused_at_its_first_attempt(scene: Scene) -> None:
    bomb = scene.drop(GIF_BOMB, "bomb.gif")
    scene.ledger.undecodable.add(bomb.id)
    scene.happened += 1
    scene.settled()
    assert (scene.row(bomb).code, scene.reads(bomb)) == ("photo-too-large", 1)
    scene.holds()


@pytest.mark.long
@pytest.mark.fault(24)
def test_a_worker_that_can_write_no_file_reads_photos_all_the_same(
    azurite: Azurite, tmp_path: Path, record_property: Record
) -> None:
    small_files = ("prlimit", "--fsize=8192")  # no less: the locks of a process pool are files, too
    with lone_worker(azurite, tmp_path, record_property, small_files, TMPDIR="/dev/null") as scene:
        (photo,) = scene.ledger.photos
        assert scene.pipeline.row(photo).status is PhotoStatus.DONE
        worker = next(iter(scene.workers.running.values()))
        scene.happened += "8192" in Path(f"/proc/{worker.pid}/limits").read_text()
        scene.holds()


@pytest.fixture
def half_a_gigabyte() -> Iterator[tuple[str, ...]]:
    """What starts a process in a group that may use 512 MB together."""
    group = CGROUP / f"namecard-{os.getpid()}"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(512 * 1024**2))
    except OSError as error:
        pytest.skip(f"memory cannot be limited here: {error}")
    yield ("sh", "-c", f'echo $$ > {group}/cgroup.procs; exec "$@"', "sh")
    eventually(lambda: not (group / "cgroup.procs").read_text())
    group.rmdir()


@pytest.mark.long
@pytest.mark.fault(25)
def test_a_photo_for_which_memory_is_short_fails_alone(
    azurite: Azurite, tmp_path: Path, record_property: Record, half_a_gigabyte: tuple[str, ...]
) -> None:
    huge = jpeg(np.random.default_rng(1).integers(0, 255, (6000, 8000, 3), np.uint8))
    with lone_worker(azurite, tmp_path, record_property, half_a_gigabyte) as scene:
        photo = scene.drop(huge, "huge.jpg")
        after = scene.drop()
        scene.settled()
        assert scene.row(photo).code in ("decoder-crashed", "photo-too-large")
        assert scene.row(after).status is PhotoStatus.DONE
        scene.happened += 1
        scene.holds()
