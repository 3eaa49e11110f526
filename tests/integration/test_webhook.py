"""The webhook: each change is told, signed, and told again until it is heard."""

import base64
import hmac
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from azure.storage.queue import QueueClient

from shared.settings import WEBHOOK_QUEUE, Webhook
from shared.usecases.message import ChangeMessage
from shared.usecases.send_webhook import DELAYS
from tests.integration.pipeline import Pipeline, start_pipeline

SECRET = "whsec_" + base64.b64encode(b"a secret of ours").decode()


@dataclass
class Listener:
    """Another program that is told."""

    url: str
    status: int = 200
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(told.status)
            self.send_header("location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        told = Listener(f"http://127.0.0.1:{server.server_port}/hook?to=us")
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield told
        server.shutdown()
        thread.join()


@dataclass
class Telling:
    """The product with a webhook, and its queue of changes."""

    pipeline: Pipeline
    queue: QueueClient

    def work(self) -> int:
        """Make one attempt for each change that waits; how many there were."""
        waiting = list(self.queue.receive_messages(visibility_timeout=600))
        for one in waiting:
            self.pipeline.wiring.send_webhook(base64.b64decode(one.content).decode())
            self.queue.delete_message(one)
        return len(waiting)


@pytest.fixture
def telling(storage: str, listener: Listener) -> Telling:
    queue = QueueClient.from_connection_string(storage, WEBHOOK_QUEUE)
    return Telling(start_pipeline(storage, Webhook(listener.url, SECRET)), queue)


def test_a_change_is_told_with_a_signature_and_without_what_the_card_says(telling: Telling, listener: Listener) -> None:
    card = telling.pipeline.card(name="김철수")
    telling.work()
    [(headers, body)] = listener.heard
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(b"a secret of ours", signed, "sha256")).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert (told["type"], told["data"]["id"], "김철수" in body.decode()) == ("card.read", card.id, False)


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_change_that_is_not_heard_is_told_again_later(telling: Telling, listener: Listener, status: int) -> None:
    listener.status = status
    telling.pipeline.card()
    assert (telling.work(), telling.work(), len(listener.heard)) == (1, 0, 1)
    properties = telling.queue.get_queue_properties()
    assert properties.approximate_message_count == 1


def test_each_attempt_waits_longer_and_the_last_one_is_reported(
    telling: Telling, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    listener.status = 503
    telling.pipeline.card()
    [message] = telling.queue.receive_messages()
    change = ChangeMessage.decode(base64.b64decode(message.content).decode()).change
    telling.queue.clear_messages()
    telling.pipeline.wiring.send_webhook(ChangeMessage(change, len(DELAYS)).encode())
    assert telling.queue.get_queue_properties().approximate_message_count == 0
    assert [record.levelno for record in caplog.records if "gave change" in record.message] == [logging.ERROR]
    assert list(DELAYS) == sorted(DELAYS)


def test_a_program_that_is_not_there_is_told_later(storage: str, telling: Telling) -> None:
    absent = Telling(start_pipeline(storage, Webhook("http://127.0.0.1:1/", SECRET)), telling.queue)
    absent.pipeline.card()
    assert (absent.work(), telling.queue.get_queue_properties().approximate_message_count) == (1, 1)
