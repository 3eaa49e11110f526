"""HTTP: a photo sent again under the same key is the same photo."""

import re

from starlette.testclient import TestClient

from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline

ONE_CARD = photo_of_cards(8)
KEY = {"idempotency-key": "a-key-of-some-length"}


def sent(api: TestClient, key: dict[str, str]) -> str:
    reply = api.post("/api/namecards", files={"photo": ("a.jpg", ONE_CARD)}, headers=key)
    return str(reply.raise_for_status().json()["photos"][0]["id"])


def test_a_photo_sent_again_under_its_key_is_stored_once(api: TestClient, pipeline: Pipeline) -> None:
    first = sent(api, KEY)
    pipeline.work()
    assert (sent(api, KEY), len(pipeline.inbox())) == (first, 1)
    assert pipeline.row(first).status == "done"


def test_without_a_key_or_under_another_it_is_another_photo(api: TestClient, pipeline: Pipeline) -> None:
    ids = {sent(api, KEY), sent(api, {}), sent(api, {"idempotency-key": "another-key-of-length"})}
    assert (len(ids), len(pipeline.inbox())) == (3, 3)


def test_an_erased_photo_may_come_again_under_its_key(api: TestClient, pipeline: Pipeline) -> None:
    first = sent(api, KEY)
    api.delete(f"/api/photos/{first}").raise_for_status()
    pipeline.later(minutes=11)
    pipeline.wiring.sweep()
    assert sent(api, KEY) != first


def test_a_key_is_no_part_of_a_path(api: TestClient, pipeline: Pipeline) -> None:
    assert sent(api, {"idempotency-key": "../../x"}) == sent(api, {"idempotency-key": "../../x"})
    [name] = pipeline.inbox()
    assert re.fullmatch(r"http/[0-9a-f]{40}\.jpg", name)


def test_a_key_stands_for_one_photo(api: TestClient) -> None:
    files = [("photo", ("a.jpg", ONE_CARD)), ("photo", ("b.jpg", ONE_CARD))]
    assert api.post("/api/namecards", files=files, headers=KEY).status_code in (400, 413)
