"""Rows 16 to 18, 28 and 29: messages that are none of ours, of another version, too long, given up, and sent again."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from azure.data.tables import UpdateMode
from azure.storage.queue import QueueClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from shared.adapters.tables.keys import partition_key, row_key
from shared.card.row import PhotoRow, PhotoStatus
from shared.settings import CARD_TABLE, PHOTO_TABLE, POISON_QUEUE, WORK_QUEUE
from shared.usecases.message import PhotoMessage
from tests.faults.proxy import At, Fault, is_answered
from tests.faults.scene import Scene
from tests.integration.test_local_host import eventually

MOST_BYTES = 64 * 1024
"""Of a message, as it is stored."""
MOST_NAME = 1024
"""Characters of a blob's name."""
FOREIGN = {
    "not UTF-8": base64.b64encode(b"\xff\xfe").decode(),
    "not JSON": base64.b64encode(b"photo!").decode(),
    "JSON null": base64.b64encode(b"null").decode(),
    "a list": base64.b64encode(b"[]").decode(),
    "no fields": base64.b64encode(b'{"v":1}').decode(),
    "fields of a wrong type": base64.b64encode(b'{"v":1,"photo_id":1,"name":2,"etag":3}').decode(),
    "a path for an id": base64.b64encode(b'{"v":1,"photo_id":"../x","name":"../../x","etag":"x"}').decode(),
    "an unknown version": base64.b64encode(b'{"v":9,"photo_id":"x","name":"x","etag":"x"}').decode(),
    "64 KiB": base64.b64encode(b"x" * (MOST_BYTES * 3 // 4)).decode(),
}


@pytest.mark.fault(16)
def test_a_message_that_the_host_cannot_decode_is_kept_as_it_was_where_people_look(scene: Scene) -> None:
    poison = QueueClient.from_connection_string(scene.pipeline.connection, POISON_QUEUE)
    send(scene, "%%%")
    assert eventually(lambda: [one.content for one in poison.peek_messages()] == ["%%%"] or hidden(poison) == 1)
    scene.happened += 1
    poison.clear_messages()
    scene.holds()


def hidden(queue: QueueClient) -> int:
    return queue.get_queue_properties().approximate_message_count or 0


def send(scene: Scene, text: str, queue: str = WORK_QUEUE) -> None:
    QueueClient.from_connection_string(scene.pipeline.connection, queue).send_message(text)


@pytest.mark.fault(16)
def test_messages_that_are_none_of_ours_go_and_harm_nothing(scene: Scene) -> None:
    workers = dict(scene.workers.running)
    for text in FOREIGN.values():
        send(scene, text)
        scene.happened += 1
    photo = scene.drop()
    scene.settled()
    assert scene.row(photo).status is PhotoStatus.DONE
    assert scene.workers.running == workers
    assert all(worker.poll() is None for worker in workers.values())
    scene.holds()


def given_up(scene: Scene) -> tuple[PhotoRow, Fault]:
    """A photo whose original cannot be read, by far more often than it is tried."""
    down = scene.will(Fault(is_answered(503), At("Blob", "GET", "^/namecards/"), times=float("inf")))
    photo = scene.drop()
    scene.settled()
    return photo, down


@pytest.mark.long
@pytest.mark.fault(17)
def test_giving_up_goes_on_until_it_is_written(scene: Scene) -> None:
    refused = scene.will(Fault(is_answered(503), At("Table", "PATCH", r"^/photos\(", '"given-up"'), times=6))
    photo, down = given_up(scene)
    assert scene.row(photo).code == "given-up"
    assert (scene.reads(photo), refused.fired) == (5 * 3, 6)
    down.times = 0
    scene.ledger.redriven[photo.id] += 1  # the next sweep sends it again
    scene.holds(swept=False)


@pytest.mark.long
@pytest.mark.fault(28)
def test_a_photo_that_was_given_up_can_be_sent_again_and_twice_does_no_harm(scene: Scene) -> None:
    photo, down = given_up(scene)
    assert (scene.row(photo).code, scene.row(photo).retryable) == ("given-up", True)
    down.times = 0
    api = TestClient(scene.pipeline.wiring.api_app)
    sent = [api.post(f"/api/photos/{photo.id}/retry").status_code for _ in range(2)]
    scene.ledger.redriven[photo.id] += 2
    assert sent[0] == 202
    assert set(sent) <= {202, 409}
    scene.settled()
    assert scene.row(photo).status is PhotoStatus.DONE
    send(scene, encoded(photo), POISON_QUEUE)
    scene.settled()
    assert scene.row(photo).status is PhotoStatus.DONE
    scene.holds()


def encoded(photo: PhotoRow, **more: Any) -> str:
    body = json.loads(PhotoMessage(photo.id, photo.name, photo.etag).encode()) | more
    return base64.b64encode(json.dumps(body).encode()).decode()


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=MOST_NAME)


@pytest.mark.fault(18)
@given(name=names)
def test_no_name_makes_a_message_too_long(name: str) -> None:
    message = PhotoMessage("0" * 26, name, "0x8DBB3F1F1F1F1F1")
    assert len(base64.b64encode(message.encode().encode())) <= MOST_BYTES
    assert PhotoMessage.decode(message.encode()) == message


@pytest.mark.fault(18)
def test_the_longest_name_goes_through(scene: Scene) -> None:
    photo = scene.drop(name="명" * (MOST_NAME // 3) + ".jpg")
    scene.happened += len(encoded(photo)) > 1024
    scene.settled()
    assert scene.row(photo).status is PhotoStatus.DONE
    scene.holds()


OF_ANOTHER_VERSION: Mapping[str, Mapping[str, Any]] = {
    "an older row has fewer columns": {
        "forced": None,
        "quads": None,
        "deleted_at": None,
        "ms": None,
        "retryable": None,
    },
    "a newer row has more columns": {"mood": "cheerful", "confidence": 0.5},
}


@pytest.mark.fault(29)
@pytest.mark.parametrize("kind", OF_ANOTHER_VERSION)
def test_rows_and_messages_of_another_version_are_worked_as_well(scene: Scene, kind: str) -> None:
    held = scene.will(Fault(is_answered(503), At("Blob", "GET", "^/namecards/"), times=3))
    photo = scene.drop()
    rewrite(scene, PHOTO_TABLE, photo, OF_ANOTHER_VERSION[kind])
    send(scene, encoded(photo, mood="cheerful"))
    scene.settled()
    assert held.fired
    assert scene.row(photo).status is PhotoStatus.DONE
    if "mood" in OF_ANOTHER_VERSION[kind]:
        assert raw(scene, PHOTO_TABLE, photo)["mood"] == "cheerful"
    scene.holds()


def raw(scene: Scene, table: str, photo: PhotoRow) -> dict[str, Any]:
    client = scene.pipeline.wiring._tables.get_table_client(table)
    return dict(client.get_entity(partition_key(photo.id), row_key(photo.id)))


def rewrite(scene: Scene, table: str, photo: PhotoRow, columns: Mapping[str, Any]) -> None:
    """Write the row as another version of the code would: some columns more, some (None) not at all."""
    client = scene.pipeline.wiring._tables.get_table_client(table)
    entity = {**raw(scene, table, photo), **columns}
    client.upsert_entity({name: value for name, value in entity.items() if value is not None}, mode=UpdateMode.REPLACE)


@pytest.mark.fault(29)
def test_a_card_of_another_version_keeps_what_that_version_knew(scene: Scene) -> None:
    photo = scene.drop()
    scene.settled()
    client = scene.pipeline.wiring._tables.get_table_client(CARD_TABLE)
    keys = {"PartitionKey": partition_key(photo.id), "RowKey": f"{row_key(photo.id)}-001"}
    client.upsert_entity({**keys, "mood": "cheerful"}, mode=UpdateMode.MERGE)
    api = TestClient(scene.pipeline.wiring.api_app)
    api.patch(f"/api/namecards/{photo.id}-1", json={"memo": "x"}, headers={"if-match": "*"}).raise_for_status()
    scene.ledger.edits[f"{photo.id}-1"] = {"memo": "x"}
    assert client.get_entity(**{"partition_key": keys["PartitionKey"], "row_key": keys["RowKey"]})["mood"] == "cheerful"
    scene.happened += 1
    scene.holds()
