"""HTTP without data: whether the product lives, is ready, and keeps up."""

from collections.abc import Iterator

import pytest
from azure.storage.queue import QueueClient
from starlette.testclient import TestClient

from shared.settings import INBOX, POISON_QUEUE
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline


@pytest.fixture
def site(pipeline: Pipeline) -> Iterator[TestClient]:
    with TestClient(pipeline.wiring.site_app) as client:
        yield client


def poison_of(pipeline: Pipeline) -> QueueClient:
    return pipeline.wiring._queues.get_queue_client(POISON_QUEUE)


def test_it_lives_whatever_storage_does(site: TestClient, pipeline: Pipeline) -> None:
    pipeline.blobs.delete_container(INBOX)
    assert site.get("/health/live").json() == {"status": "live"}


def test_it_is_ready_and_tells_how_far_behind_it_is(site: TestClient, pipeline: Pipeline) -> None:
    assert site.get("/health/ready").json() == {
        "status": "ready",
        "queue": {"waiting": 0, "oldest_seconds": 0},
        "poison": 0,
    }
    pipeline.drop(photo_of_cards())
    poison_of(pipeline).send_message("x")
    pipeline.later(minutes=2)
    behind = site.get("/health/ready").json()
    assert (behind["queue"]["waiting"], behind["poison"]) == (1, 1)
    assert 118 <= behind["queue"]["oldest_seconds"] <= 122


def test_it_is_ready_before_the_host_has_made_a_poison_queue(site: TestClient, pipeline: Pipeline) -> None:
    poison_of(pipeline).delete_queue()
    assert site.get("/health/ready").status_code == 200


def test_it_is_not_ready_without_its_storage(site: TestClient, pipeline: Pipeline) -> None:
    pipeline.queue.delete_queue()
    reply = site.get("/health/ready")
    assert (reply.status_code, reply.json()["code"], reply.headers["retry-after"]) == (503, "service-unavailable", "30")
