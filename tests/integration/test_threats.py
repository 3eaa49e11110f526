"""What comes from outside cannot choose more than it should; docs/threats.md says which test guards which entry."""

import base64

import pytest
from starlette.testclient import TestClient

from local_host.http_server import listen
from shared.usecases.message import PhotoMessage
from tests.drawing import photo_of_cards
from tests.fuzz.test_decoding import HOSTILE
from tests.integration.pipeline import Pipeline
from tests.unit.test_function_app import FUNCTIONS, trigger

TRIGGERED = [str(name) for name in FUNCTIONS]
INJECTIONS = ["' or 1 eq 1", "o'brien", "김' or PartitionKey ge '", "%27", "');--", "*", "\\", "~"]
NAMES = [
    "../../etc/passwd",
    "..\\..\\x.jpg",
    "<img src=x onerror=alert(1)>.jpg",
    'a";x="b.jpg',
    "CON",
    "가" * 300,
    "\u202egpj.exe",
]


def cards(api: TestClient, **query: str) -> list[str]:
    return [card["id"] for card in api.get("/api/namecards", params=query).json()["cards"]]


@pytest.mark.parametrize("filtered", ["q", "tag"])
@pytest.mark.parametrize("injected", INJECTIONS)
def test_a_filter_cannot_say_more_than_what_to_look_for(
    api: TestClient, pipeline: Pipeline, filtered: str, injected: str
) -> None:
    pipeline.card(name="김철수")
    reply = api.get("/api/namecards", params={filtered: injected})
    assert (reply.status_code, reply.json()["cards"]) == (200, [])


def test_what_looks_like_a_filter_is_found_as_text(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(name="O'Brien' or 1 eq 1")
    assert cards(api, q="o'brien' or 1") == [card.id]


def test_a_page_has_a_limit(api: TestClient) -> None:
    for path in ("namecards", "photos", "audit"):
        assert api.get(f"/api/{path}", params={"limit": 201}).status_code == 422


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_is_only_shown(api: TestClient, pipeline: Pipeline, name: str) -> None:
    [sent] = api.post("/api/namecards", files={"photo": (name, photo_of_cards(8))}).json()["photos"]
    [blob] = pipeline.inbox()
    assert blob.startswith("http/")
    assert name not in blob
    original = api.get(sent["links"]["original"])
    assert original.status_code == 200
    assert original.headers["content-disposition"].isascii()
    assert original.headers["content-disposition"].count(";") == 1


@pytest.mark.parametrize(
    "data", [data for data in HOSTILE.values() if data], ids=[name for name in HOSTILE if name != "nothing"]
)
def test_a_hostile_file_sent_by_http_ends_without_a_trace_of_our_insides(
    api: TestClient, pipeline: Pipeline, data: bytes
) -> None:
    [sent] = api.post("/api/namecards", content=data).json()["photos"]
    pipeline.work()
    reply = api.get(f"/api/photos/{sent['id']}")
    assert reply.json()["status"] in ("done", "failed")
    assert not any(word in reply.text for word in ("Traceback", ".py", "/shared", "site-packages"))


def test_ten_thousand_parts_of_a_form_are_refused(api: TestClient) -> None:
    part = b'--b\r\ncontent-disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\nx\r\n'
    body = part * 10_000 + b"--b--\r\n"
    reply = api.post("/api/namecards", content=body, headers={"content-type": "multipart/form-data; boundary=b"})
    assert reply.status_code in (400, 413)


def test_no_other_site_may_read_replies_or_send_what_needs_a_key(api: TestClient) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "DELETE"}
    reply = api.options("/api/namecards", headers=asked)
    assert not [name for name in reply.headers if name.startswith("access-control")]
    assert "access-control-allow-origin" not in api.get("/api/namecards", headers=asked).headers


def test_text_of_cards_leaves_as_data_that_no_browser_takes_for_a_page(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(name="<script>alert(1)</script>")
    reply = api.get(f"/api/namecards/{card.id}")
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_forged_message_reads_the_blob_of_its_row_and_no_other(pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8))
    pipeline.queue.clear_messages()
    secret = pipeline.blobs.get_container_client("azure-webjobs-secrets")
    secret.create_container()
    secret.upload_blob("host.json", photo_of_cards(3))
    forged = PhotoMessage(photo.id, "../azure-webjobs-secrets/host.json", "any")
    pipeline.queue.send_message(base64.b64encode(forged.encode().encode()).decode())
    pipeline.work()
    assert (pipeline.row(photo.id).status, pipeline.row(photo.id).name) == ("done", photo.name)


def test_a_message_for_a_photo_that_nobody_sent_does_nothing(pipeline: Pipeline) -> None:
    pipeline.wiring.process_photo(PhotoMessage("0" * 26, "a.jpg", "etag"), "run")
    assert (pipeline.wiring.photos.get("0" * 26), pipeline.outputs()) == (None, {})


def test_only_the_inbox_raises_events_so_outputs_raise_none() -> None:
    paths = [one["path"] for one in map(trigger, TRIGGERED) if one["type"] == "blobTrigger"]
    assert paths == ["namecards/{name}"]


def test_the_local_host_listens_on_this_machine_alone() -> None:
    with listen(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_local_storage_listens_on_this_machine_alone(account: str) -> None:
    addresses = [part for part in account.split(";") if "Endpoint=" in part]
    assert len(addresses) == 3
    assert all("http://127.0.0.1:" in address for address in addresses)
