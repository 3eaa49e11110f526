"""HTTP with data: photos in, status and pictures out, problems in words."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from shared.card import MAX_PHOTO_BYTES
from shared.usecases.upload_photo import UploadPhoto
from shared.web.api import make_api
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline, start_pipeline

ONE_CARD = photo_of_cards(8)
TWO_CARDS = photo_of_cards(-6, 11)
UNKNOWN = "0" * 26


@pytest.fixture
def pipeline(storage: str) -> Pipeline:
    return start_pipeline(storage)


@pytest.fixture
def api(pipeline: Pipeline) -> Iterator[TestClient]:
    wiring = pipeline.wiring
    upload = UploadPhoto(wiring.originals, wiring.accept_photo)
    with TestClient(make_api(upload, wiring.photos, wiring.cards, wiring.outputs)) as client:
        yield client


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
