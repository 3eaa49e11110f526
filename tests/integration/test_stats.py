"""HTTP: how many photos ended how, what waits, and how fast it goes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.testclient import TestClient
from ulid import ULID

from shared.card.row import PhotoRow, PhotoStatus
from shared.usecases.count_photos import WALK
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline


def stats(api: TestClient) -> Any:
    return api.get("/api/stats").json()


def old_photo(pipeline: Pipeline, days: float, status: PhotoStatus) -> PhotoRow:
    moment = datetime.now(UTC) - timedelta(days=days)
    row = PhotoRow(str(ULID.from_datetime(moment)), "a.jpg", "etag", "a.jpg", status, cards=1)
    pipeline.wiring.photos.insert(row)
    return row


def test_photos_are_counted_by_status_and_reason(api: TestClient, pipeline: Pipeline) -> None:
    for name, data in {"a": photo_of_cards(-6, 11), "b": b"dear diary", "c": b"dear mother"}.items():
        pipeline.drop(data, name)
    pipeline.work()
    waiting = pipeline.drop(photo_of_cards(3), "d")
    now = stats(api)
    assert now["photos"] == {"done": 1, "failed": 2, "queued": 1}
    assert (now["failed"], now["cards"], now["ended_last_hour"]) == ({"unsupported-format": 2}, 2, 3)
    assert datetime.fromisoformat(now["oldest_waiting"]) == ULID.from_str(waiting.id).datetime


def test_an_empty_office_has_zeros(api: TestClient) -> None:
    assert stats(api) == {
        "photos": {},
        "failed": {},
        "cards": 0,
        "oldest_waiting": None,
        "ended_last_hour": 0,
        "cards_by_hour": {},
    }


def test_the_cards_of_a_month_are_counted_by_the_hour_in_which_they_came(api: TestClient, pipeline: Pipeline) -> None:
    came = [ULID.from_str(old_photo(pipeline, days, PhotoStatus.DONE).id).datetime for days in (0, 9, 9, 40)]
    pipeline.wiring.sweep()
    first, second = f"{came[0]:%Y-%m-%dT%H}", f"{came[1]:%Y-%m-%dT%H}"
    assert stats(api)["cards_by_hour"] == {first: 1, second: 2}


def test_old_photos_are_counted_by_the_sweep_and_not_twice(api: TestClient, pipeline: Pipeline) -> None:
    for days in (0, 2, 30, 30, 400):
        old_photo(pipeline, days, PhotoStatus.DONE)
    assert stats(api)["photos"] == {"done": 1}
    pipeline.wiring.sweep()
    pipeline.wiring.sweep()
    assert (stats(api)["photos"], stats(api)["cards"]) == ({"done": 5}, 5)


def test_an_old_photo_that_changes_is_counted_anew_by_a_later_sweep(api: TestClient, pipeline: Pipeline) -> None:
    old = old_photo(pipeline, 30, PhotoStatus.FAILED)
    pipeline.wiring.sweep()
    pipeline.wiring.photos.replace(replace(pipeline.row(old.id), status=PhotoStatus.DONE))
    pipeline.wiring.sweep()
    pipeline.wiring.sweep()
    assert stats(api)["photos"] == {"done": 1}


def test_yesterday_s_photos_are_counted_wherever_the_walk_through_old_ones_is(
    api: TestClient, pipeline: Pipeline
) -> None:
    pipeline.wiring.count_photos.bookmarks.put(WALK, "Z" * 5)
    old_photo(pipeline, 1.5, PhotoStatus.DONE)
    pipeline.wiring.sweep()
    assert stats(api)["photos"] == {"done": 1}
