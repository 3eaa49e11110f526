"""HTTP: photos are sent, waited for, sent again; their pictures are cached; what is too large stays out."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from shared.card.row import PhotoRow
from shared.usecases.ports import PhotoRows
from shared.web import uploads
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline

ONE_CARD = photo_of_cards(8)


def test_who_prefers_to_wait_gets_the_cards(api: TestClient, pipeline: Pipeline) -> None:
    with pipeline.working():
        reply = api.post("/api/namecards", content=ONE_CARD, headers={"prefer": "respond-async, wait=20"})
    [photo] = reply.json()["photos"]
    assert (reply.status_code, photo["status"], len(photo["cards"])) == (200, "done", 1)


def test_waiting_ends_when_the_time_is_over(api: TestClient) -> None:
    reply = api.post("/api/namecards", content=ONE_CARD, headers={"prefer": "wait=1"})
    assert (reply.status_code, reply.json()["photos"][0]["status"]) == (202, "queued")


@pytest.mark.parametrize("prefer", ["wait=soon", "wait", "return=minimal", "wait=-1", ""])
def test_a_preference_that_makes_no_sense_is_none(api: TestClient, prefer: str) -> None:
    assert api.post("/api/namecards", content=ONE_CARD, headers={"prefer": prefer}).status_code == 202


def test_one_photo_is_answered_with_its_cards(api: TestClient, pipeline: Pipeline) -> None:
    with pipeline.working():
        reply = api.post("/api/namecard", files={"photo": ("card.jpg", ONE_CARD)})
        again = api.post("/api/namecard", content=ONE_CARD)
    assert (reply.status_code, len(reply.json()["cards"])) == (200, 1)
    assert again.json()["cards"] == reply.json()["cards"]


def test_one_photo_that_fails_is_answered_with_its_problem(api: TestClient, pipeline: Pipeline) -> None:
    with pipeline.working():
        reply = api.post("/api/namecard", content=b"dear diary")
    assert (reply.status_code, reply.json()["code"]) == (415, "unsupported-format")


def test_one_photo_that_takes_longer_is_answered_with_where_to_ask(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LONGEST_WAIT", 0)
    reply = api.post("/api/namecard", content=ONE_CARD)
    assert (reply.status_code, reply.json()["status"]) == (202, "queued")
    assert reply.headers["location"] == reply.json()["links"]["self"]


def test_two_photos_are_one_too_many_for_the_call_that_takes_one(api: TestClient, pipeline: Pipeline) -> None:
    files = [("photo", ("a.jpg", ONE_CARD)), ("photo", ("b.jpg", ONE_CARD))]
    assert (api.post("/api/namecard", files=files).status_code, pipeline.inbox()) == (400, [])


@pytest.mark.parametrize("bad", [b"", bytes(15_000_001)])
def test_a_photo_that_is_refused_takes_the_others_of_its_request_along(
    api: TestClient, pipeline: Pipeline, bad: bytes
) -> None:
    files = [("photo", ("good.jpg", ONE_CARD)), ("photo", ("bad.jpg", bad))]
    assert (api.post("/api/namecards", files=files).is_client_error, pipeline.inbox()) == (True, [])


def test_a_request_beyond_the_limits_is_refused_before_it_is_read(api: TestClient) -> None:
    reply = api.post("/api/namecards", content=b"", headers={"content-length": "90000001"})
    assert (reply.status_code, reply.json()["code"]) == (413, "request-too-large")
    files = [("photo", (f"{number}.jpg", b"x")) for number in range(101)]
    assert api.post("/api/namecards", files=files).json()["code"] == "request-too-large"


def test_the_original_comes_back_as_it_was_to_be_saved_and_never_run(api: TestClient) -> None:
    page = b"<script>alert(1)</script>"
    [sent] = api.post("/api/namecards", files={"photo": ("김철수.html", page)}).json()["photos"]
    reply = api.get(sent["links"]["original"])
    assert (reply.content, reply.headers["content-type"]) == (page, "application/octet-stream")
    assert reply.headers["content-disposition"] == "attachment; filename*=UTF-8''%EA%B9%80%EC%B2%A0%EC%88%98.html"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_the_original_of_a_replaced_photo_is_not_that_of_its_successor(api: TestClient, pipeline: Pipeline) -> None:
    old = pipeline.drop(ONE_CARD)
    pipeline.drop(photo_of_cards(3))
    assert api.get(f"/api/photos/{old.id}/original").status_code == 404


@pytest.mark.parametrize("path", ["photos/{}/original", "photos/{}/photo.jpg", "namecards/{}-1/card.jpg"])
def test_a_picture_that_the_reader_has_is_not_sent_again(api: TestClient, pipeline: Pipeline, path: str) -> None:
    photo = pipeline.drop(ONE_CARD)
    pipeline.work()
    first = api.get(f"/api/{path.format(photo.id)}")
    again = api.get(f"/api/{path.format(photo.id)}", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"


def test_data_is_kept_out_of_caches(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    assert api.get(f"/api/photos/{photo.id}").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["lines/99.png", "thumb.jpg"])
def test_a_picture_that_there_is_none_of_is_not_found(api: TestClient, pipeline: Pipeline, name: str) -> None:
    assert api.get(f"/api/namecards/{pipeline.card().id}/{name}").status_code == 404


def test_a_failed_photo_is_sent_again(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    [(_, message)] = pipeline.waiting()
    pipeline.wiring.give_up(message.encode())
    pipeline.queue.clear_messages()
    assert api.post(f"/api/photos/{photo.id}/retry").json()["status"] == "queued"
    pipeline.work()
    assert (pipeline.row(photo.id).status, pipeline.row(photo.id).code) == ("done", "")


def test_a_photo_that_is_done_is_sent_again_only_by_force(api: TestClient, pipeline: Pipeline) -> None:
    journeys = pipeline.counted()
    photo = pipeline.drop(ONE_CARD)
    pipeline.work()
    assert api.post(f"/api/photos/{photo.id}/retry").json()["code"] == "conflict"
    assert api.post(f"/api/photos/{photo.id}/retry?force=true").status_code == 202
    pipeline.work()
    assert (journeys(), pipeline.row(photo.id).status) == (2, "done")


def test_the_same_bytes_are_read_again_by_force(api: TestClient, pipeline: Pipeline) -> None:
    pipeline.drop(ONE_CARD, "first.jpg")
    again = pipeline.drop(ONE_CARD, "again.jpg")
    pipeline.work()
    api.post(f"/api/photos/{again.id}/retry?force=true")
    pipeline.work()
    assert (pipeline.row(again.id).same_as, pipeline.row(again.id).cards) == ("", 1)


def test_a_bug_is_answered_by_its_number_and_not_by_its_trace(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(photo_id: str) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setitem(pipeline.wiring.__dict__, "photos", type("Photos", (), {"get": staticmethod(broken)}))
    reply = TestClient(pipeline.wiring.api_app).get(f"/api/photos/{'0' * 26}")
    assert (reply.status_code, reply.json()["code"], "secret" in reply.text) == (500, "internal", False)
    assert reply.json()["detail"].split()[-1].rstrip(".") in caplog.text


def test_a_file_name_of_any_length_is_shown_as_far_as_it_is_kept(api: TestClient) -> None:
    name = "명함 🙂\t'\"%/..\\" * 20
    [sent] = api.post("/api/namecards", files={"photo": (name, ONE_CARD)}).json()["photos"]
    shown = api.get(sent["links"]["self"]).json()["filename"]
    assert 100 < len(shown) <= 200
    assert api.get(sent["links"]["original"]).content == ONE_CARD


def test_a_problem_quotes_what_cannot_be_encoded_without_failing_itself(api: TestClient) -> None:
    body = b'{"\\ud800": 1}'
    reply = api.post("/api/namecards", content=body, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["code"]) == (422, "bad-request")
    path = f"/api/namecards/{'0' * 26}-1"
    assert api.patch(path, content=body, headers={"content-type": "application/json"}).status_code == 422


def test_a_length_that_is_no_number_is_refused(api: TestClient) -> None:
    reply = api.post("/api/namecards", content=b"x", headers={"content-length": "many"})
    assert reply.status_code == 411


class OvertakenRows:
    """Photo rows that another writer is always a little faster at, twice."""

    def __init__(self, rows: PhotoRows) -> None:
        self.rows, self.left = rows, 2

    def get(self, photo_id: str) -> PhotoRow | None:
        return self.rows.get(photo_id)

    def replace(self, row: PhotoRow) -> PhotoRow | None:
        if self.left:
            self.left -= 1
            self.rows.replace(replace(row, deleted_at="", detail=f"written {self.left}"))
        return self.rows.replace(row)


def test_a_photo_that_the_worker_writes_meanwhile_is_deleted_all_the_same(pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8))
    overtaken = OvertakenRows(pipeline.wiring.photos)
    delete = replace(pipeline.wiring._office().delete_photo, photos=overtaken)  # type: ignore[arg-type]
    assert delete(photo.id).deleted_at
    assert overtaken.left == 0
