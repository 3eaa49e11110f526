"""What people entrust to us: it goes when they say so, all of it; it travels no further; and no log tells it."""

import base64
import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import cycle
from urllib.parse import quote

import cv2
import pytest
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient
from PIL import Image
from starlette.testclient import TestClient

from shared.adapters.child import Child
from shared.adapters.journey import ChildJourney
from shared.card.text import Transcript
from shared.settings import AUDIT_TABLE, Keep, Webhook
from shared.usecases.message import PhotoMessage
from shared.wiring import Wiring
from tests.drawing import desk, jpeg, photo_of_cards
from tests.integration.pipeline import Pipeline, start_pipeline

PRINTED = ["김철수", "한빛전자 주식회사", "이사", "010-9876-1234", "chulsoo@hanbit.example"]
FILE_NAME = "박영희 명함.jpg"


def printed_cards(count: int = 1) -> bytes:
    """A photo of cards with five lines each; what they say is up to the reader."""
    pixels = desk(height=900 * count)
    for top in range(200, 900 * count, 900):
        cv2.rectangle(pixels, (200, top), (1000, top + 450), (245, 245, 245), -1)
        for row in range(5):
            place = (260, top + 80 + 75 * row)
            cv2.putText(pixels, "Lines of print", place, cv2.FONT_HERSHEY_DUPLEX, 1.1, (30, 30, 30), 2, cv2.LINE_AA)
    return jpeg(pixels)


CARD = printed_cards()
SECRETS = {
    "name": "김철수",
    "mail": "chulsoo@hanbit.example",
    "number": "98761234",
    "number as printed": "9876-1234",
    "memo": "met at the lantern fair",
    "tag": "lanterns",
    "typed name": "이몽룡",
    "file name": "박영희",
    "file name in headers": quote("박영희"),
    "bytes": sha256(CARD).hexdigest(),
}


class Printed:
    """A reader that sees the same print on every card, or in turn what `cards` say."""

    def __init__(self, *cards: Sequence[str]) -> None:
        self.cards = cycle(cards or (PRINTED,))

    def read(self, lines: Sequence[object]) -> Sequence[Transcript]:
        return [Transcript(text, 0.9) for text, _ in zip(next(self.cards), lines, strict=True)]


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.close()


@pytest.fixture
def told(storage: str, child: Child) -> Pipeline:
    """The product with its real child process, and a webhook that nobody answers."""
    pipeline = start_pipeline(storage, Webhook("http://127.0.0.1:9/", "a secret"))
    pipeline.wiring.journey = ChildJourney(child, Printed())
    return pipeline


def everything(connection: str) -> Iterator[tuple[str, str]]:
    """Every row, message and blob of the account with its name: where it is, and all that is in it."""
    tables = TableServiceClient.from_connection_string(connection)
    for table in tables.list_tables():
        for row in tables.get_table_client(table.name).list_entities():
            yield f"table {table.name}", repr(dict(row))
    queues = QueueServiceClient.from_connection_string(connection)
    for queue in queues.list_queues():
        for message in queues.get_queue_client(queue.name).receive_messages(visibility_timeout=1):
            yield f"queue {queue.name}", base64.b64decode(message.content).decode(errors="replace")
    blobs = BlobServiceClient.from_connection_string(connection)
    for container in blobs.list_containers():
        client = blobs.get_container_client(container.name)
        for blob in client.list_blobs(include=["metadata"]):
            data = client.download_blob(blob.name).readall()
            yield f"container {container.name}", f"{blob.name} {blob.metadata} {data.decode(errors='replace')}"


def where(connection: str) -> dict[str, set[str]]:
    """In which tables, queues and containers each secret stands."""
    found = list(everything(connection))
    return {name: places for name, value in SECRETS.items() if (places := {at for at, text in found if value in text})}


def live(pipeline: Pipeline, api: TestClient) -> tuple[str, list[str]]:
    """All that can happen to a photo and its card; the photo's id, and those of cards typed by hand."""
    [photo] = api.post("/api/namecards", files={"photo": (FILE_NAME, CARD)}).json()["photos"]
    again = pipeline.drop(CARD, FILE_NAME)
    pipeline.work()
    first = photo["id"] if pipeline.row(again.id).same_as == photo["id"] else again.id
    card = api.get(f"/api/namecards/{first}-1")
    edit = {"memo": SECRETS["memo"], "tags": [SECRETS["tag"]]}
    api.patch(f"/api/namecards/{first}-1", json=edit, headers={"if-match": card.headers["etag"]})
    typed = api.post("/api/namecards", json={"fields": {"name": [{"value": SECRETS["typed name"]}]}}).json()["id"]
    api.get("/api/namecards", params={"q": "김철수"})
    api.get(f"/api/namecards/{first}-1.vcf")
    sheet = api.get("/api/namecards/export", params={"format": "csv"}).content
    edited = sheet.replace(SECRETS["memo"].encode(), b"seen at the lantern fair")
    taken = api.post("/api/namecards/import", content=edited, headers={"content-type": "text/csv"})
    assert (SECRETS["memo"].encode() in sheet, taken.status_code) == (True, 200)
    pipeline.wiring.give_up(PhotoMessage(first, FILE_NAME, "etag").encode())
    pipeline.wiring.index.begin(f"{first}-1", {"tag:lanterns"}, {"q:김철수"})  # a writer that did not come back
    return first, [typed]


def settle(pipeline: Pipeline) -> None:
    """Let ten minutes pass, and all that the timer and the queues do."""
    for _ in range(2):
        pipeline.later(11)
        pipeline.wiring.sweep()
    pipeline.work()


def test_nothing_is_left_of_photos_and_cards_that_were_deleted(told: Pipeline) -> None:
    with TestClient(told.wiring.api_app) as api:
        photo, typed = live(told, api)
        assert set(where(told.connection)) == set(SECRETS)
        api.delete(f"/api/photos/{photo}")
        api.delete(f"/api/namecards/{typed[0]}")
        settle(told)
    assert where(told.connection) == {}
    assert (told.outputs(), told.inbox()) == ({}, [])


def test_nothing_is_left_of_a_person_who_asks_to_be_forgotten(told: Pipeline) -> None:
    with TestClient(told.wiring.api_app) as api:
        photo, typed = live(told, api)
        api.delete(f"/api/namecards/{typed[0]}")
        assert api.post("/api/erasures", json={"phone": "010-9876-1234"}).json()["cards"] == [f"{photo}-1"]
        settle(told)
    assert where(told.connection) == {}


def test_nothing_is_left_of_one_card_of_two_and_all_of_the_other(told: Pipeline, child: Child) -> None:
    other = ["성춘향", "보름달출판 주식회사", "대리", "010-5555-1212", "spring@moon.example"]
    told.wiring.journey = ChildJourney(child, Printed(PRINTED, other))
    photo = told.drop(printed_cards(2))
    told.work()
    with TestClient(told.wiring.api_app) as api:
        cards = api.get(f"/api/photos/{photo.id}").json()["cards"]
        [first] = [card["id"] for card in cards if "김철수" in str(card["fields"])]
        assert api.delete(f"/api/namecards/{first}").status_code == 204
        settle(told)
        assert where(told.connection) == {}
        [left] = api.get("/api/namecards").json()["cards"]
    assert "spring@moon.example" in str(left["fields"])


def test_a_photo_without_cards_goes_with_all_of_its_name(told: Pipeline) -> None:
    with TestClient(told.wiring.api_app) as api:
        photo = told.drop(photo_of_cards(), FILE_NAME)
        told.work()
        api.delete(f"/api/photos/{photo.id}")
        settle(told)
    assert where(told.connection) == {}


def test_index_rows_tell_no_name_even_while_the_card_is_there(told: Pipeline) -> None:
    with TestClient(told.wiring.api_app) as api:
        live(told, api)
    keys = " ".join(told.index_rows())
    assert [name for name, value in SECRETS.items() if value in keys] == []


def test_the_audit_tells_of_an_erasure_without_saying_of_whom(told: Pipeline) -> None:
    with TestClient(told.wiring.api_app) as api:
        photo, _ = live(told, api)
        api.post("/api/erasures", json={"email": "chulsoo@hanbit.example"})
        settle(told)
        done = [(entry["what"], entry["who"], entry["ids"]) for entry in api.get("/api/audit").json()["entries"]]
    assert ("person.deleted", "no key", [f"{photo}-1"]) in done
    assert ("card.erased", "sweep", [f"{photo}-1"]) in done
    assert not any(f"table {AUDIT_TABLE}" in places for places in where(told.connection).values())


def test_no_log_tells_what_cards_say_or_files_are_called(
    told: Pipeline, caplog: pytest.LogCaptureFixture, child: Child
) -> None:
    caplog.set_level(logging.DEBUG)
    with TestClient(told.wiring.api_app) as api:
        photo, typed = live(told, api)
        told.drop(b"dear diary", FILE_NAME)
        told.work()
        api.post("/api/namecards", json={"fields": {"name": [{"value": "이몽룡"}], "nickname": []}})
        api.delete(f"/api/photos/{photo}")
        api.delete(f"/api/namecards/{typed[0]}")
        settle(told)
    logged = "\n".join([caplog.text, *(str(record.__dict__) for record in caplog.records)])
    assert "Sweep" in logged
    assert [name for name, value in SECRETS.items() if value in logged] == []


def test_no_error_of_storage_tells_what_files_are_called(told: Pipeline, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    nowhere = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:9", told.connection)
    down = Wiring(replace(told.wiring.settings, storage=type(told.wiring.settings.storage)(nowhere)))
    try:
        down.accept_photo(FILE_NAME)
    except Exception:
        logging.exception("An attempt failed.")
    assert "did not answer" in caplog.text
    assert [name for name, value in SECRETS.items() if value in caplog.text] == []


def photo_with_secrets(kind: str) -> bytes:
    """A photo that tells where and by whom it was taken, in every way that its format knows."""
    exif = Image.Exif()
    exif[0x013B] = "Kim the photographer"
    exif[0x8825] = {1: "N", 2: (37.0, 33.0, 58.0), 3: "E", 4: (126.0, 58.0, 41.0)}
    picture = Image.open(io.BytesIO(CARD))
    file = io.BytesIO()
    more: dict[str, object] = {"comment": b"Kim the photographer"} if kind == "JPEG" else {}
    picture.save(file, kind, exif=exif.tobytes(), xmp=b"<x:xmpmeta>Kim the photographer</x:xmpmeta>", **more)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_output_tells_where_a_photo_was_taken_or_by_whom(pipeline: Pipeline, kind: str) -> None:
    data = photo_with_secrets(kind)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    pipeline.drop(data)
    pipeline.work()
    pictures = {name: data for name, data in pipeline.outputs().items() if not name.endswith(".json")}
    assert len(pictures) > 5
    for picture in pictures.values():
        opened = Image.open(io.BytesIO(picture))
        assert (dict(opened.getexif()), opened.info.get("xmp"), opened.info.get("comment")) == ({}, None, None)
        assert b"photographer" not in picture
        assert b"Exif" not in picture


def kept(pipeline: Pipeline, keep: Keep) -> Pipeline:
    """The product with other settings, on the same storage and clock."""
    wiring = Wiring(replace(pipeline.wiring.settings, keep=keep))
    wiring.clock, wiring.journey = pipeline.clock, pipeline.wiring.journey
    return replace(pipeline, wiring=wiring)


def days_pass(pipeline: Pipeline, days: float) -> None:
    pipeline.later(60 * 24 * days)
    pipeline.wiring.sweep()


def test_photos_and_cards_go_when_they_are_kept_no_longer(told: Pipeline) -> None:
    with TestClient(told.wiring.api_app) as api:
        live(told, api)
    month = kept(told, Keep(photos=timedelta(days=30)))
    days_pass(month, 29)
    assert where(told.connection)
    days_pass(month, 2)
    settle(month)
    assert where(told.connection) == {}
    assert (told.outputs(), told.inbox()) == ({}, [])


def test_originals_may_go_earlier_than_what_was_read_of_them(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8))
    pipeline.work()
    unread = pipeline.drop(photo_of_cards(3), "unread.jpg")
    week = kept(pipeline, Keep(originals=timedelta(days=7)))
    days_pass(week, 6)
    assert len(pipeline.inbox()) == 2
    days_pass(week, 2)
    assert pipeline.inbox() == [unread.name]
    assert api.get(f"/api/namecards/{photo.id}-1/card.jpg").status_code == 200


def test_everything_is_kept_by_default(pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(8))
    pipeline.work()
    days_pass(pipeline, 5000)
    assert (pipeline.row(photo.id).status, pipeline.inbox()) == ("done", ["card.jpg"])


def test_what_a_younger_photo_shows_too_is_kept_as_long_as_that(pipeline: Pipeline) -> None:
    old = pipeline.drop(photo_of_cards(8))
    pipeline.work()
    young = replace(pipeline.row(old.id), id=old.id.replace(old.id[:6], "7" + old.id[1:6]), same_as=old.id)
    pipeline.wiring.photos.insert(young)
    pipeline.wiring.photos.add_same(young.sha256, young.id)
    days_pass(kept(pipeline, Keep(photos=timedelta(days=30))), 31)
    assert pipeline.row(old.id).status == "done"
