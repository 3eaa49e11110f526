"""Rows 6 to 9 and 19 to 21: storage fails, hangs, lies, is away and comes back."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from azure.storage.queue import QueueClient

from local_host.azurite import Azurite, running_azurite
from shared.card.row import PhotoStatus
from shared.errors import ServiceUnavailable
from shared.settings import INBOX, OUTBOX, WORK_QUEUE
from tests.conftest import ACCOUNTS
from tests.faults.conftest import make_account, ports
from tests.faults.proxy import (
    Action,
    At,
    Fault,
    breaks_off,
    fails_after_its_effect,
    hangs,
    happens_twice,
    is_answered,
    is_reset,
    loses_its_reply,
    running_proxy,
)
from tests.faults.scene import Scene, open_office

Record = Callable[[str, object], None]

CALLS = {
    "receive": At("Queue", "GET", "^/namecard-work/messages$", ""),
    "delete message": At("Queue", "DELETE", "^/namecard-work/messages/", ""),
    "get photo": At("Table", "GET", r"^/photos\(P", ""),
    "claim photo": At("Table", "PATCH", r"^/photos\(", '"processing"'),
    "read original": At("Blob", "GET", "^/namecards/", ""),
    "note the bytes": At("Table", "POST", "^/photos$", ""),
    "cards of the photo": At("Table", "GET", r"^/namecards\(\)$", ""),
    "write outputs": At("Blob", "PUT", r"^/processed/.*/result\.json", ""),
    "get card": At("Table", "GET", r"^/namecards\(P", ""),
    "write index": At("Table", "POST", r"^/\$batch$", "status:|PUT|PATCH|MERGE"),
    "write card": At("Table", "POST", "^/namecards$", '"pipeline_version"'),
    "log": At("Table", "POST", "^/namecards$", '"what"'),
    "settle index": At("Table", "DELETE", r"^/namecards\(PartitionKey='index'"),
    "finish photo": At("Table", "PATCH", r"^/photos\(", '"done"'),
}
KINDS: dict[str, Action] = {
    "500": is_answered(500, "InternalError"),
    "503": is_answered(503),
    "reset": is_reset,
    "lost reply": loses_its_reply,
    "500 after its effect": fails_after_its_effect,
}


def meets(scene: Scene, action: Action, call: str) -> None:
    """Have one photo meet a fault at one call."""
    scene.will(Fault(action, CALLS[call]))
    photo = scene.drop()
    scene.settled()
    assert scene.row(photo).status is PhotoStatus.DONE


@pytest.mark.fault(6, 9)
@pytest.mark.parametrize(
    "call", [pytest.param("claim photo", marks=pytest.mark.long), "write card", "log", "finish photo"]
)
def test_a_write_that_took_place_although_storage_says_500_is_taken_for_what_it_is(scene: Scene, call: str) -> None:
    meets(scene, fails_after_its_effect, call)
    scene.holds()


@pytest.mark.fault(6, 9)
@pytest.mark.parametrize("call", ["finish photo", "delete message"])
def test_a_write_whose_reply_is_lost_is_repeated_without_harm(scene: Scene, call: str) -> None:
    meets(scene, loses_its_reply, call)
    scene.holds()


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.fault(6)
@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_survives_a_fault_at_each_call_of_storage(scene: Scene, kind: str) -> None:
    for call in CALLS:
        meets(scene, KINDS[kind], call)
    scene.holds()


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.fault(7)
@pytest.mark.parametrize("service", ["Blob", "Table", "Queue"])
def test_a_minute_without_a_service_costs_no_photo_its_attempts(
    azurite: Azurite, tmp_path: Path, record_property: Record, service: str
) -> None:
    with (
        running_proxy(ports(azurite)) as proxy,
        open_office(tmp_path, make_account(azurite), proxy, visibilityTimeout="00:00:30") as (pipeline, workers),
    ):
        scene = Scene(pipeline, proxy, workers, record_property)
        down = scene.will(Fault(is_answered(503), At(service), times=float("inf")))
        for _ in range(3):
            scene.drop()
        time.sleep(60)
        down.times = 0
        scene.settled(120)
        scene.holds()
        told = {change.what for change in pipeline.wiring.changes.since(0, 1000)}
        assert "photo.failed" not in told


@pytest.mark.fault(8)
@pytest.mark.parametrize("call", ["read original", "get photo"])
def test_an_answer_that_breaks_off_is_asked_for_again(scene: Scene, call: str) -> None:
    meets(scene, breaks_off, call)
    scene.holds()


@pytest.mark.long
@pytest.mark.timeout(400)
@pytest.mark.fault(8)
@pytest.mark.parametrize("call", ["read original", "claim photo", "write outputs", "finish photo"])
def test_a_call_that_hangs_is_given_up_and_repeated(scene: Scene, call: str) -> None:
    meets(scene, hangs, call)
    scene.holds()


@pytest.mark.fault(9, 11)
def test_a_message_that_is_sent_twice_makes_the_outputs_once(scene: Scene) -> None:
    scene.will(Fault(happens_twice, At("Queue", "POST", "/namecard-work/messages")))
    photo = scene.drop(by=scene.through_proxy())
    scene.settled()
    assert scene.row(photo).status is PhotoStatus.DONE
    assert scene.reads(photo) == 1
    scene.holds()


@pytest.mark.fault(19)
@pytest.mark.parametrize("call", [pytest.param("write outputs", marks=pytest.mark.long), "write card", "finish photo"])
def test_outputs_without_rows_and_rows_without_outputs_are_mended_by_the_next_attempt(scene: Scene, call: str) -> None:
    scene.will(Fault(is_answered(503), CALLS[call], times=3))
    with scene.watched():
        photo = scene.drop()
        scene.settled()
    assert scene.reads(photo) == 2
    scene.holds()


@pytest.mark.long
@pytest.mark.fault(20)
def test_workers_that_start_before_storage_wait_for_it(
    azurite: Azurite, tmp_path: Path, record_property: Record
) -> None:
    with (
        running_proxy(ports(azurite)) as proxy,
        open_office(tmp_path, make_account(azurite), proxy, workers=0) as (pipeline, workers),
    ):
        scene = Scene(pipeline, proxy, workers, record_property)
        down = scene.will(Fault(is_reset, times=float("inf")))
        workers.start()
        photo = scene.drop()
        time.sleep(6)
        assert down.fired
        assert all(worker.poll() is None for worker in workers.running.values())
        down.times = 0
        scene.settled()
        assert scene.row(photo).status is PhotoStatus.DONE
        scene.holds()


@pytest.mark.long
@pytest.mark.fault(20)
def test_a_queue_that_is_gone_leaves_the_photo_queued_until_it_is_back(scene: Scene) -> None:
    queue = QueueClient.from_connection_string(scene.pipeline.connection, WORK_QUEUE)
    queue.delete_queue()
    scene.happened += 1
    with pytest.raises(ServiceUnavailable):
        scene.drop(name="later.jpg")
    with pytest.raises(ServiceUnavailable):
        scene.pipeline.wiring._readiness()
    assert all(worker.poll() is None for worker in scene.workers.running.values())
    queue.create_queue()
    row = scene.pipeline.announce("later.jpg")
    scene.ledger.photos[row.id] = scene.pipeline.blobs.get_blob_client(INBOX, row.name).download_blob().readall()
    scene.settled()
    assert scene.row(row).status is PhotoStatus.DONE
    scene.holds()


@pytest.mark.long
@pytest.mark.fault(20)
def test_outputs_without_their_container_wait_until_it_is_back(scene: Scene) -> None:
    missing = scene.will(Fault(is_answered(404, "ContainerNotFound"), At("Blob", "PUT", f"^/{OUTBOX}/"), times=3))
    photo = scene.drop()
    scene.settled()
    assert missing.fired == 3
    assert scene.row(photo).status is PhotoStatus.DONE
    scene.holds()


@pytest.mark.long
@pytest.mark.fault(21)
def test_a_restart_of_storage_in_the_middle_loses_nothing(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, record_property: Record
) -> None:
    data = tmp_path_factory.mktemp("restarted")
    with ExitStack() as stack:
        with running_azurite(data, accounts=ACCOUNTS) as first:
            proxy = stack.enter_context(running_proxy(ports(first)))
            pipeline, workers = stack.enter_context(open_office(tmp_path, make_account(first), proxy))
            scene = Scene(pipeline, proxy, workers, record_property)
            photos = [scene.drop() for _ in range(10)]
        second = stack.enter_context(running_azurite(data, accounts=ACCOUNTS))
        scene.move(ports(second))
        scene.settled()
        assert {scene.row(photo).status for photo in photos} == {PhotoStatus.DONE}
        scene.holds()
