"""Rows 10 to 15 and 26: two at once, twice, in any order, and people who do not wait."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from _pytest.mark import ParameterSet
from starlette.testclient import TestClient

from shared.card.row import PhotoRow, PhotoStatus
from shared.settings import INBOX
from shared.usecases.message import PhotoMessage
from tests.faults.proxy import At, Fault, Hold, is_answered
from tests.faults.scene import Scene, small_photo

BEFORE_READING = At("Blob", "GET", "^/namecards/")
BEFORE_OUTPUTS = At("Blob", "PUT", "^/processed/")
BEFORE_CARD = At("Table", "POST", "^/namecards$", '"pipeline_version"')
BEFORE_CARD_AGAIN = At("Table", "PATCH", r"^/namecards\(")
BEFORE_COMMIT = At("Table", "PATCH", r"^/photos\(", '"done"')
BARRIERS = {"reading": BEFORE_READING, "outputs": BEFORE_OUTPUTS, "commit": BEFORE_COMMIT}


def mostly_long(quick: str) -> list[ParameterSet]:
    """Every point, and which one `make test` looks at too."""
    return [pytest.param(point, marks=[] if point == quick else pytest.mark.long) for point in BARRIERS]


def held(scene: Scene, at: At) -> Hold:
    """Hold the next worker that comes to a point."""
    hold = Hold()
    scene.will(Fault(hold, at))
    return hold


def api(scene: Scene) -> TestClient:
    return TestClient(scene.pipeline.wiring.api_app)


def read_by_an_older_version(scene: Scene, photo: PhotoRow) -> None:
    """Let the next run find something to write into the row of the photo's card."""
    card = scene.pipeline.wiring.cards.get(f"{photo.id}-1")
    assert card is not None
    scene.pipeline.wiring.cards.write(replace(card, pipeline_version="0"))


@pytest.mark.fault(10, 15)
def test_an_edit_survives_a_run_that_writes_the_same_card_later(scene: Scene) -> None:
    photo = scene.drop()
    scene.settled()
    read_by_an_older_version(scene, photo)
    hold = held(scene, BEFORE_CARD_AGAIN)
    api(scene).post(f"/api/photos/{photo.id}/retry?force=true").raise_for_status()
    scene.ledger.redriven[photo.id] += 1
    scene.held(hold)
    edit = {"fields": {"name": [{"value": "김철수"}]}, "memo": "met at the fair"}
    reply = api(scene).patch(f"/api/namecards/{photo.id}-1", json=edit, headers={"if-match": "*"})
    assert reply.status_code == 200
    scene.ledger.edits[f"{photo.id}-1"] = {"memo": "met at the fair"}
    hold.released.set()
    scene.settled()
    assert api(scene).get(f"/api/namecards/{photo.id}-1").json()["fields"]["name"][0]["value"] == "김철수"
    scene.holds()


@pytest.mark.fault(10)
@pytest.mark.parametrize("status", [pytest.param(409, marks=pytest.mark.long), 412])
@pytest.mark.parametrize("point", [BEFORE_CARD, BEFORE_COMMIT])
def test_a_conflict_that_was_none_is_decided_anew(scene: Scene, point: At, status: int) -> None:
    code = {409: "EntityAlreadyExists", 412: "UpdateConditionNotSatisfied"}[status]
    scene.will(Fault(is_answered(status, code), point))
    photo = scene.drop()
    scene.settled()
    assert scene.row(photo).status is PhotoStatus.DONE
    scene.holds()


@pytest.mark.fault(11)
@pytest.mark.parametrize("point", mostly_long("reading"))
def test_a_message_that_comes_three_times_at_once_is_worked_once(scene: Scene, point: str) -> None:
    hold = held(scene, BARRIERS[point])
    photo = scene.drop()
    scene.held(hold)
    for _ in range(2):
        scene.pipeline.announce(photo.name)
        scene.pipeline.wiring.work_queue.send(PhotoMessage(photo.id, photo.name, photo.etag))
    hold.released.set()
    scene.settled()
    assert scene.reads(photo) == 1
    scene.holds()


@pytest.mark.fault(12)
def test_events_of_a_blob_may_come_twice_and_in_any_order(scene: Scene) -> None:
    name = f"{random.random()}.jpg"
    first = scene.drop(name=name)
    newest = scene.drop(name=name)
    for _ in range(3):
        scene.pipeline.announce(name)
    scene.happened += 1
    scene.settled()
    assert scene.row(newest).status is PhotoStatus.DONE
    assert scene.row(first).status in (PhotoStatus.REPLACED, PhotoStatus.DONE)
    scene.holds()


@pytest.mark.fault(12)
def test_events_of_many_blobs_may_come_shuffled_twice_and_late(scene: Scene) -> None:
    dropped = {f"{random.random()}.jpg": small_photo(20_000 + number) for number in range(6)}
    for name, data in dropped.items():
        scene.pipeline.blobs.get_blob_client(INBOX, name).upload_blob(data)
    events = random.Random(12).sample([*dropped] * 3, 3 * len(dropped))
    rows = set()
    for some in (events[:10], events[10:]):  # the second ones when all the first are done
        with ThreadPoolExecutor(4) as events_at_once:
            accepted = list(events_at_once.map(scene.pipeline.announce, some))
        for name, row in zip(some, accepted, strict=True):
            scene.ledger.photos[row.id] = dropped[name]
            rows.add(row.id)
        scene.happened += 1
        scene.settled()
    assert len(rows) == len(dropped)
    assert all(scene.pipeline.row(one).status is PhotoStatus.DONE for one in rows)
    scene.holds()


@pytest.mark.fault(12)
def test_an_event_of_a_blob_that_is_gone_is_no_photo(scene: Scene) -> None:
    assert scene.pipeline.wiring.accept_photo("never there.jpg") is None
    scene.happened += 1
    scene.holds()


@pytest.mark.fault(13)
@pytest.mark.parametrize(
    "answer", [None, (412, "ConditionNotMet"), pytest.param((404, "BlobNotFound"), marks=pytest.mark.long)]
)
def test_a_blob_deleted_before_it_is_read_ends_as_such(scene: Scene, answer: tuple[int, str] | None) -> None:
    hold = held(scene, At("Table", "GET", r"^/photos\("))
    if answer:
        scene.will(Fault(is_answered(*answer), BEFORE_READING))
    photo = scene.drop()
    scene.held(hold)
    scene.pipeline.blobs.get_blob_client(INBOX, photo.name).delete_blob()
    hold.released.set()
    scene.settled()
    assert (scene.row(photo).status, scene.row(photo).code) == (PhotoStatus.FAILED, "source-deleted")
    scene.holds()


@pytest.mark.fault(14)
@pytest.mark.parametrize(
    ("point", "becomes"),
    [
        ("reading", PhotoStatus.REPLACED),
        pytest.param("outputs", PhotoStatus.DONE, marks=pytest.mark.long),
        ("commit", PhotoStatus.DONE),
    ],
)
def test_a_blob_overwritten_at_any_point_leaves_its_newest_content(
    scene: Scene, point: str, becomes: PhotoStatus
) -> None:
    hold = held(scene, BARRIERS[point])
    old = scene.drop()
    scene.held(hold)
    new = scene.drop(small_photo(len(scene.ledger.photos)), old.name)
    hold.released.set()
    scene.settled()
    assert (scene.row(old).status, scene.row(new).status) == (becomes, PhotoStatus.DONE)
    scene.holds()


def is_gone(scene: Scene, photo: PhotoRow) -> bool:
    """Erased, but for its tombstone."""
    return scene.row(photo).status is PhotoStatus.DELETED and not scene.pipeline.wiring.outputs.paths(photo.id)


@pytest.mark.fault(15)
@pytest.mark.parametrize("point", mostly_long("commit"))
def test_a_photo_deleted_while_it_is_read_stays_deleted(scene: Scene, point: str) -> None:
    hold = held(scene, BARRIERS[point])
    photo = scene.drop()
    scene.held(hold)
    assert api(scene).delete(f"/api/photos/{photo.id}").status_code in (200, 202, 204)
    hold.released.set()
    scene.settled()
    assert [card for card in api(scene).get("/api/namecards").json()["cards"] if card["photo_id"] == photo.id] == []
    scene.holds()
    assert is_gone(scene, photo)


@pytest.mark.fault(26)
def test_lists_and_exports_show_only_what_is_whole_while_photos_come(scene: Scene) -> None:
    with scene.watched():
        photos = [scene.drop() for _ in range(8)]
        scene.settled()
    scene.happened += 1
    listed = {card["photo_id"] for card in api(scene).get("/api/namecards?limit=100").json()["cards"]}
    assert {photo.id for photo in photos} <= listed
    scene.holds()
