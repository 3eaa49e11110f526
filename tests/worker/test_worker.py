"""Every function of function_app.py, indexed, loaded and invoked by Microsoft's own worker library."""

import base64
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from azure.storage.blob import BlobClient
from azure.storage.queue import QueueClient

from shared.settings import DATA_STORAGE, INBOX, WEBHOOK_QUEUE, WEBHOOK_SECRET, WEBHOOK_URL, WORK_QUEUE
from shared.usecases.message import Change, ChangeMessage, ChatMessage
from shared.wiring import process
from tests.drawing import photo_of_cards
from tests.worker.harness import Failure, Worker

ROOT = Path(__file__).parents[2]


@pytest.fixture
def worker(storage: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.delenv("CONTAINER_NAME", raising=False)
    monkeypatch.setenv(DATA_STORAGE, storage)
    monkeypatch.delitem(sys.modules, "function_app", raising=False)
    process._wired.cache_clear()
    worker = Worker.start(ROOT)
    yield worker
    worker.stop()
    process._wired.cache_clear()


@pytest.fixture
def message(worker: Worker, storage: str) -> str:
    """The message that the worker sends for a photo dropped into the inbox."""
    BlobClient.from_connection_string(storage, INBOX, "card.jpg").upload_blob(photo_of_cards(8))
    worker.drop_blob("photo_dropped", INBOX, "card.jpg")
    [sent] = QueueClient.from_connection_string(storage, WORK_QUEUE).receive_messages()
    return base64.b64decode(sent.content).decode()


def test_the_worker_indexes_every_function_with_its_trigger(worker: Worker) -> None:
    triggers = {name: worker.trigger(name)["type"] for name in worker.functions}
    assert triggers == {
        "photo_dropped": "blobTrigger",
        "photo_queued": "queueTrigger",
        "photo_given_up": "queueTrigger",
        "old_photo_queued": "queueTrigger",
        "change_announced": "queueTrigger",
        "chat_answer_due": "queueTrigger",
        "sweep": "timerTrigger",
        "api": "httpTrigger",
        "site": "httpTrigger",
    }


def test_the_host_is_told_not_to_read_dropped_blobs_itself(worker: Worker) -> None:
    assert worker.trigger("photo_dropped")["properties"] == {"SupportsDeferredBinding": True}


def test_a_dropped_photo_goes_through_blob_queue_and_http(worker: Worker, message: str) -> None:
    worker.queue_message("photo_queued", message)
    status, body = worker.http("api", "GET", f"/api/photos/{json.loads(message)['photo_id']}")
    assert (status, json.loads(body)["status"]) == (200, "done")


def test_a_photo_whose_attempts_are_spent_is_given_up(worker: Worker, message: str) -> None:
    worker.queue_message("photo_given_up", message)
    _, body = worker.http("api", "GET", f"/api/photos/{json.loads(message)['photo_id']}")
    assert json.loads(body)["error"]["retryable"]


def test_a_change_that_the_webhook_does_not_hear_waits_for_another_attempt(
    worker: Worker, storage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WEBHOOK_URL, "http://127.0.0.1:1/")
    monkeypatch.setenv(WEBHOOK_SECRET, "a secret of ours")
    change = Change(1, datetime.now(UTC), "card.read", "01JD0000000000000000000000-1")
    worker.queue_message("change_announced", ChangeMessage(change).encode())
    queue = QueueClient.from_connection_string(storage, WEBHOOK_QUEUE)
    assert queue.get_queue_properties().approximate_message_count == 1


def test_a_photo_can_be_sent_by_http(worker: Worker) -> None:
    status, body = worker.http("api", "POST", "/api/namecards", photo_of_cards(8), **{"content-type": "image/jpeg"})
    assert (status, json.loads(body)["photos"][0]["status"]) == (202, "queued")


def test_the_timer_ticks(worker: Worker) -> None:
    worker.tick("sweep")


def test_site_answers(worker: Worker) -> None:
    assert worker.http("site", "GET", "/health/ready")[0] == 200


def test_a_message_of_an_unknown_form_fails_the_invocation_so_that_the_queue_retries(worker: Worker) -> None:
    with pytest.raises(Failure, match="BadMessage"):
        worker.queue_message("photo_queued", "not ours")


def test_a_reminder_of_a_chat_message_that_is_gone_is_nothing_to_do(worker: Worker) -> None:
    worker.queue_message("chat_answer_due", ChatMessage("0" * 32, "01ARZ3NDEKTSV4RRFFQ69G5FAV").encode())
    with pytest.raises(Failure, match="BadMessage"):
        worker.queue_message("chat_answer_due", ChatMessage("../photos", "01ARZ3NDEKTSV4RRFFQ69G5FAV").encode())
