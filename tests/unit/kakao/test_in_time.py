"""The first reply leaves in time, whatever the picture hosts and storage do.

No clock decides here: what is slow does not go on before the reply is there.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Event
from typing import Any, cast

import pytest

from shared.errors import ServiceUnavailable
from shared.exports.kakao.response import SkillResponse
from shared.usecases.chat.answer import AnswerChat
from shared.usecases.chat.batch import Batch
from shared.usecases.chat.receive import ReceivePhotos, Refusal
from shared.usecases.chat.talk import Ask, Talk
from shared.usecases.message import ChatMessage
from shared.usecases.upload_photo import UploadPhoto
from shared.web.kakao import Bot, answer_in_time

JPEG = b"\xff\xd8\xff photo"
MOMENT = 0.05
"""Seconds that a reply may wait; nobody measures them."""


def at_once() -> None:
    """Storage that answers."""


def wait_for(answered: Event) -> None:
    """Storage that does not answer before it is told to."""
    answered.wait()


@dataclass
class MemoryBatches:
    """Batches in memory; `pause` is what storage does before it answers."""

    pause: Callable[[], None] = at_once
    rows: dict[str, Batch] = field(default_factory=dict)

    def get(self, owner: str, batch_id: str) -> Batch | None:
        return self.rows.get(batch_id)

    def newest(self, owner: str) -> Batch | None:
        return self.rows[max(self.rows)] if self.rows else None

    def insert(self, batch: Batch) -> None:
        self.pause()
        self.rows[batch.id] = batch

    def replace(self, batch: Batch) -> Batch | None:
        self.rows[batch.id] = batch
        return batch

    def page(self, behind: str, limit: int) -> list[str]:
        raise NotImplementedError

    def remove(self, name: str) -> bool:
        raise NotImplementedError


@dataclass
class Reception:
    """Everything that takes photos, with its outside made by the test."""

    pictures: Callable[[str], bytes | Refusal]
    pause: Callable[[], None] = at_once
    names: list[str] = field(default_factory=list)
    reminders: list[tuple[ChatMessage, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.batches = MemoryBatches(self.pause)

    def upload(self, data: bytes, filename: str, name: str) -> None:
        self.pause()
        self.names.append(name)

    def send(self, message: ChatMessage, seconds: int) -> None:
        self.reminders.append((message, seconds))

    @contextmanager
    def open(self) -> Iterator[Callable[..., dict[str, Any]]]:
        """The first reply to addresses and a callback."""
        with ThreadPoolExecutor(8) as threads:
            answer = AnswerChat(self.batches, cast(Any, None), cast(Any, None), cast(Any, None), cast(Any, None), now)
            receive = ReceivePhotos(
                self.pictures, cast(UploadPhoto, self.upload), self.batches, self, answer, threads, now, MOMENT
            )
            yield lambda *urls, callback="": receive("0" * 32, urls, callback).model_dump(by_alias=True)


def now() -> datetime:
    return datetime.now(UTC)


def text_of(reply: dict[str, Any]) -> str:
    return str(reply["template"]["outputs"][0]["simpleText"]["text"])


def test_a_picture_host_that_does_not_answer_does_not_keep_the_reply() -> None:
    answered = Event()

    def slow(url: str) -> bytes:
        answered.wait()
        return JPEG

    reception = Reception(slow)
    with reception.open() as receive:
        reply = receive("a", "b", callback="c")
        assert (reply["useCallback"], reception.names) == (True, [])
        answered.set()
    assert len(reception.names) == 2


def test_storage_that_does_not_answer_does_not_keep_the_reply() -> None:
    answered = Event()
    reception = Reception(lambda url: JPEG, partial(wait_for, answered))
    with reception.open() as receive:
        assert "사진 1장을 받았어요" in text_of(receive("a"))
        answered.set()
    assert len(reception.names) == 1


def test_no_photo_is_stored_before_the_row_that_waits_for_it() -> None:
    answered = Event()
    reception = Reception(lambda url: JPEG)
    reception.batches.pause = partial(wait_for, answered)
    with reception.open() as receive:
        receive("a", "b")
        assert reception.names == []
        answered.set()
    assert len(reception.names) == 2


def test_the_reminder_is_set_only_when_somebody_is_called_back() -> None:
    reception = Reception(lambda url: JPEG)
    with reception.open() as receive:
        receive("a")
        receive("a", callback="c")
    assert [seconds for _, seconds in reception.reminders] == [45]


def test_one_refused_photo_of_two_is_told_and_no_longer_waited_for() -> None:
    reception = Reception(lambda url: JPEG if url == "a" else Refusal.EXPIRED)
    with reception.open() as receive:
        assert "유효 시간" in text_of(receive("a", "b"))
    [batch] = reception.batches.rows.values()
    assert (sorted(batch.out), dict(batch.refused)) == ([1], {2: "expired"})


def test_when_no_photo_is_left_the_first_reply_is_the_answer_and_nobody_is_called_back() -> None:
    reception = Reception(lambda url: Refusal.EXPIRED)
    with reception.open() as receive:
        assert "유효 시간" in text_of(receive("a", callback="c"))
    [batch] = reception.batches.rows.values()
    assert batch.callback == ""


def test_storage_that_is_down_is_answered_with_try_again() -> None:
    def down() -> None:
        raise ServiceUnavailable("down")

    with Reception(lambda url: JPEG, down).open() as receive:
        assert "다시 보내 주세요" in text_of(receive("a", callback="c"))


@pytest.mark.parametrize("fails", [True, False])
def test_an_answer_that_fails_or_takes_too_long_is_an_apology(fails: bool) -> None:
    answered = Event()

    def talk(ask: Ask) -> SkillResponse:
        if not fails:
            answered.wait()
        raise ServiceUnavailable("down")

    with ThreadPoolExecutor(1) as threads:
        bot = Bot(cast(Talk, talk), frozenset(), threads, now, MOMENT)
        reply = asyncio.run(answer_in_time(bot, Ask()))
        answered.set()
    assert "늦어지고 있어요" in text_of(reply.model_dump(by_alias=True))
