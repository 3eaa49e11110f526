"""Photos that came by chat have ended, or it is time: tell their sender, once."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from ulid import ULID

from shared.card.row import CardRow, PhotoRow, PhotoStatus
from shared.exports.kakao import replies
from shared.exports.kakao.bubbles import Links
from shared.exports.kakao.replies import Results
from shared.exports.kakao.response import SkillResponse
from shared.usecases.chat.batch import TRIES, Batch, Batches, change
from shared.usecases.chat.sent import Sent
from shared.usecases.message import ChatMessage
from shared.usecases.ports import CardRows, Clock, PhotoRows

PATIENCE: Final = timedelta(minutes=5)
"""After which a photo that has not ended is given up; all attempts of the queue together take less."""


class Callback(Protocol):
    """The address that Kakao gave for the answer."""

    def __call__(self, url: str, body: bytes) -> str:
        """POST; empty when it was taken, else what happened instead."""


@dataclass(frozen=True, slots=True)
class AnswerChat:
    """Whoever claims the callback, by the row's ETag, sends the answer; it can be sent only once."""

    batches: Batches
    photos: PhotoRows
    cards: CardRows
    callback: Callback
    links: Links
    clock: Clock

    def ended(self, photo: PhotoRow) -> None:
        """Note that a photo came to its end, and answer when it was the last one. Raises ServiceUnavailable."""
        sent = Sent.of(photo.name)
        if sent is None:
            return
        batch = change(self.batches, sent.owner, sent.batch, lambda one: one.ended(sent.n, photo.id))
        if batch is not None and batch.callback and not self._found(batch).out:
            self._send(batch)

    def due(self, text: str) -> None:
        """Answer with what is there. Raises BadMessage, ServiceUnavailable."""
        message = ChatMessage.decode(text)
        batch = self.batches.get(message.owner, message.batch)
        if batch is not None:
            self._send(batch)

    def results(self, batch: Batch) -> SkillResponse:
        """What became of the photos so far. Raises ServiceUnavailable."""
        return replies.results(self._found(batch), self.links)

    def _found(self, batch: Batch) -> Results:
        """The cards in the photos so far, and why there are no more."""
        found = [self._photo(photo_id, batch.owner) for _, photo_id in sorted(batch.photos.items())]
        cards = {card.id: card for one in found for card in one.cards}
        reasons = [*batch.refused.values(), *(reason for one in found for reason in one.reasons)]
        out = len(batch.out) + sum(one.out for one in found)
        if self.clock() - ULID.from_str(batch.id).datetime >= PATIENCE:
            return Results([*cards.values()], [*reasons, *["late"] * out])
        return Results([*cards.values()], reasons, out)

    def _photo(self, photo_id: str, owner: str) -> Results:
        """What became of one photo, or of an earlier one with the same bytes."""
        row = self.photos.get(photo_id)
        if row is not None and row.same_as:
            row = self.photos.get(row.same_as)
        if row is None or row.deleted_at or row.status in (PhotoStatus.DELETED, PhotoStatus.REPLACED):
            return Results()
        if not row.status.terminal:
            return Results(out=1)
        if row.status is PhotoStatus.FAILED:
            return Results(reasons=[row.code])
        cards = [card for card in self.cards.of_photo(row.id) if is_shown(card, owner)]
        return Results(cards, [] if cards else ["deleted" if row.cards else "no-card"])

    def _send(self, batch: Batch) -> None:
        """Send the answer, unless another one has claimed it."""
        for _ in range(TRIES):
            if not batch.callback:
                return
            answer = self.results(batch).as_json()
            if self.batches.replace(batch.claimed()) is not None:
                failure = self.callback(batch.callback, answer)
                if failure:  # nothing more can be done, and the sender can still ask for his cards
                    logging.warning("KakaoTalk: the answer was not taken: %s", failure)
                return
            batch = self.batches.get(batch.owner, batch.id) or batch.claimed()


def is_shown(card: CardRow, owner: str) -> bool:
    """Whether a chat user may see a card: he sent it, and it is not hidden."""
    return bool(owner) and card.owner == owner and not card.hidden
