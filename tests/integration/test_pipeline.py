"""The use cases on real storage: what happens to a photo, and what does not, whatever is repeated or interrupted."""

import base64
import json
from dataclasses import replace

import pytest

from shared.card import PIPELINE_VERSION
from shared.card.row import PhotoStatus
from shared.errors import ServiceUnavailable
from shared.settings import INBOX, OUTBOX
from shared.usecases.ports import Outcome
from shared.usecases.upload_photo import UploadPhoto
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline, read_here

ONE_CARD = photo_of_cards(8)
TWO_CARDS = photo_of_cards(-6, 11)


def test_messages_are_base64_as_host_json_says(pipeline: Pipeline) -> None:
    pipeline.drop(ONE_CARD)
    [raw] = pipeline.queue.peek_messages()
    assert json.loads(base64.b64decode(raw.content))["name"] == "card.jpg"


def test_a_dropped_photo_ends_as_crops_and_rows(pipeline: Pipeline) -> None:
    photo = pipeline.drop(TWO_CARDS)
    pipeline.work()
    done = pipeline.row(photo.id)
    assert (done.status, done.cards, done.width, done.height) == (PhotoStatus.DONE, 2, 1200, 900)
    assert [card.id for card in pipeline.wiring.cards.of_photo(photo.id)] == [f"{photo.id}-1", f"{photo.id}-2"]
    of_card = ("card.jpg", "ocr.png", "thumb.jpg")
    names = ["result.json", "overlay.jpg", "photo.jpg", *(f"{n}/{name}" for n in (1, 2) for name in of_card)]
    assert pipeline.outputs().keys() >= {f"{photo.id}/{PIPELINE_VERSION}/{name}" for name in names}


def test_an_empty_desk_is_done_with_no_card_and_a_reason(pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards())
    pipeline.work()
    done = pipeline.row(photo.id)
    assert (done.status, done.cards) == (PhotoStatus.DONE, 0)
    assert done.no_card


def test_a_file_that_is_no_image_fails_at_the_first_attempt(pipeline: Pipeline) -> None:
    photo = pipeline.drop(b"dear diary", "notes.jpg")
    pipeline.work()
    failed = pipeline.row(photo.id)
    assert (failed.status, failed.code, failed.retryable) == (PhotoStatus.FAILED, "unsupported-format", False)
    assert failed.detail.endswith(".")


def test_an_empty_file_fails_at_the_first_attempt(pipeline: Pipeline) -> None:
    photo = pipeline.drop(b"", "empty.jpg")
    pipeline.work()
    assert pipeline.row(photo.id).status is PhotoStatus.FAILED


def test_a_file_beyond_the_limit_fails_without_being_read(pipeline: Pipeline) -> None:
    photo = pipeline.drop(b"\xff\xd8\xff" + bytes(15_000_001), "huge.jpg")
    pipeline.work()
    assert pipeline.row(photo.id).code == "photo-too-large"


def test_the_same_event_twice_does_the_work_once(pipeline: Pipeline) -> None:
    journeys = pipeline.counted()
    photo = pipeline.drop(ONE_CARD)
    assert pipeline.announce().id == photo.id
    pipeline.work()
    pipeline.announce()
    pipeline.work()
    assert journeys() == 1


def test_a_photo_sent_by_http_and_announced_by_its_event_is_worked_once(pipeline: Pipeline) -> None:
    journeys = pipeline.counted()
    sent = UploadPhoto(pipeline.wiring.originals, pipeline.wiring.accept_photo)(ONE_CARD, "김철수 명함.JPG")
    assert pipeline.announce(sent.name).id == sent.id
    pipeline.work()
    assert (journeys(), sent.filename) == (1, "김철수 명함.JPG")
    assert sent.name.isascii()


def test_a_crash_between_row_and_message_loses_nothing(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    pipeline.queue.clear_messages()
    pipeline.announce()
    pipeline.work()
    assert pipeline.row(photo.id).status is PhotoStatus.DONE


def test_a_changed_upload_is_a_new_photo_and_the_old_one_is_replaced(pipeline: Pipeline) -> None:
    old = pipeline.drop(ONE_CARD)
    new = pipeline.drop(TWO_CARDS)
    pipeline.work()
    assert pipeline.row(old.id).status is PhotoStatus.REPLACED
    assert (pipeline.row(new.id).status, pipeline.row(new.id).cards) == (PhotoStatus.DONE, 2)


def test_a_photo_deleted_before_it_is_read_fails_by_that_name(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    pipeline.blobs.get_blob_client(INBOX, "card.jpg").delete_blob()
    pipeline.work()
    assert pipeline.row(photo.id).code == "source-deleted"


def test_an_event_of_a_blob_that_is_gone_is_nothing(pipeline: Pipeline) -> None:
    assert pipeline.wiring.accept_photo("never.jpg") is None


def test_the_same_bytes_again_point_to_the_first_photo(pipeline: Pipeline) -> None:
    first = pipeline.drop(ONE_CARD, "first.jpg")
    pipeline.work()
    again = pipeline.drop(ONE_CARD, "again.jpg")
    pipeline.work()
    done = pipeline.row(again.id)
    assert (done.status, done.same_as) == (PhotoStatus.DONE, first.id)
    assert pipeline.wiring.cards.of_photo(again.id) == []


def test_the_same_bytes_are_read_again_when_the_first_photo_failed(pipeline: Pipeline) -> None:
    first = pipeline.drop(ONE_CARD, "first.jpg")
    pipeline.work()
    pipeline.wiring.photos.replace(replace(pipeline.row(first.id), status=PhotoStatus.FAILED))
    again = pipeline.drop(ONE_CARD, "again.jpg")
    pipeline.work()
    assert (pipeline.row(again.id).same_as, pipeline.row(again.id).cards) == ("", 1)


def test_a_photo_that_another_message_holds_is_left_to_it(pipeline: Pipeline) -> None:
    journeys = pipeline.counted()
    photo = pipeline.drop(ONE_CARD)
    pipeline.wiring.photos.replace(pipeline.row(photo.id).processing("another message"))
    pipeline.work()
    assert (journeys(), pipeline.row(photo.id).run) == (0, "another message")


def test_a_message_delivered_again_after_a_crash_goes_on(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    [(run, message)] = pipeline.waiting()
    pipeline.wiring.photos.replace(pipeline.row(photo.id).processing(run))
    pipeline.wiring.process_photo(message, run)
    assert pipeline.row(photo.id).status is PhotoStatus.DONE


def test_a_storage_outage_raises_for_the_retry_and_the_retry_cures_it(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    [(run, message)] = pipeline.waiting()
    pipeline.blobs.delete_container(OUTBOX)
    with pytest.raises(ServiceUnavailable):
        pipeline.wiring.process_photo(message, run)
    assert pipeline.row(photo.id).status is PhotoStatus.PROCESSING
    pipeline.blobs.create_container(OUTBOX)
    pipeline.wiring.process_photo(message, run)
    assert pipeline.row(photo.id).status is PhotoStatus.DONE


def test_a_photo_that_ended_while_it_was_processed_stays_as_it_ended(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)

    def deleting(data: bytes) -> Outcome:
        pipeline.wiring.photos.replace(replace(pipeline.row(photo.id), status=PhotoStatus.DELETED))
        return read_here(data)

    pipeline.wiring.process_photo = replace(pipeline.wiring.process_photo, journey=deleting)
    pipeline.work()
    assert pipeline.row(photo.id).status is PhotoStatus.DELETED


def test_giving_up_says_so_in_the_row(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    [(_, message)] = pipeline.waiting()
    pipeline.wiring.give_up(message.encode())
    failed = pipeline.row(photo.id)
    assert (failed.status, failed.code, failed.retryable) == (PhotoStatus.FAILED, "given-up", True)


def test_giving_up_leaves_a_finished_photo_alone(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    [(run, message)] = pipeline.waiting()
    pipeline.wiring.process_photo(message, run)
    pipeline.wiring.give_up(message.encode())
    assert pipeline.row(photo.id).status is PhotoStatus.DONE


def test_a_foreign_message_in_the_poison_queue_is_reported(
    pipeline: Pipeline, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline.wiring.give_up("not a message of ours")
    assert "foreign message of 21 characters" in caplog.text


def test_the_same_bytes_give_the_same_outputs_byte_for_byte(pipeline: Pipeline) -> None:
    photo = pipeline.drop(TWO_CARDS)
    pipeline.work()
    before = pipeline.outputs()
    pipeline.wiring.photos.replace(replace(pipeline.row(photo.id), status=PhotoStatus.QUEUED))
    pipeline.announce()
    pipeline.work()
    assert pipeline.outputs() == before


def test_result_json_maps_every_crop_back_into_the_photo(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    pipeline.work()
    result = json.loads(pipeline.outputs()[f"{photo.id}/{PIPELINE_VERSION}/result.json"])
    [card] = result["cards"]
    x, y, w = (sum(m * v for m, v in zip(row, (0, 0, 1), strict=True)) for row in card["matrix"])
    assert (x / w, y / w) == pytest.approx(card["quad"][0], abs=2)


def reads(pipeline: Pipeline, *numbers: int) -> None:
    """Let the next runs find these cards."""

    def journey(data: bytes) -> Outcome:
        places = {n: [[n, 0], [n + 0.9, 0], [n + 0.9, 1], [n, 1]] for n in numbers}
        cards = [{"n": n, "status": "read", "quad": quad} for n, quad in places.items()]
        return Outcome({"width": 1, "height": 1, "no_card": None, "cards": cards}, {}, {})

    pipeline.wiring.process_photo = replace(pipeline.wiring.process_photo, journey=journey)


def again(pipeline: Pipeline, photo_id: str) -> None:
    pipeline.wiring.photos.replace(replace(pipeline.row(photo_id), status=PhotoStatus.QUEUED))
    pipeline.announce()
    pipeline.work()


def test_a_card_that_is_not_found_again_is_gone_but_not_its_photo(pipeline: Pipeline) -> None:
    reads(pipeline, 1, 2)
    photo = pipeline.drop(ONE_CARD)
    pipeline.work()
    reads(pipeline, 1)
    again(pipeline, photo.id)
    assert [card.n for card in pipeline.wiring.cards.of_photo(photo.id)] == [1]
    assert pipeline.inbox() == ["card.jpg"]
    reads(pipeline, 1, 2)
    again(pipeline, photo.id)
    assert [card.n for card in pipeline.wiring.cards.of_photo(photo.id)] == [1, 2]


def test_a_card_that_a_person_worked_on_stays_although_it_is_not_found_again(pipeline: Pipeline) -> None:
    reads(pipeline, 1)
    photo = pipeline.drop(ONE_CARD)
    pipeline.work()
    pipeline.wiring.file_card(f"{photo.id}-1", lambda row: row and row.edited(memo="mine"), "card.edited")
    reads(pipeline)
    again(pipeline, photo.id)
    assert [card.edits.memo for card in pipeline.wiring.cards.of_photo(photo.id)] == ["mine"]


def test_cards_of_a_photo_that_is_deleted_while_it_is_read_are_deleted_with_it(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)

    def deleting(data: bytes) -> Outcome:
        pipeline.wiring.photos.replace(replace(pipeline.row(photo.id), deleted_at="2026-01-01T00:00:00+00:00"))
        return read_here(data)

    pipeline.wiring.process_photo = replace(pipeline.wiring.process_photo, journey=deleting)
    pipeline.work()
    assert [card.hidden for card in pipeline.wiring.cards.of_photo(photo.id)] == [True]
    assert pipeline.row(photo.id).deleted_at


def test_an_end_that_was_not_told_because_of_a_crash_is_told_when_the_message_returns(pipeline: Pipeline) -> None:
    photo = pipeline.drop(ONE_CARD)
    [(run, message)] = pipeline.waiting()
    pipeline.wiring.photos.replace(replace(pipeline.row(photo.id).processing(run), status=PhotoStatus.DONE))
    pipeline.wiring.process_photo(message, run)
    assert [(one.what, one.subject) for one in pipeline.wiring.changes.since(0, 9)] == [("photo.done", photo.id)]
