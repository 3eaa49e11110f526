"""Photos come by chat: fetch and store as many as the time allows, and go on with the others behind the reply."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from ulid import ULID

from shared.card.formats import image_format
from shared.errors import CardError
from shared.exports.kakao import replies
from shared.exports.kakao.response import SkillResponse
from shared.usecases.chat.answer import AnswerChat
from shared.usecases.chat.batch import Batch, Batches, Reminders, change
from shared.usecases.chat.sent import Sent
from shared.usecases.message import ChatMessage
from shared.usecases.ports import Clock
from shared.usecases.upload_photo import UploadPhoto

MOST_PHOTOS: Final = 10
"""Of one message, as in KakaoTalk."""
ANSWER_SECONDS: Final = 45
"""After which the answer is sent with what is there: Kakao takes it for a minute, and sending it takes its time."""


class Refusal(StrEnum):
    """Why a picture was not fetched."""

    EXPIRED = "expired"
    NOT_ALLOWED = "not-allowed"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "photo-too-large"


class Pictures(Protocol):
    """Where chat pictures come from."""

    def __call__(self, url: str, /) -> bytes | Refusal:
        """One picture."""


@dataclass(frozen=True, slots=True)
class ReceivePhotos:
    """The row of the message is there before any of its photos, so whoever ends one finds it."""

    pictures: Pictures
    upload: UploadPhoto
    batches: Batches
    reminders: Reminders
    answer: AnswerChat
    threads: Executor
    clock: Clock
    seconds: float
    """How long to wait before the reply."""

    def __call__(self, owner: str, urls: Sequence[str], callback: str) -> SkillResponse:
        """The first reply. Raises ServiceUnavailable."""
        photos = dict(enumerate(urls[:MOST_PHOTOS], start=1))
        batch = Batch(owner, str(ULID.from_datetime(self.clock())), frozenset(photos), callback=callback)
        opened = self.threads.submit(self._open, batch)
        stored = {self.threads.submit(self._store, url, batch, n, opened): n for n, url in photos.items()}
        ended, _ = wait(stored, self.seconds)
        refused = {stored[one]: reason for one in ended if (reason := one.result())}
        if refused:
            batch = change(self.batches, owner, batch.id, lambda one: _refusing(one, refused)) or _refusing(
                batch, refused
            )
            if not batch.out:
                return self.answer.results(batch)
        return replies.waits() if callback else replies.received(len(photos) - len(refused), [*refused.values()])

    def _open(self, batch: Batch) -> None:
        self.batches.insert(batch)
        if batch.callback:
            self.reminders.send(ChatMessage(batch.owner, batch.id), ANSWER_SECONDS)

    def _store(self, url: str, batch: Batch, n: int, opened: Future[None]) -> str:
        """Fetch and store one photo; empty, or why not."""
        try:
            data = self.pictures(url)
            if isinstance(data, Refusal):
                return data
            suffix = image_format(data).lower()
            opened.result()
            self.upload(data, f"KakaoTalk-{n}.{suffix}", name=Sent(batch.owner, batch.id, n).name(suffix))
        except CardError as error:
            return error.code
        return ""


def _refusing(batch: Batch, reasons: Mapping[int, str]) -> Batch:
    """The batch without these photos; when no other is out, the first reply is the answer."""
    batch = batch.refusing(reasons)
    return batch if batch.out else batch.claimed()
