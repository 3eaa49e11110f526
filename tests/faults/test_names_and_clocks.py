"""Rows 22 and 30: names that people and machines give, and clocks that are wrong."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from local_host.azurite import Azurite
from shared.card.row import PhotoStatus
from shared.usecases.upload_photo import UploadPhoto
from tests.faults.conftest import make_account, ports
from tests.faults.proxy import running_proxy
from tests.faults.scene import Scene, open_office, small_photo

Record = Callable[[str, object], None]

NAMES = [
    "김철수 명함.jpg",
    "김철수.jpg",  # decomposed, as from macOS
    "a/b/c d.jpg",
    "%41%2f..jpg",
    "..%2f..%2fetc%2fpasswd.jpg",
    "a?b#c&d=e+f.jpg",
    "quote'\"`$(x).jpg",
    "👩‍👩‍👧‍👦🪪.jpg",
    "\u202egpj.exe",
    "no suffix",
    "UPPER.JPG",
    "x" * 1000 + ".jpg",
    " . ",
]
CLOCKS = {
    "20 minutes fast": timedelta(minutes=20),
    "20 minutes slow": timedelta(minutes=-20),
    "2 hours fast": timedelta(hours=2),
    "2 hours slow": timedelta(hours=-2),
    "next year": datetime(2027, 1, 1, tzinfo=UTC) - datetime.now(UTC),
}
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


@pytest.mark.fault(30)
def test_every_name_that_storage_takes_goes_through(scene: Scene) -> None:
    photos = {name: scene.drop(name=name) for name in NAMES}
    scene.happened += len(photos)
    scene.settled()
    assert {scene.row(photo).status for photo in photos.values()} == {PhotoStatus.DONE}
    api = TestClient(scene.pipeline.wiring.api_app)
    assert {api.get(f"/api/photos/{photo.id}").json()["filename"] for photo in photos.values()} >= {"김철수 명함.jpg"}
    scene.holds()


@pytest.mark.fault(30)
@pytest.mark.parametrize(
    "name",
    [
        "\x01.jpg",
        *(
            pytest.param(one, marks=pytest.mark.long)
            for one in ("\ufffe.jpg", "a\r\nb.jpg", "../../x.jpg", "x" * 5000, "")
        ),
    ],
)
def test_a_name_that_storage_does_not_take_is_kept_for_display_only(scene: Scene, name: str) -> None:
    data = small_photo(10_000 + len(scene.ledger.photos))
    row = UploadPhoto(scene.pipeline.wiring.originals, scene.pipeline.wiring.accept_photo)(data, name)
    scene.ledger.photos[row.id] = data
    scene.happened += 1
    scene.settled()
    assert scene.row(row).status is PhotoStatus.DONE
    assert row.name.isascii()
    assert row.name in scene.pipeline.inbox()
    scene.holds()


@pytest.mark.fault(22)
@pytest.mark.parametrize(
    "clock", [pytest.param(one, marks=[] if one == "2 hours slow" else pytest.mark.long) for one in CLOCKS]
)
def test_a_front_end_whose_clock_is_wrong_loses_nothing(scene: Scene, clock: str) -> None:
    scene.pipeline.clock.now = datetime.now(UTC) + CLOCKS[clock]
    photo = scene.drop()
    scene.happened += 1
    scene.settled()
    api = TestClient(scene.pipeline.wiring.api_app)
    api.patch(f"/api/namecards/{photo.id}-1", json={"memo": clock}, headers={"if-match": "*"}).raise_for_status()
    scene.ledger.edits[f"{photo.id}-1"] = {"memo": clock}
    scene.pipeline.clock.now = None
    scene.holds()


@pytest.mark.long
@pytest.mark.fault(22)
@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed (Debian: faketime)")
@pytest.mark.parametrize("offset", ["+20m", "-20m", "+2h", "-2h"])
def test_a_worker_whose_clock_is_wrong_loses_nothing(
    azurite: Azurite, tmp_path: Path, record_property: Record, offset: str
) -> None:
    wrong: dict[str, str] = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": offset}
    with (
        running_proxy(ports(azurite)) as proxy,
        open_office(tmp_path, make_account(azurite), proxy, 1, environment=wrong) as (pipeline, workers),
    ):
        workers.environment.clear()
        workers.start()
        scene = Scene(pipeline, proxy, workers, record_property, happened=1)
        photos = [scene.drop() for _ in range(6)]
        scene.settled()
        assert [(row.status, row.detail) for row in map(scene.row, photos)] == [(PhotoStatus.DONE, "")] * 6
        scene.holds()
