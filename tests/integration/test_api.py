"""HTTP with data: photos in, status and pictures out, problems in words."""

from dataclasses import replace

import httpx2
import pytest
from starlette.testclient import TestClient

from shared.card import MAX_PHOTO_BYTES
from tests.drawing import photo_of_cards
from tests.integration.live import functions_app, served
from tests.integration.pipeline import Pipeline

ONE_CARD = photo_of_cards(8)
TWO_CARDS = photo_of_cards(-6, 11)
UNKNOWN = "0" * 26


def test_a_raw_photo_is_accepted_and_can_be_asked_for(api: TestClient) -> None:
    reply = api.post("/api/namecards", content=ONE_CARD, headers={"content-type": "image/jpeg"})
    assert reply.status_code == 202
    [photo] = reply.json()["photos"]
    assert reply.headers["location"] == photo["links"]["self"]
    assert api.get(photo["links"]["self"]).json()["status"] == "queued"


def test_several_photos_go_in_one_form_with_their_names(api: TestClient) -> None:
    files = [("photo", ("김철수.jpg", ONE_CARD)), ("photo", ("desk.jpg", TWO_CARDS))]
    photos = api.post("/api/namecards", files=files).json()["photos"]
    names = [api.get(photo["links"]["self"]).json()["filename"] for photo in photos]
    assert names == ["김철수.jpg", "desk.jpg"]


def test_a_finished_photo_links_to_its_pictures_and_cards(api: TestClient, pipeline: Pipeline) -> None:
    [sent] = api.post("/api/namecards", content=TWO_CARDS).json()["photos"]
    pipeline.work()
    photo = api.get(sent["links"]["self"]).json()
    assert (photo["status"], len(photo["cards"]), photo["error"]) == ("done", 2, None)
    links = [photo["links"]["overlay"], photo["links"]["photo"], *(card["links"]["card"] for card in photo["cards"])]
    pictures = [api.get(link) for link in links]
    assert all(picture.headers["content-type"] == "image/jpeg" for picture in pictures)
    assert all(picture.content.startswith(b"\xff\xd8\xff") for picture in pictures)


def test_a_failed_photo_says_why(api: TestClient, pipeline: Pipeline) -> None:
    [sent] = api.post("/api/namecards", content=b"dear diary").json()["photos"]
    pipeline.work()
    photo = api.get(sent["links"]["self"]).json()
    assert photo["status"] == "failed"
    assert photo["error"]["code"] == "unsupported-format"


def test_the_same_bytes_again_link_to_the_first_photo(api: TestClient, pipeline: Pipeline) -> None:
    [first] = api.post("/api/namecards", content=ONE_CARD).json()["photos"]
    [again] = api.post("/api/namecards", content=ONE_CARD).json()["photos"]
    pipeline.work()
    assert api.get(again["links"]["self"]).json()["links"]["same_as"] == first["links"]["self"]


@pytest.mark.parametrize(
    "path",
    [
        f"/api/photos/{UNKNOWN}",
        f"/api/photos/{UNKNOWN}/overlay.jpg",
        f"/api/namecards/{UNKNOWN}-1/card.jpg",
        "/api/nothing",
    ],
)
def test_what_is_not_there_is_a_problem_in_words(api: TestClient, path: str) -> None:
    reply = api.get(path)
    assert (reply.status_code, reply.headers["content-type"]) == (404, "application/problem+json")
    assert reply.json()["code"] == "not-found"


@pytest.mark.parametrize("photo_id", ["' or 1 eq 1", "o'brien", "8" * 26, "x"])
def test_an_id_of_another_form_never_reaches_storage(api: TestClient, photo_id: str) -> None:
    reply = api.get(f"/api/photos/{photo_id}")
    assert (reply.status_code, reply.json()["code"]) == (422, "bad-request")


def test_a_body_without_a_length_is_refused_rather_than_lost(api: TestClient) -> None:
    reply = api.post("/api/namecards", content=iter([ONE_CARD]))
    assert (reply.status_code, reply.json()["code"]) == (411, "length-required")


@pytest.mark.parametrize(("body", "code"), [(b"", "bad-request"), (bytes(MAX_PHOTO_BYTES + 1), "photo-too-large")])
def test_a_photo_beyond_the_limits_is_refused_at_the_door(api: TestClient, body: bytes, code: str) -> None:
    assert api.post("/api/namecards", content=body).json()["code"] == code


def test_a_form_without_a_file_is_refused(api: TestClient) -> None:
    reply = api.post("/api/namecards", data={"photo": "x"}, headers={"content-type": "multipart/form-data; boundary=b"})
    assert reply.json()["code"] == "bad-request"


def test_a_wrong_method_is_a_problem_in_words(api: TestClient) -> None:
    assert api.delete("/api/namecards").json()["code"] == "method-not-allowed"


def test_behind_sign_in_only_callers_who_signed_in_are_answered(pipeline: Pipeline) -> None:
    settings = pipeline.wiring.settings
    pipeline.wiring.settings = replace(settings, triggers=replace(settings.triggers, api_auth="anonymous"))
    with TestClient(pipeline.wiring.api_app) as api:
        assert api.get("/api/namecards").json()["code"] == "sign-in-required"
        assert api.get("/api/namecards", headers={"x-ms-client-principal": "e30="}).status_code == 200


def test_the_functions_host_passes_waiting_pictures_and_empty_replies_through(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.wiring.process._wired", lambda: pipeline.wiring)
    with served(functions_app()) as url, httpx2.Client(base_url=url) as api, pipeline.working():
        sent = api.post("/api/namecards", content=ONE_CARD, headers={"prefer": "wait=30"}, timeout=40)
        [card] = sent.json()["photos"][0]["cards"]
        picture = api.get(card["links"]["card"])
        again = api.get(card["links"]["card"], headers={"if-none-match": picture.headers["etag"]})
        assert picture.content.startswith(b"\xff\xd8\xff")
        assert (again.status_code, again.content) == (304, b"")
        assert api.delete(card["links"]["self"]).status_code == 204
        assert api.get("/api/namecards").json()["cards"] == []
