"""HTTP: what happened can be followed, in order and without a gap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from shared.adapters.tables import TableChanges
from shared.settings import CARD_TABLE
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline
from tests.integration.test_cards import edit

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def follow(api: TestClient, cursor: str | None) -> tuple[list[tuple[str, str]], str]:
    page = api.get("/api/changes", params={"since": cursor} if cursor else {}).json()
    return [(change["type"], change["data"]["id"]) for change in page["changes"]], page["cursor"]


def test_a_card_s_life_can_be_followed(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8))
    pipeline.work()
    card = f"{photo.id}-1"
    first, cursor = follow(api, None)
    edit(api, card, memo="x")
    api.delete(f"/api/namecards/{card}")
    second, cursor = follow(api, cursor)
    assert first == [("card.read", card), ("photo.done", photo.id)]
    assert second == [("card.edited", card), ("card.deleted", card)]
    assert follow(api, cursor) == ([], cursor)


def test_a_photo_that_fails_is_told(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(b"dear diary")
    pipeline.work()
    assert follow(api, None)[0] == [("photo.failed", photo.id)]


def test_nothing_changed_is_no_change(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(name="김철수")
    _, cursor = follow(api, None)
    edit(api, card.id, memo="")
    assert follow(api, cursor)[0] == []


def test_writers_at_once_leave_no_gap_and_lose_nothing(pipeline: Pipeline) -> None:
    table = pipeline.wiring._tables.get_table_client(CARD_TABLE)
    writers = [TableChanges(table) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: writers[n % 4].append("card.read", str(n), NOW), range(80)))
    log = TableChanges(table).since(0, 1000)
    assert [change.number for change in log] == list(range(1, 81))
    assert sorted(int(change.subject) for change in log) == list(range(80))


def test_a_new_process_goes_on_where_the_log_ends(pipeline: Pipeline) -> None:
    table = pipeline.wiring._tables.get_table_client(CARD_TABLE)
    first = TableChanges(table)
    for n in range(70):
        first.append("card.read", str(n), NOW)
    assert TableChanges(table).append("card.read", "x", NOW).number == 71


@pytest.mark.parametrize("cursor", ["!", "1", "c", "c-1", "c1x"])
def test_a_made_up_cursor_is_refused(api: TestClient, cursor: str) -> None:
    assert api.get("/api/changes", params={"since": cursor}).status_code == 422
