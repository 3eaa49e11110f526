"""HTTP: cards are listed, searched, looked at, edited, typed, deleted, restored and erased."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.card import PIPELINE_VERSION
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline

KIM = {"name": "김철수", "company": "한빛전자", "mobile": "+821012345678", "email": "kim@hanbit.example"}
LEE = {"name": "이영희", "company": "한빛전자", "mobile": "+821098765432"}


def ids(reply: Any) -> list[str]:
    return [card["id"] for card in reply.json()["cards"]]


def edit(api: TestClient, card_id: str, **patch: object) -> Any:
    version = api.get(f"/api/namecards/{card_id}").headers["etag"]
    return api.patch(f"/api/namecards/{card_id}", json=patch, headers={"if-match": version})


def test_cards_are_listed_newest_first_and_page_by_page(api: TestClient, pipeline: Pipeline) -> None:
    newest_first = [pipeline.card(name=f"card {n}").id for n in range(5)][::-1]
    pages, cursor = [], ""
    while cursor is not None:
        page = api.get("/api/namecards", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        pages.append(ids(page))
        cursor = page.json()["cursor"]
    assert pages == [newest_first[:2], newest_first[2:4], newest_first[4:]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "김"}, "kim"),
        ({"q": "ㅇㅇㅎ"}, "lee"),
        ({"q": "한빛"}, "lee kim"),
        ({"q": "010-9876"}, "lee"),
        ({"q": "kim@"}, "kim"),
        ({"review": "fine"}, "lee kim"),
        ({"status": "read", "q": "한빛", "review": "fine"}, "lee kim"),
        ({"q": "한빛", "tag": "전시회"}, ""),
        ({"status": "unread"}, ""),
        ({"q": "박"}, ""),
        ({"q": " "}, "lee kim"),
        ({"from": "2020-01-01", "to": "2999-12-31"}, "lee kim"),
        ({"from": "2999-01-01T00:00:00Z"}, ""),
        ({"to": "2020-01-01", "q": "김"}, ""),
    ],
)
def test_filters_and_searches_find_their_cards(
    api: TestClient, pipeline: Pipeline, query: dict[str, str], found: str
) -> None:
    cards = {"kim": pipeline.card(**KIM).id, "lee": pipeline.card(**LEE).id}
    assert ids(api.get("/api/namecards", params=query)) == [cards[name] for name in found.split()]


def test_a_search_goes_on_page_by_page(api: TestClient, pipeline: Pipeline) -> None:
    newest_first = [pipeline.card(name="김하나").id for _ in range(3)][::-1]
    first = api.get("/api/namecards", params={"q": "김", "limit": 2})
    rest = api.get("/api/namecards", params={"q": "김", "limit": 2, "cursor": first.json()["cursor"]})
    assert (ids(first) + ids(rest), rest.json()["cursor"]) == (newest_first, None)


@pytest.mark.parametrize("cursor", ["!", "x", "c", f"c{'8' * 26}001", f"c{'0' * 26}"])
def test_a_made_up_cursor_is_refused(api: TestClient, cursor: str) -> None:
    assert api.get("/api/namecards", params={"cursor": cursor}).status_code == 422


def test_an_edit_shows_in_the_card_and_in_searches(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(**KIM)
    edited = edit(api, card.id, fields={"name": [{"value": "김철호"}]}, tags=["전시회"], memo="부스에서", review="done")
    assert edited.json()["fields"]["name"] == [{"value": "김철호", "confidence": None, "edited": True}]
    assert ids(api.get("/api/namecards", params={"q": "김철호"})) == [card.id]
    assert ids(api.get("/api/namecards", params={"tag": "전시회", "review": "done"})) == [card.id]
    assert ids(api.get("/api/namecards", params={"q": "김철수"})) == []


def test_null_takes_a_person_s_word_back(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(**KIM)
    edit(api, card.id, fields={"name": [{"value": "x"}], "company": []}, memo="y")
    again = edit(api, card.id, fields={"name": None, "company": None}, memo=None).json()
    assert (again["fields"]["name"][0]["value"], again["memo"]) == ("김철수", "")
    assert again["fields"]["company"][0]["value"] == "한빛전자"


def test_an_edit_of_an_older_version_is_refused(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(**KIM)
    old = api.get(f"/api/namecards/{card.id}").headers["etag"]
    edit(api, card.id, memo="first")
    second = api.patch(f"/api/namecards/{card.id}", json={"memo": "second"}, headers={"if-match": old})
    assert (second.status_code, second.json()["code"]) == (412, "stale-version")
    assert api.get(f"/api/namecards/{card.id}").json()["memo"] == "first"


def test_an_edit_must_name_its_version(api: TestClient, pipeline: Pipeline) -> None:
    reply = api.patch(f"/api/namecards/{pipeline.card().id}", json={"memo": "x"})
    assert (reply.status_code, reply.json()["code"]) == (428, "version-required")


@pytest.mark.parametrize(
    "patch",
    [
        {"status": "read"},
        {"photo_id": "x"},
        {"fields": {"salary": [{"value": "1"}]}},
        {"fields": {"name": [{"value": "x", "confidence": 1}]}},
        {"fields": {"name": [{"value": "x" * 301}]}},
        {"fields": {"name": [{"value": "bell\x07"}]}},
        {"tags": [""]},
        {"review": "needed"},
        {"merged_into": "x"},
        [],
    ],
)
def test_nothing_else_can_be_edited(api: TestClient, pipeline: Pipeline, patch: object) -> None:
    path = f"/api/namecards/{pipeline.card().id}"
    assert api.patch(path, json=patch, headers={"if-match": "*"}).status_code == 422


def test_a_card_can_be_typed_by_hand(api: TestClient) -> None:
    typed = api.post("/api/namecards", json={"fields": {"name": [{"value": "박민수"}]}, "memo": "전화로"})
    assert (typed.status_code, typed.json()["photo_id"], typed.json()["review"]) == (201, None, "done")
    again = api.get(typed.headers["location"])
    assert (again.json(), again.headers["etag"]) == (typed.json(), typed.headers["etag"])
    assert ids(api.get("/api/namecards", params={"q": "박민"})) == [typed.json()["id"]]


@pytest.mark.parametrize("body", ["{", "[]", '{"fields": 1}', '{"lines": []}'])
def test_a_typed_card_of_another_form_is_refused(api: TestClient, body: str) -> None:
    reply = api.post("/api/namecards", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (422, "bad-request")


def test_reading_a_photo_again_keeps_what_people_did(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8))
    pipeline.work()
    edit(api, f"{photo.id}-1", fields={"name": [{"value": "김철수"}]})
    assert api.post(f"/api/photos/{photo.id}/retry", params={"force": True}).status_code == 202
    pipeline.work()
    card = api.get(f"/api/namecards/{photo.id}-1").json()
    assert card["fields"]["name"][0]["value"] == "김철수"
    assert pipeline.row(photo.id).status == "done"


def test_edits_are_kept_beside_the_outputs(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(**KIM)
    edit(api, card.id, memo="one")
    edit(api, card.id, memo="two")
    kept = {name: json.loads(data)["memo"] for name, data in pipeline.outputs().items()}
    assert kept == {
        f"{card.photo_id}/edits/1/000001.json": "one",
        f"{card.photo_id}/edits/1/000002.json": "two",
    }


def test_a_deleted_card_is_gone_at_once_and_can_be_restored_for_ten_minutes(
    api: TestClient, pipeline: Pipeline
) -> None:
    path = f"/api/namecards/{pipeline.card(**KIM).id}"
    assert api.delete(path).status_code == 204
    assert (api.get(path).status_code, ids(api.get("/api/namecards")), api.delete(path).status_code) == (410, [], 204)
    pipeline.later(minutes=9)
    pipeline.wiring.sweep()
    assert api.post(f"{path}/restore").status_code == 200
    assert ids(api.get("/api/namecards", params={"q": "김"})) == [path.removeprefix("/api/namecards/")]


def test_a_card_deleted_ten_minutes_ago_cannot_be_restored(api: TestClient, pipeline: Pipeline) -> None:
    path = f"/api/namecards/{pipeline.card(**KIM).id}"
    api.delete(path)
    pipeline.later(minutes=10)
    assert api.post(f"{path}/restore").json()["code"] == "deleted"
    pipeline.wiring.sweep()
    assert (api.post(f"{path}/restore").status_code, api.get(path).status_code) == (410, 410)


def test_the_sweep_erases_a_deleted_photo_and_leaves_a_tombstone(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8), "a.jpg")
    copy = pipeline.drop(photo_of_cards(8), "b.jpg")
    pipeline.work()
    api.delete(f"/api/namecards/{photo.id}-1")
    pipeline.later(minutes=11)
    pipeline.wiring.sweep()
    assert (pipeline.outputs(), pipeline.inbox()) == ({}, [])
    rows = [pipeline.row(photo.id), pipeline.row(copy.id)]
    assert [(row.status, row.name, row.filename, row.sha256) for row in rows] == [("deleted", "", "", "")] * 2
    assert pipeline.index_rows() == []


def test_erasing_one_of_two_cards_erases_the_pictures_in_which_it_can_be_seen(
    api: TestClient, pipeline: Pipeline
) -> None:
    photo = pipeline.drop(photo_of_cards(-6, 11))
    pipeline.work()
    api.delete(f"/api/namecards/{photo.id}-2")
    pipeline.later(minutes=11)
    pipeline.wiring.sweep()
    left = pipeline.outputs()
    assert pipeline.inbox() == []
    assert {"photo.jpg", "overlay.jpg"}.isdisjoint(name.rpartition("/")[2] for name in left)
    assert not [name for name in left if name.split("/")[2] == "2"]
    assert json.loads(left[f"{photo.id}/{PIPELINE_VERSION}/result.json"])["cards"][1] == {"n": 2, "erased": True}
    assert ids(api.get("/api/namecards")) == [f"{photo.id}-1"]


def test_the_same_bytes_are_read_anew_after_they_were_erased(api: TestClient, pipeline: Pipeline) -> None:
    api.delete(f"/api/photos/{pipeline.drop(photo_of_cards(8)).id}")
    pipeline.later(minutes=11)
    pipeline.wiring.sweep()
    again = pipeline.drop(photo_of_cards(8), "again.jpg")
    pipeline.work()
    assert (pipeline.row(again.id).status, pipeline.row(again.id).same_as) == ("done", "")


def test_a_deleted_photo_takes_its_cards_along_and_brings_them_back(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(-6, 11))
    pipeline.work()
    path = f"/api/photos/{photo.id}"
    assert (api.delete(path).status_code, api.get(path).status_code) == (204, 410)
    assert ids(api.get("/api/namecards")) == []
    assert len(api.post(f"{path}/restore").json()["cards"]) == 2
    pipeline.later(minutes=20)
    pipeline.wiring.sweep()
    assert len(ids(api.get("/api/namecards"))) == 2


def test_a_photo_deleted_while_it_waits_is_not_read(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8))
    api.delete(f"/api/photos/{photo.id}")
    pipeline.work()
    assert pipeline.row(photo.id).status == "queued"
    api.post(f"/api/photos/{photo.id}/restore")
    pipeline.work()
    assert pipeline.row(photo.id).status == "done"


def test_a_person_is_forgotten_by_number_or_address(api: TestClient, pipeline: Pipeline) -> None:
    kim, lee = pipeline.card(**KIM), pipeline.card(**LEE)
    edited = pipeline.card(mobile="+821012345678")
    edit(api, edited.id, fields={"mobile": [{"value": "010-0000-0000"}]})
    reply = api.post("/api/erasures", json={"phone": "010 1234 5678"})
    assert sorted(reply.json()["cards"]) == sorted([kim.id, edited.id])
    assert ids(api.get("/api/namecards")) == [lee.id]


@pytest.mark.parametrize("body", [{}, {"phone": "x"}, {"email": ""}, {"phone": "010-1234-5678", "name": "x"}])
def test_a_person_must_be_named_to_be_forgotten(api: TestClient, body: dict[str, str]) -> None:
    assert api.post("/api/erasures", json=body).status_code == 422
