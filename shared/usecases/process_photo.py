"""A photo waits: run it through the journey, write its outputs, its cards and at last its row."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from shared.card import PIPELINE_VERSION
from shared.card.row import CardRow, PhotoRow, PhotoStatus
from shared.errors import CardError, ServiceUnavailable, SourceDeleted
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import CardRows, Gone, Journey, Originals, Outputs, PhotoRows

TRIES: Final = 5
"""How often a conditional write is decided anew when others write the same row."""


@dataclass(frozen=True, slots=True)
class ProcessPhoto:
    """Safe to repeat at any point: outputs first, then the cards, then the photo's row, then the message goes."""

    originals: Originals
    outputs: Outputs
    photos: PhotoRows
    cards: CardRows
    journey: Journey

    def __call__(self, message: PhotoMessage, run: str) -> None:
        """Process the photo of `message`; `run` is the queue's id of the message, the same at every attempt.

        Raises only what a later attempt could cure (ServiceUnavailable) and bugs.
        """
        row = self._claim(message, run)
        if row is None:
            return
        try:
            finished = self._finished(row)
        except CardError as error:
            if error.retryable:
                raise
            finished = row.failed(error)
        self._commit(finished)

    def _claim(self, message: PhotoMessage, run: str) -> PhotoRow | None:
        """Mark the photo as processed by this message; None when there is nothing (left) to do.

        A photo that another message holds is that message's duty: it comes back if its run dies
        (docs/decisions/0001-one-message-holds-a-photo.md).
        """
        for _ in range(TRIES):
            row = self.photos.get(message.photo_id)
            if row is None or row.status.terminal:
                return None
            if row.status is PhotoStatus.PROCESSING and row.run != run:
                return None
            claimed = self.photos.replace(row.processing(run))
            if claimed is not None:
                return claimed
        raise ServiceUnavailable("The photo's row changed too often to claim it.")

    def _finished(self, row: PhotoRow) -> PhotoRow:
        """Do the work and give the row that says so. Raises CardError."""
        data = self.originals.read(row.name, row.etag)
        if data is Gone.REPLACED:
            return row.replaced()
        if data is Gone.DELETED:
            raise SourceDeleted("The photo was deleted before it was read.")
        row = replace(row, sha256=sha256(data).hexdigest())
        first = self._first(row)
        if first != row.id:
            return row.duplicate(first)
        outcome = self.journey(data)
        self.outputs.write(row.id, PIPELINE_VERSION, outcome.files)
        for card in outcome.result["cards"]:
            self.cards.put(CardRow(row.id, card["n"], PIPELINE_VERSION, card))
        return _done(row, outcome.result, outcome.ms)

    def _first(self, row: PhotoRow) -> str:
        """The photo that stands for these bytes: this one, or an earlier one that is done or will be."""
        first = self.photos.first_with(row.sha256, row.id)
        if first == row.id:
            return first
        other = self.photos.get(first)
        if other is not None and other.status in (
            PhotoStatus.DONE,
            PhotoStatus.QUEUED,
            PhotoStatus.PROCESSING,
        ):
            return first
        return self.photos.first_with(row.sha256, row.id, instead_of=first)

    def _commit(self, finished: PhotoRow) -> None:
        """Write the last row of this run, unless another run ended the photo first."""
        for _ in range(TRIES):
            if self.photos.replace(finished) is not None:
                return
            now = self.photos.get(finished.id)
            if now is None or now.status.terminal:
                return
            finished = replace(finished, row_etag=now.row_etag)
        raise ServiceUnavailable("The photo's row changed too often to finish it.")


def _done(row: PhotoRow, result: Mapping[str, Any], ms: Mapping[str, float]) -> PhotoRow:
    return replace(
        row,
        status=PhotoStatus.DONE,
        width=result["width"],
        height=result["height"],
        cards=len(result["cards"]),
        no_card=result["no_card"] or "",
        pipeline_version=PIPELINE_VERSION,
        ms=ms,
    )
