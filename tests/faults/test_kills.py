"""Rows 1 to 3: workers die, are killed and are told to end."""

import random
import signal
import time

import pytest

from shared.card.row import PhotoStatus
from tests.faults.proxy import At, Fault, Hold
from tests.faults.scene import Scene

POINTS = {
    "message received": (At("Table", "GET", r"^/photos\("), False),
    "photo read": (At("Blob", "PUT", "^/processed/"), False),
    "outputs written": (At("Table", "POST", r"^/\$batch"), False),
    "index written": (At("Table", "POST", r"^/\$batch"), True),
    "card told": (At("Table", "POST", "^/namecards$", "card.read"), True),
    "photo told": (At("Table", "POST", "^/namecards$", "photo.done"), True),
    "message about to go": (At("Queue", "DELETE", "^/namecard-work/"), False),
    "message gone": (At("Queue", "DELETE", "^/namecard-work/"), True),
}
NASTY_POINTS = {
    "photo claimed": (At("Blob", "GET", "^/namecards/"), False),
    "half of the outputs written": (At("Blob", "PUT", r"^/processed/.*/overlay\.jpg"), True),
    "card written": (At("Table", "POST", "^/namecards$", '"pipeline_version"'), True),
    "row committed": (At("Table", "PATCH", r"^/photos\(", '"done"'), True),
}


def is_killed_at(scene: Scene, point: tuple[At, bool]) -> None:
    at, after = point
    hold = Hold(after)
    scene.will(Fault(hold, at))
    photo = scene.drop()
    scene.kill_at(hold)
    scene.settled()
    assert scene.row(photo).status is PhotoStatus.DONE
    scene.holds()


@pytest.mark.fault(1)
@pytest.mark.parametrize("point", NASTY_POINTS)
def test_a_killed_worker_leaves_its_photo_to_another(scene: Scene, point: str) -> None:
    is_killed_at(scene, NASTY_POINTS[point])


@pytest.mark.long
@pytest.mark.fault(1)
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_at_any_other_point_leaves_its_photo_to_another(scene: Scene, point: str) -> None:
    is_killed_at(scene, POINTS[point])


@pytest.mark.long
@pytest.mark.fault(2)
def test_workers_killed_at_random_lose_no_photo_and_show_none_that_is_half_done(scene: Scene) -> None:
    chance = random.Random(2)
    photos = [scene.drop() for _ in range(60)]
    with scene.watched():
        while scene.happened < 6 and not all(scene.row(photo).status.terminal for photo in photos):
            time.sleep(chance.uniform(1, 2))
            assert scene.workers.end(chance.choice(list(scene.workers.running))) == -signal.SIGKILL
            scene.workers.start()
            scene.happened += 1
        scene.settled(120)
    assert {scene.row(photo).status for photo in photos} == {PhotoStatus.DONE}
    scene.holds()


@pytest.mark.fault(3)
def test_a_worker_told_to_end_finishes_the_photo_that_it_has(scene: Scene) -> None:
    hold = Hold(after=True)
    scene.will(Fault(hold, At("Blob", "GET", "^/namecards/")))
    photo = scene.drop()
    name = scene.held(hold)
    scene.workers.running[name].send_signal(signal.SIGTERM)
    hold.released.set()
    assert scene.workers.end(name, signal.SIGTERM) == 0
    assert scene.row(photo).status is PhotoStatus.DONE
    assert scene.reads(photo) == 1
    scene.workers.start()
    scene.holds()
