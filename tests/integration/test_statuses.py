"""Every status code that the OpenAPI document promises is given by the app."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from shared.errors import CardError, PhotoTooSmall, ServiceUnavailable, SourceDeleted, UnsupportedFormat
from shared.usecases.ports import Outcome
from shared.web import uploads
from tests.integration.live import KEY, guarded
from tests.integration.pipeline import Pipeline, start_pipeline
from tests.integration.test_quads import LEFT, finds

NOBODY = "0" * 26
Reply = Any


@dataclass
class Down:
    """A port of which every call fails alike."""

    error: Exception

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def fail(*args: object, **kwargs: object) -> None:
            raise self.error

        return fail


@dataclass
class Office:
    """An office in which any operation can be brought to any of its ends."""

    pipeline: Pipeline
    api: TestClient
    photos: int = 0

    def photo(self) -> str:
        """A photo with a card, done."""
        self.photos += 1
        photo = self.pipeline.drop(b"photo %d" % self.photos, f"{self.photos}.jpg")
        self.pipeline.work()
        return photo.id

    def ids(self) -> dict[str, str]:
        """A photo with a card, and another card, that nothing was done to."""
        photo = self.photo()
        return {"photo_id": photo, "card_id": f"{photo}-1", "other": self.pipeline.card().id, "line": "1"}

    @cached_property
    def known(self) -> dict[str, str]:
        """For requests that change nothing."""
        return self.ids()

    def ask(self, method: str, path: str, ids: Mapping[str, str], api: TestClient | None = None, **more: Any) -> Reply:
        """A request that is right in all but what its ids stand for."""
        bodies: dict[str, dict[str, Any]] = {
            "post /api/namecards": {"content": uuid4().bytes},
            "post /api/namecard": {"content": uuid4().bytes},
            "post /api/photos/{photo_id}/quads": {"json": {"quads": [{"corners": LEFT}]}},
            "post /api/namecards/merge": {"json": {"into": ids["card_id"], "cards": [ids["other"]]}},
            "post /api/erasures": {"json": {"email": "a@b.example"}},
            "get /api/namecards/export": {"params": {"format": "csv"}},
            "post /api/namecards/import": {"content": f"id,version,memo\n{ids['card_id']},1,x\n".encode()},
            "post /api/kakao/skill": {"json": {"userRequest": {"user": {"id": "u"}, "utterance": "명함 목록"}}},
            "patch /api/namecards/{card_id}": {"json": {"memo": "x"}, "headers": {"if-match": "*"}},
        }
        return (api or self.api).request(method, path.format(**ids), **{**bodies.get(f"{method} {path}", {}), **more})


def succeed(office: Office, method: str, path: str) -> Iterator[Reply]:
    ids = office.ids()
    if path.endswith("/unmerge"):
        office.ask("post", "/api/namecards/merge", ids)
    if path.endswith("/retry"):
        path = f"{path}?force=true"
    yield office.ask(method, path, ids)
    yield office.ask(method, path, ids, content=None, json={"memo": "typed"})
    with office.pipeline.working():
        yield office.ask(method, path, ids, headers={"prefer": "wait=20"})


def not_modified(office: Office, method: str, path: str) -> Iterator[Reply]:
    ids = office.ids()
    etag = office.ask(method, path, ids).headers["etag"]
    yield office.ask(method, path, ids, headers={"if-none-match": etag})


def bad_request(office: Office, method: str, path: str) -> Iterator[Reply]:
    ids = office.ids()
    yield office.ask(method, path, ids, content=b"")
    yield office.ask(method, path, {**ids, "other": ids["card_id"]})
    yield office.ask(method, path, ids, content=None, json={"quads": []})
    yield office.ask(method, path, ids, content=None, files={"sheet": (None, "no file")})
    yield office.ask(method, path, ids, params={"format": "csv", "photos": "true"})
    yield office.ask(
        method, path, ids, json=None, content=b"\xff{", headers={"content-type": "application/json", "if-match": "*"}
    )


def unauthorized(office: Office, method: str, path: str) -> Iterator[Reply]:
    keyless = TestClient(guarded(office.pipeline.wiring.api_app))
    yield office.ask(method, path, office.known, keyless)
    assert office.ask("get", "/api/changes", office.known, keyless, headers={"x-functions-key": KEY}).status_code == 200


def not_found(office: Office, method: str, path: str) -> Iterator[Reply]:
    yield office.ask(
        method, path, {**office.known, "photo_id": NOBODY, "card_id": f"{NOBODY}-1", "other": f"{NOBODY}-2"}
    )


def conflict(office: Office, method: str, path: str) -> Iterator[Reply]:
    ids = office.ids()
    merge = {"into": ids["other"], "cards": [ids["card_id"]]}
    office.api.post("/api/namecards/merge", json=merge)
    yield office.ask(method, path, ids)
    yield office.ask(method, path, {**ids, "photo_id": office.pipeline.drop(b"waits", "waits.jpg").id})
    much = {"fields": {"url": [{"value": f"{n}{'x' * 200}"} for n in range(20)]}}
    office.api.patch(f"/api/namecards/{ids['other']}", json=much, headers={"if-match": "*"})
    yield office.ask(method, path, {**ids, "card_id": ids["other"]})


def gone(office: Office, method: str, path: str) -> Iterator[Reply]:
    ids = office.ids()
    office.api.delete(f"/api/photos/{ids['photo_id']}")
    office.pipeline.later(minutes=11)
    office.pipeline.wiring.sweep()
    yield office.ask(method, path, ids)

    yield from fail(office, method, path, SourceDeleted("The photo was deleted before it was read."))


def fail(office: Office, method: str, path: str, error: CardError) -> Iterator[Reply]:
    """A photo whose journey ends with that error."""

    def journey(data: bytes) -> Outcome:
        raise error

    office.pipeline.wiring.process_photo = replace(office.pipeline.wiring.process_photo, journey=journey)
    with office.pipeline.working():
        yield office.ask(method, path, office.known)


def length_required(office: Office, method: str, path: str) -> Iterator[Reply]:
    yield office.ask(method, path, office.known, content=iter([b"x"]))


def stale(office: Office, method: str, path: str) -> Iterator[Reply]:
    yield office.ask(method, path, office.known, headers={"if-match": '"old"'})


def too_large(office: Office, method: str, path: str) -> Iterator[Reply]:
    yield office.ask(method, path, office.known, headers={"content-length": "90000001"})


def no_image(office: Office, method: str, path: str) -> Iterator[Reply]:
    yield from fail(office, method, path, UnsupportedFormat("No image."))


def malformed(office: Office, method: str, path: str) -> Iterator[Reply]:
    yield office.ask(
        method, path, {**office.known, "photo_id": "x", "card_id": "x-1", "other": "x"}, params={"limit": "x"}
    )
    yield office.ask(method, path, office.known, content=None, json={"unknown": 1})
    yield from fail(office, method, path, PhotoTooSmall("Too small."))


def unversioned(office: Office, method: str, path: str) -> Iterator[Reply]:
    yield office.ask(method, path, office.known, headers={})


def broken(error: Exception) -> Callable[[Office, str, str], Iterator[Reply]]:
    def ask(office: Office, method: str, path: str) -> Iterator[Reply]:
        ids = office.known
        fresh = start_pipeline(office.pipeline.connection).wiring
        for port in ("originals", "outputs", "photos", "cards", "index", "changes", "count_photos"):
            fresh.__dict__[port] = Down(error)
        fresh.__dict__["count_photos"] = Down(error).count
        fresh.__dict__["audit"] = replace(fresh.audit, rows=Down(error))
        yield office.ask(method, path, ids, TestClient(fresh.api_app))

    return ask


WAYS: Mapping[int, Callable[[Office, str, str], Iterator[Reply]]] = {
    **dict.fromkeys((200, 201, 202, 204), succeed),
    304: not_modified,
    400: bad_request,
    401: unauthorized,
    404: not_found,
    409: conflict,
    410: gone,
    411: length_required,
    412: stale,
    413: too_large,
    415: no_image,
    422: malformed,
    428: unversioned,
    500: broken(ZeroDivisionError()),
    503: broken(ServiceUnavailable("down")),
}


@pytest.mark.timeout(400)
def test_every_status_of_the_document_is_given(
    pipeline: Pipeline, api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LONGEST_WAIT", 1)
    promised = {
        (int(status), method, path)
        for path, operations in api.get("/api/openapi.json").json()["paths"].items()
        for method, operation in operations.items()
        for status in operation["responses"]
    }
    kept, office = set(), Office(pipeline, api)
    for status, method, path in sorted(promised):
        pipeline.clock.now = None
        finds(pipeline, LEFT)
        replies = WAYS[status](office, method, path)
        if any(reply.status_code == status for reply in replies):
            kept.add((status, method, path))
    assert sorted(promised - kept) == []
