"""The tables can be lost: they are made again from what lies beside the pictures."""

import pytest
from starlette.testclient import TestClient

from shared.settings import CARD_TABLE, PHOTO_TABLE
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline, start_pipeline
from tests.integration.test_cards import edit, ids


def lose_tables(pipeline: Pipeline) -> Pipeline:
    """Drop both tables; the product as it starts after that."""
    for name in (CARD_TABLE, PHOTO_TABLE):
        table = pipeline.wiring._tables.get_table_client(name)
        for row in list(table.list_entities(select=["PartitionKey", "RowKey"])):
            table.delete_entity(row["PartitionKey"], row["RowKey"])
    return start_pipeline(pipeline.connection)


def everything(api: TestClient, *photos: str) -> object:
    """All that the API shows, but for the versions of rows and the times of runs."""
    cards = [api.get(f"/api/namecards/{one}").json() | {"version": ""} for one in ids(api.get("/api/namecards"))]
    shown = [api.get(f"/api/photos/{one}").json() | {"ms": {}, "cards": []} for one in photos]
    return cards, shown


def test_cards_and_edits_are_the_same_after_the_tables_were_lost(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(-6, 11))
    pipeline.work()
    edit(api, f"{photo.id}-1", fields={"name": [{"value": "김철수"}]}, tags=["전시회"], memo="one")
    edit(api, f"{photo.id}-1", memo="two")
    api.post("/api/namecards", json={"fields": {"name": [{"value": "박민수"}]}})
    before = everything(api, photo.id)
    lost = lose_tables(pipeline)
    with TestClient(lost.wiring.api_app) as again:
        assert ids(again.get("/api/namecards")) == []
        assert lost.wiring.rebuild() == 3
        assert everything(again, photo.id) == before
        assert ids(again.get("/api/namecards", params={"q": "ㄱㅊㅅ", "tag": "전시회"})) == [f"{photo.id}-1"]


def test_what_was_erased_stays_erased_and_what_was_deleted_is_due(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(-6, 11))
    pipeline.work()
    api.delete(f"/api/namecards/{photo.id}-2")
    pipeline.later(minutes=11)
    pipeline.wiring.sweep()
    api.delete(f"/api/namecards/{photo.id}-1")
    lost = lose_tables(pipeline)
    lost.wiring.rebuild()
    with TestClient(lost.wiring.api_app) as again:
        assert [again.get(f"/api/namecards/{photo.id}-{n}").status_code for n in (1, 2)] == [410, 410]
    lost.later(minutes=30)
    lost.wiring.sweep()
    assert lost.outputs() == {}


def test_rebuilding_changes_nothing_that_is_there(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8))
    pipeline.work()
    edit(api, f"{photo.id}-1", memo="mine")
    before, rows = everything(api, photo.id), sorted(pipeline.index_rows())
    assert (pipeline.wiring.rebuild(), pipeline.wiring.rebuild()) == (1, 1)
    assert (everything(api, photo.id), sorted(pipeline.index_rows())) == (before, rows)


def test_the_same_bytes_are_known_again(pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8), "first.jpg")
    pipeline.work()
    lost = lose_tables(pipeline)
    lost.wiring.rebuild()
    again = lost.drop(photo_of_cards(8), "again.jpg")
    lost.work()
    assert lost.row(again.id).same_as == photo.id


def test_programs_that_keep_up_hear_of_what_comes_after(api: TestClient, pipeline: Pipeline) -> None:
    pipeline.card(name="x")
    cursor = api.get("/api/changes").json()["cursor"]
    lost = lose_tables(pipeline)
    lost.wiring.rebuild()
    lost.card(name="y")
    with TestClient(lost.wiring.api_app) as again:
        changes = again.get("/api/changes", params={"since": cursor}).json()["changes"]
    assert [change["type"] for change in changes] == ["tables.rebuilt", "card.read"]


@pytest.mark.parametrize("path", ["stray.txt", "01ARZ3NDEKTSV4RRFFQ69G5FAV/notes.txt"])
def test_foreign_files_are_left_alone(pipeline: Pipeline, path: str) -> None:
    pipeline.blobs.get_blob_client("processed", path).upload_blob(b"x")
    assert pipeline.wiring.rebuild() == 0
