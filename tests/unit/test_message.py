"""The queue message, in and out."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.card.row import ULID_FORM
from shared.errors import BadMessage
from shared.usecases.message import OldPhotoMessage, PhotoMessage

FILLED = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=1024)


@given(st.builds(PhotoMessage, st.from_regex(ULID_FORM, fullmatch=True), FILLED, FILLED))
def test_every_message_comes_back_as_it_was_sent(message: PhotoMessage) -> None:
    assert PhotoMessage.decode(message.encode()) == message


@given(st.builds(OldPhotoMessage, FILLED, FILLED))
def test_every_message_of_an_old_photo_comes_back_as_it_was_sent(message: OldPhotoMessage) -> None:
    assert OldPhotoMessage.decode(message.encode()) == message


def test_the_longest_korean_blob_name_fits_a_queue_message() -> None:
    message = PhotoMessage("0" * 26, "가" * 1024, "0x8DD" * 4)
    assert len(message.encode().encode()) < 49_152


@pytest.mark.parametrize(
    "text",
    ["", "not json", "null", "[]", '{"v":1}', '{"v":2,"photo_id":"a","name":"b","etag":"c"}', '{"v":1,"photo_id":1}'],
)
def test_a_foreign_message_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadMessage):
        PhotoMessage.decode(text)


def test_a_message_of_version_one_stays_readable() -> None:
    stored = json.dumps({"v": 1, "photo_id": "0" * 26, "name": "a.jpg", "etag": "0x1"})
    assert PhotoMessage.decode(stored) == PhotoMessage("0" * 26, "a.jpg", "0x1")


@pytest.mark.parametrize("photo_id", ["../../x", "' or 1 eq 1", "o'brien", "8" * 26, "0" * 27, "0" * 25 + "\n"])
def test_a_message_cannot_choose_what_an_id_looks_like(photo_id: str) -> None:
    with pytest.raises(BadMessage):
        PhotoMessage.decode(PhotoMessage(photo_id, "a.jpg", "0x1").encode())


@given(st.text())
def test_no_text_whatever_is_more_than_refused(text: str) -> None:
    with pytest.raises(BadMessage):
        PhotoMessage.decode(text)
