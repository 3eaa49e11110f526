"""HTTP: photos newest first, by status, in pages whose work does not grow with the number of photos."""

from collections.abc import Iterator
from typing import Any

import pytest
from azure.data.tables import TableServiceClient
from starlette.testclient import TestClient
from ulid import ULID

from bench.pages import Counter
from shared.card.row import PhotoRow, PhotoStatus
from shared.errors import GivenUp
from shared.settings import Ocr, Settings, Storage, Triggers
from shared.usecases.ports import PhotoRows
from shared.wiring import Wiring
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline


def listed(api: TestClient, **query: Any) -> list[str]:
    return [photo["id"] for photo in api.get("/api/photos", params=query).json()["photos"]]


def paged(api: TestClient, **query: Any) -> Iterator[str]:
    cursor: str | None = ""
    while cursor is not None:
        page = api.get("/api/photos", params={**query, **({"cursor": cursor} if cursor else {})}).json()
        yield from (photo["id"] for photo in page["photos"])
        cursor = page["cursor"]


def add(photos: PhotoRows, status: PhotoStatus, count: int = 1) -> list[str]:
    """Photos that came a second apart and ended with `status`; their ids, newest first."""
    ids = [str(ULID.from_timestamp(1_700_000_000 + second)) for second in range(count)]
    for photo_id in ids:
        row = PhotoRow(photo_id, "a.jpg", "etag", "a.jpg")
        photos.insert(row)
        queued = photos.get(photo_id)
        assert queued is not None
        ended = queued.failed(GivenUp("Nobody answered.")) if status is PhotoStatus.FAILED else queued.duplicate("")
        photos.replace(ended if status is not PhotoStatus.QUEUED else queued)
    return ids[::-1]


def test_photos_are_listed_newest_first_with_how_they_stand(api: TestClient, pipeline: Pipeline) -> None:
    first = pipeline.drop(photo_of_cards(8), "first.jpg")
    second = pipeline.drop(b"dear diary", "second.jpg")
    pipeline.work()
    [failed, done] = api.get("/api/photos").json()["photos"]
    assert sorted([failed["id"], done["id"]]) == sorted([first.id, second.id])
    by_id = {one["id"]: one for one in (failed, done)}
    assert (by_id[first.id]["status"], by_id[first.id]["card_count"]) == ("done", 1)
    assert by_id[second.id]["error"]["code"] == "unsupported-format"


@pytest.mark.parametrize("status", [PhotoStatus.QUEUED, PhotoStatus.FAILED, PhotoStatus.DONE])
def test_pages_of_a_status_hold_each_photo_once(api: TestClient, pipeline: Pipeline, status: PhotoStatus) -> None:
    ids = add(pipeline.wiring.photos, status, 7)
    assert list(paged(api, status=status.value, limit=2)) == ids
    assert list(paged(api, limit=3)) == ids


def test_a_photo_is_listed_under_the_status_it_has_now(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(b"dear diary")
    assert (listed(api, status="queued"), listed(api, status="failed")) == ([photo.id], [])
    pipeline.work()
    assert (listed(api, status="queued"), listed(api, status="failed")) == ([], [photo.id])
    assert len(pipeline.status_rows()) == 1
    api.post(f"/api/photos/{photo.id}/retry")
    assert (listed(api, status="queued"), listed(api, status="failed")) == ([photo.id], [])


def test_a_replaced_photo_is_listed_as_such(api: TestClient, pipeline: Pipeline) -> None:
    old = pipeline.drop(photo_of_cards(8))
    new = pipeline.drop(photo_of_cards(3))
    pipeline.work()
    assert (listed(api, status="replaced"), listed(api, status="done")) == ([old.id], [new.id])


def test_a_deleted_photo_is_in_no_list(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(b"dear diary")
    pipeline.work()
    api.delete(f"/api/photos/{photo.id}")
    assert (listed(api), listed(api, status="failed")) == ([], [])
    pipeline.later(11)
    pipeline.wiring.sweep()
    assert (listed(api), pipeline.status_rows()) == ([], [])


def test_a_status_that_there_is_none_of_is_refused(api: TestClient) -> None:
    assert api.get("/api/photos", params={"status": "deleted"}).status_code == 422
    assert api.get("/api/photos", params={"cursor": "p1"}).status_code == 422


def test_a_rare_status_is_found_without_reading_the_others(pipeline: Pipeline) -> None:
    add(pipeline.wiring.photos, PhotoStatus.FAILED)
    old = add(pipeline.wiring.photos, PhotoStatus.DONE, 60)
    counter = Counter()
    wiring = Wiring(Settings(Storage(pipeline.connection), Triggers.from_env({}), Ocr("none")))
    wiring.__dict__["_tables"] = TableServiceClient.from_connection_string(
        pipeline.connection, raw_response_hook=counter
    )
    with TestClient(wiring.api_app) as api:
        assert len(listed(api, status="failed")) == 1
    assert (len(old), counter.calls, counter.rows) == (60, 2, 2)
