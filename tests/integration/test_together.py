"""HTTP: duplicates are found, cards merged and split again, fronts and backs joined."""

import pytest
from starlette.testclient import TestClient

from tests.integration.pipeline import Pipeline
from tests.integration.test_cards import edit, ids

KIM = {"name": "김철수", "company": "(주)한빛전자", "mobile": "+821012345678"}


@pytest.mark.parametrize(
    ("other", "shares"),
    [
        ({"mobile": "010-1234-5678"}, ["mobile"]),
        ({"name": "김 철수", "company": "한빛 전자"}, ["company and name"]),
        ({"name": "김철수", "company": "한빛전자", "mobile": "01012345678"}, ["company and name", "mobile"]),
        ({"name": "김철수"}, None),
        ({"tel": "+821012345678"}, None),
    ],
)
def test_cards_of_one_person_are_found(
    api: TestClient, pipeline: Pipeline, other: dict[str, str], shares: list[str] | None
) -> None:
    kim, twin = pipeline.card(**KIM), pipeline.card(**other)
    found = api.get(f"/api/namecards/{kim.id}/duplicates").json()["duplicates"]
    assert [(one["card"]["id"], one["shares"]) for one in found] == ([(twin.id, shares)] if shares else [])


def test_a_card_that_no_longer_shares_anything_is_no_duplicate(api: TestClient, pipeline: Pipeline) -> None:
    kim, twin = pipeline.card(**KIM), pipeline.card(**KIM)
    edit(api, twin.id, fields={"mobile": [], "name": []})
    assert api.get(f"/api/namecards/{kim.id}/duplicates").json() == {"duplicates": []}


def test_merged_cards_are_one_with_the_values_of_both(api: TestClient, pipeline: Pipeline) -> None:
    kim, twin = pipeline.card(**KIM), pipeline.card(name="김철수", email="kim@hanbit.example", title="부장")
    edit(api, twin.id, tags=["전시회"], memo="부스")
    one = api.post("/api/namecards/merge", json={"into": kim.id, "cards": [twin.id]}).json()
    values = {name: [value["value"] for value in values] for name, values in one["fields"].items()}
    assert values == {
        "name": ["김철수"],
        "company": ["(주)한빛전자"],
        "title": ["부장"],
        "mobile": ["+821012345678"],
        "email": ["kim@hanbit.example"],
    }
    assert (one["tags"], one["memo"], one["merged"]) == (["전시회"], "부스", [twin.id])
    assert ids(api.get("/api/namecards")) == [kim.id]
    assert ids(api.get("/api/namecards", params={"q": "kim@"})) == [kim.id]


def test_a_field_comes_from_the_card_that_is_named(api: TestClient, pipeline: Pipeline) -> None:
    old, new = pipeline.card(title="과장", mobile="01011112222"), pipeline.card(title="부장", mobile="01033334444")
    merge = {"into": old.id, "cards": [new.id], "fields": {"title": new.id, "mobile": old.id}}
    fields = api.post("/api/namecards/merge", json=merge).json()["fields"]
    assert (fields["title"][0]["value"], len(fields["title"])) == ("부장", 1)
    assert fields["mobile"][0] == {"value": "01011112222", "confidence": 0.9, "edited": False}


def test_a_merge_can_be_undone(api: TestClient, pipeline: Pipeline) -> None:
    kim, twin = pipeline.card(**KIM), pipeline.card(name="김철수", title="부장")
    before = api.get(f"/api/namecards/{kim.id}").json()
    merge = {"into": kim.id, "cards": [twin.id], "back": twin.id}
    assert api.post("/api/namecards/merge", json=merge).json()["back"] == twin.id
    after = api.post(f"/api/namecards/{kim.id}/unmerge").json()
    assert {**after, "version": ""} == {**before, "version": ""}
    assert ids(api.get("/api/namecards")) == [twin.id, kim.id]
    assert api.post(f"/api/namecards/{kim.id}/unmerge").json()["code"] == "conflict"


def test_a_merge_asked_for_twice_is_one(api: TestClient, pipeline: Pipeline) -> None:
    kim, twin = pipeline.card(**KIM), pipeline.card(title="부장")
    merge = {"into": kim.id, "cards": [twin.id]}
    first, second = (api.post("/api/namecards/merge", json=merge).json() for _ in range(2))
    assert (first["merged"], second) == ([twin.id], first)


def test_a_part_of_a_card_can_be_looked_at_but_not_changed(api: TestClient, pipeline: Pipeline) -> None:
    kim, twin, lee = pipeline.card(**KIM), pipeline.card(title="부장"), pipeline.card(name="이영희")
    api.post("/api/namecards/merge", json={"into": kim.id, "cards": [twin.id]})
    assert api.get(f"/api/namecards/{twin.id}").json()["merged_into"] == kim.id
    assert edit(api, twin.id, memo="x").status_code == 409
    assert api.delete(f"/api/namecards/{twin.id}").status_code == 409
    assert api.post("/api/namecards/merge", json={"into": lee.id, "cards": [twin.id]}).status_code == 409
    assert api.post("/api/namecards/merge", json={"into": twin.id, "cards": [lee.id]}).status_code == 409


def test_a_card_is_deleted_and_restored_with_all_its_parts(api: TestClient, pipeline: Pipeline) -> None:
    kim, twin, third = pipeline.card(**KIM), pipeline.card(title="부장"), pipeline.card(title="이사")
    api.post("/api/namecards/merge", json={"into": twin.id, "cards": [third.id]})
    api.post("/api/namecards/merge", json={"into": kim.id, "cards": [twin.id]})
    api.delete(f"/api/namecards/{kim.id}")
    statuses = [api.get(f"/api/namecards/{card.id}").status_code for card in (kim, twin, third)]
    api.post(f"/api/namecards/{kim.id}/restore")
    again = [api.get(f"/api/namecards/{card.id}").status_code for card in (kim, twin, third)]
    assert (statuses, again) == ([410] * 3, [200] * 3)


def test_a_person_is_forgotten_with_the_card_that_took_theirs_in(api: TestClient, pipeline: Pipeline) -> None:
    kim, twin = pipeline.card(**KIM), pipeline.card(mobile="01099998888")
    merge = {"into": kim.id, "cards": [twin.id], "fields": {"mobile": kim.id}}
    api.post("/api/namecards/merge", json=merge)
    assert api.post("/api/erasures", json={"phone": "010-9999-8888"}).json()["cards"] == [twin.id]
    assert ids(api.get("/api/namecards")) == []


@pytest.mark.parametrize("wrong", ["itself", "a stranger's field", "a stranger's back", "unknown"])
def test_only_cards_that_take_part_are_merged(api: TestClient, pipeline: Pipeline, wrong: str) -> None:
    kim, twin, stranger = (pipeline.card(**KIM).id for _ in range(3))
    merge, status = {
        "itself": ({"into": kim, "cards": [kim]}, 400),
        "a stranger's field": ({"into": kim, "cards": [twin], "fields": {"name": stranger}}, 400),
        "a stranger's back": ({"into": kim, "cards": [twin], "back": stranger}, 400),
        "unknown": ({"into": kim, "cards": [f"{'0' * 26}-1"]}, 404),
    }[wrong]
    assert api.post("/api/namecards/merge", json=merge).status_code == status
