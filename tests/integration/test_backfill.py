"""Old photos: announced once, from where the last run was broken off, and processed like any other."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from azure.storage.blob import ContainerClient
from azure.storage.queue import QueueClient

from local_host.storage import make_containers
from shared.adapters.old_photos import PAGE
from shared.card import MAX_PHOTO_BYTES
from shared.card.row import PhotoStatus
from shared.errors import NotFound
from shared.settings import BACKFILL_QUEUE
from shared.usecases.backfill import TakeOldPhoto
from shared.usecases.message import OldPhotoMessage
from shared.usecases.ports import Window
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline

NAMECARD = Path(sys.executable).with_name("namecard")


@pytest.fixture
def old(pipeline: Pipeline) -> ContainerClient:
    make_containers(pipeline.connection, ["old"])
    return pipeline.blobs.get_container_client("old")


@pytest.fixture
def take(pipeline: Pipeline) -> TakeOldPhoto:
    wiring = pipeline.wiring
    return TakeOldPhoto(wiring._old_photos, wiring.accept_photo, wiring.process_photo)


def fill(old: ContainerClient, count: int) -> list[str]:
    names = [f"{number:04d}.jpg" for number in range(count)]
    for name in names:
        old.upload_blob(name, b"photo")
    return names


def queued(pipeline: Pipeline) -> list[str]:
    queue = QueueClient.from_connection_string(pipeline.connection, BACKFILL_QUEUE)
    messages = [base64.b64decode(one.content).decode() for one in queue.receive_messages(messages_per_page=32)]
    return [OldPhotoMessage.decode(text).name for text in messages]


def photos(pipeline: Pipeline) -> list[PhotoStatus]:
    return [row.status for row in pipeline.wiring.photos.page(Window(), 100)]


def test_each_old_photo_is_announced_and_gets_no_row_before_its_turn(pipeline: Pipeline, old: ContainerClient) -> None:
    names = fill(old, 3)
    assert pipeline.wiring.announce_old_photos("old") == 3
    assert (queued(pipeline), photos(pipeline)) == (names, [])


def test_a_run_that_is_broken_off_goes_on_behind_its_last_page(pipeline: Pipeline, old: ContainerClient) -> None:
    fill(old, PAGE + 5)
    announce = pipeline.wiring.announce_old_photos

    def pace(announced: int) -> None:
        if announced == PAGE + 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        announce("old", pace=pace)
    assert announce.count("old").photos == 5
    assert announce("old") == 5


def test_a_run_after_the_end_begins_anew(pipeline: Pipeline, old: ContainerClient) -> None:
    fill(old, 2)
    assert [pipeline.wiring.announce_old_photos("old") for _ in range(2)] == [2, 2]


def test_an_old_photo_is_copied_and_processed_and_the_old_one_stays(
    pipeline: Pipeline, old: ContainerClient, take: TakeOldPhoto
) -> None:
    old.upload_blob("1999/desk.jpg", photo_of_cards(8))
    take(OldPhotoMessage("old", "1999/desk.jpg"), run="one")
    assert (photos(pipeline), pipeline.inbox()) == ([PhotoStatus.DONE], ["old/1999/desk.jpg"])
    assert old.get_blob_client("1999/desk.jpg").exists()


def test_a_second_delivery_of_an_old_photo_changes_nothing(
    pipeline: Pipeline, old: ContainerClient, take: TakeOldPhoto
) -> None:
    old.upload_blob("desk.jpg", photo_of_cards(8))
    for run in ("one", "two"):
        take(OldPhotoMessage("old", "desk.jpg"), run)
    assert photos(pipeline) == [PhotoStatus.DONE]


def test_the_event_of_the_copy_sends_no_message(pipeline: Pipeline, old: ContainerClient, take: TakeOldPhoto) -> None:
    old.upload_blob("desk.jpg", photo_of_cards(8))
    take(OldPhotoMessage("old", "desk.jpg"), run="one")
    pipeline.announce("old/desk.jpg")
    assert pipeline.waiting() == []


def test_what_is_in_the_inbox_already_is_not_copied(
    pipeline: Pipeline, old: ContainerClient, take: TakeOldPhoto
) -> None:
    pipeline.blobs.get_blob_client("namecards", "desk.jpg").upload_blob(photo_of_cards(8))
    take(OldPhotoMessage("namecards", "desk.jpg"), run="one")
    assert (photos(pipeline), pipeline.inbox()) == ([PhotoStatus.DONE], ["desk.jpg"])


@pytest.mark.parametrize("name", ["gone.jpg", "film.mov"])
def test_what_is_gone_or_no_photo_by_its_size_is_left(
    pipeline: Pipeline, old: ContainerClient, take: TakeOldPhoto, name: str
) -> None:
    old.upload_blob("film.mov", bytes(MAX_PHOTO_BYTES + 1))
    take(OldPhotoMessage("old", name), run="one")
    assert (photos(pipeline), pipeline.inbox()) == ([], [])


def test_a_container_that_is_not_there_is_named(pipeline: Pipeline) -> None:
    with pytest.raises(NotFound, match="no container attic"):
        pipeline.wiring.announce_old_photos("attic")


def test_a_dry_run_says_how_long_it_takes_and_announces_nothing(pipeline: Pipeline, old: ContainerClient) -> None:
    fill(old, 4)
    command = [str(NAMECARD), "backfill", "old", "--rate", "0.5", "--dry-run"]
    env = {"NAMECARD_STORAGE": pipeline.connection}
    said = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    assert "4 photos" in said
    assert "0:00:08" in said
    assert queued(pipeline) == []
