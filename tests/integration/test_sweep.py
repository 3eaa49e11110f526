"""The sweep: what was lost comes back, what is due goes, whoever else is at work; and it can be asked beforehand."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from typer import Typer
from typer.testing import CliRunner

from shared.card import PIPELINE_VERSION
from shared.card.row import PhotoRow, PhotoStatus
from shared.cli.sweep import add_sweep
from shared.usecases.ports import Window
from shared.usecases.sweep import Adopt, Chore, Redrive, inbox
from shared.usecases.sweep.waiting import send_again
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline
from tests.integration.test_rebuild import lose_tables

ONE_CARD = photo_of_cards(8)


def due(pipeline: Pipeline) -> list[str]:
    """What a sweep would do, without the ids."""
    return sorted(chore for chore, _ in pipeline.wiring.sweep.due())


def lose_message(pipeline: Pipeline) -> PhotoRow:
    """A photo that waits and has no message."""
    photo = pipeline.drop(ONE_CARD)
    pipeline.queue.clear_messages()
    return photo


def given_up(pipeline: Pipeline) -> PhotoRow:
    """A photo of which every attempt failed."""
    photo = pipeline.drop(ONE_CARD)
    [(_, message)] = pipeline.waiting()
    pipeline.wiring.give_up(message.encode())
    pipeline.queue.clear_messages()
    return photo


@pytest.mark.parametrize("processing", [False, True])
def test_a_photo_whose_message_was_lost_is_read_after_all(pipeline: Pipeline, processing: bool) -> None:
    photo = lose_message(pipeline)
    if processing:
        pipeline.wiring.photos.replace(pipeline.row(photo.id).processing("a run that died"))
    pipeline.later(14)
    pipeline.wiring.sweep()
    assert pipeline.waiting() == []
    pipeline.later(2)
    pipeline.wiring.sweep()
    pipeline.work()
    assert pipeline.row(photo.id).status == "done"


def test_a_photo_whose_message_still_waits_gets_no_other(pipeline: Pipeline) -> None:
    pipeline.drop(ONE_CARD)
    pipeline.later(60)
    pipeline.wiring.sweep()
    assert len(pipeline.waiting()) == 1


def test_of_sweeps_that_saw_the_same_row_at_once_one_sends_its_message(pipeline: Pipeline) -> None:
    photo = lose_message(pipeline)
    row, wiring = pipeline.row(photo.id), pipeline.wiring
    with ThreadPoolExecutor() as threads:
        sent = threads.map(lambda _: send_again(row, wiring.photos, wiring.work_queue), range(4))
    assert sum(sent) == len(pipeline.waiting()) == 1


def test_a_sweep_leaves_a_photo_to_the_worker_that_ended_it_meanwhile(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    [resend] = [one for one in pipeline.wiring.sweep.chores if one.name == "resend-photo"]
    pipeline.work()
    pipeline.later(16)
    assert resend.do(photo.id) is False
    assert (pipeline.row(photo.id).status, pipeline.waiting()) == ("done", [])


def test_sweeps_that_take_workers_for_dead_lose_and_double_nothing(pipeline: Pipeline) -> None:
    photos = [pipeline.drop(photo_of_cards(angle), f"{angle}.jpg") for angle in (3, 8, -5)]
    pipeline.later(16)
    with pipeline.working():
        while not all(pipeline.row(photo.id).status.terminal for photo in photos):
            pipeline.wiring.sweep()
    pipeline.work()
    assert [pipeline.row(photo.id).status for photo in photos] == ["done"] * 3
    assert [len(pipeline.wiring.cards.of_photo(photo.id)) for photo in photos] == [1] * 3


def test_a_given_up_photo_is_sent_again_until_it_succeeds(pipeline: Pipeline) -> None:
    photo = given_up(pipeline)
    pipeline.wiring.sweep()
    assert pipeline.row(photo.id).status == "failed"
    pipeline.later(6)
    pipeline.wiring.sweep()
    pipeline.work()
    assert pipeline.row(photo.id).status == "done"


def test_photos_are_sent_again_after_twice_as_long_each_time_and_for_a_day(pipeline: Pipeline) -> None:
    [redrive] = [one for one in pipeline.wiring.sweep.chores if isinstance(one, Redrive)]
    row = pipeline.row(given_up(pipeline).id)
    failed = redrive.clock()

    def is_due(after: timedelta, since: timedelta) -> bool:
        pipeline.clock.now = failed + after
        return redrive._due(replace(row, failing_since=(failed - since).isoformat()))

    assert is_due(timedelta(minutes=6), timedelta(minutes=1))
    assert not is_due(timedelta(minutes=6), timedelta(minutes=30))
    assert is_due(timedelta(minutes=31), timedelta(minutes=30))
    assert not is_due(timedelta(hours=13), timedelta(hours=12))


def test_a_photo_that_cannot_be_read_is_not_sent_again(pipeline: Pipeline) -> None:
    pipeline.drop(b"dear diary")
    pipeline.work()
    pipeline.later(60)
    assert due(pipeline) == []


def test_a_person_who_sends_a_photo_again_starts_the_day_anew(api: TestClient, pipeline: Pipeline) -> None:
    photo = given_up(pipeline)
    assert pipeline.row(photo.id).failing_since
    api.post(f"/api/photos/{photo.id}/retry")
    assert pipeline.row(photo.id).failing_since == ""


def test_a_blob_that_nobody_told_of_is_read(pipeline: Pipeline) -> None:
    pipeline.blobs.get_blob_client("namecards", "missed.jpg").upload_blob(ONE_CARD)
    pipeline.wiring.sweep()
    assert pipeline.waiting() == []
    pipeline.later(16)
    pipeline.wiring.sweep()
    pipeline.work()
    [row] = pipeline.wiring.photos.page(Window(), 10)
    assert (row.status, row.name) == ("done", "missed.jpg")


def test_a_sweep_walks_through_the_whole_inbox(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "BLOBS_AT_ONCE", 2)
    for number in range(5):
        pipeline.blobs.get_blob_client("namecards", f"{number}.txt").upload_blob(b"%d" % number)
    pipeline.later(16)
    for _ in range(3):
        pipeline.wiring.sweep()
    assert len(pipeline.waiting()) == 5


def test_a_sweep_that_comes_before_the_rebuild_keeps_what_people_did(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    pipeline.work()
    card = api.get(f"/api/namecards/{photo.id}-1")
    edit = {"memo": "met at the fair"}
    api.patch(f"/api/namecards/{photo.id}-1", json=edit, headers={"if-match": card.headers["etag"]})
    lost = lose_tables(pipeline)
    lost.later(120)
    lost.wiring.sweep()
    lost.wiring.sweep()
    with TestClient(lost.wiring.api_app) as again:
        assert again.get(f"/api/namecards/{photo.id}-1").json()["memo"] == "met at the fair"
    assert lost.waiting() == []


def test_files_that_no_row_refers_to_go_when_they_are_old(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    pipeline.work()
    kept = set(pipeline.outputs())
    pipeline.wiring.outputs.write(photo.id, "0", {"result.json": b"{}", "1/card.jpg": b"old"})
    pipeline.wiring.outputs.write(photo.id, PIPELINE_VERSION, {"7/card.jpg": b"of a card that is no more"})
    pipeline.wiring.sweep()
    assert len(pipeline.outputs()) == len(kept) + 3
    pipeline.later(61)
    pipeline.wiring.sweep()
    assert set(pipeline.outputs()) == kept


def test_files_of_photos_without_rows_are_left_to_the_rebuild(pipeline: Pipeline) -> None:
    pipeline.drop(ONE_CARD)
    pipeline.work()
    files = set(pipeline.outputs())
    lost = lose_tables(pipeline)
    lost.blobs.get_blob_client("namecards", "card.jpg").delete_blob()
    lost.later(120)
    lost.wiring.sweep()
    assert set(lost.outputs()) == files


def test_what_a_run_wrote_too_late_for_an_erased_photo_goes(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    pipeline.work()
    late = {name.removeprefix(f"{photo.id}/{PIPELINE_VERSION}/"): data for name, data in pipeline.outputs().items()}
    api.delete(f"/api/photos/{photo.id}")
    pipeline.later(11)
    pipeline.wiring.sweep()
    pipeline.wiring.outputs.write(photo.id, PIPELINE_VERSION, late)
    pipeline.later(61)
    pipeline.wiring.sweep()
    assert pipeline.outputs() == {}


def test_a_file_that_is_written_again_is_no_orphan(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    pipeline.work()
    pipeline.wiring.outputs.write(photo.id, "0", {"result.json": b"{}"})
    a_moment_ago = pipeline.wiring.clock() - timedelta(minutes=1)
    pipeline.wiring.outputs.delete(photo.id, ["0/result.json"], before=a_moment_ago)
    assert f"{photo.id}/0/result.json" in pipeline.outputs()


@pytest.mark.parametrize("crash", ["before the row", "after the row"])
def test_a_photo_that_a_crash_left_in_a_wrong_drawer_is_taken_out(pipeline: Pipeline, crash: str) -> None:
    photo = pipeline.drop(b"dear diary")
    if crash == "after the row":
        pipeline.work()
    status = PhotoStatus.FAILED if crash == "before the row" else PhotoStatus.QUEUED
    pipeline.wiring.photos.file({status: [photo.id]})
    pipeline.wiring.sweep()
    assert len(pipeline.status_rows()) == 2
    pipeline.later(6)
    pipeline.wiring.sweep()
    assert len(pipeline.status_rows()) == 1


def test_a_photo_that_is_missing_in_its_drawer_is_put_there(pipeline: Pipeline) -> None:
    photo = pipeline.drop(b"dear diary")
    pipeline.work()
    drawer, _, key = pipeline.status_rows()[0].partition("/")
    pipeline.wiring._tables.get_table_client("photos").delete_entity(drawer, key)
    pipeline.later(60 * 36)
    pipeline.wiring.sweep()
    assert pipeline.wiring.photos.filed(PhotoStatus.FAILED, Window(), 9) == [photo.id]


def test_a_dry_run_tells_what_the_next_sweep_does_and_does_nothing(pipeline: Pipeline) -> None:
    photo = lose_message(pipeline)
    pipeline.blobs.get_blob_client("namecards", "missed.jpg").upload_blob(b"dear diary")
    pipeline.later(16)
    cli = Typer()
    add_sweep(cli, pipeline.wiring.sweep, pipeline.wiring.sweep.due)
    cli.command()(lambda: None)
    told = CliRunner().invoke(cli, ["sweep", "--dry-run"])
    assert sorted(told.output.split("\n")) == ["", "adopt-photo\tmissed.jpg", f"resend-photo\t{photo.id}"]
    assert pipeline.waiting() == []
    CliRunner().invoke(cli, ["sweep"])
    assert len(pipeline.waiting()) == 2


def test_a_sweep_of_a_quiet_office_does_nothing(pipeline: Pipeline) -> None:
    pipeline.drop(ONE_CARD)
    pipeline.work()
    pipeline.later(60 * 24 * 400)
    assert due(pipeline) == []


def test_every_chore_has_a_bookmark_of_its_own(pipeline: Pipeline) -> None:
    names = [one.name for one in pipeline.wiring.sweep.chores]
    assert len(names) == len(set(names))


def test_a_sweep_that_breaks_off_goes_on_where_it_was(pipeline: Pipeline) -> None:
    pipeline.blobs.get_blob_client("namecards", "missed.jpg").upload_blob(ONE_CARD)
    pipeline.later(16)
    whole = pipeline.wiring.sweep
    [adopt] = [one for one in whole.chores if isinstance(one, Adopt)]
    with pytest.raises(ZeroDivisionError):
        replace(whole, chores=[Broken(adopt)])()
    whole()
    assert len(pipeline.waiting()) == 1


class Broken:
    """A chore that is interrupted."""

    def __init__(self, chore: Chore) -> None:
        self.name, self.find = chore.name, chore.find

    def do(self, subject: str) -> bool:
        raise ZeroDivisionError
