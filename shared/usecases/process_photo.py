"""A photo waits: run it through the journey, write its outputs, its cards and at last its row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Any, Final, TypeAlias

from shared.card import PIPELINE_VERSION
from shared.card.row import CardRow, CardStatus, PhotoRow, PhotoStatus
from shared.errors import CardError, ServiceUnavailable, SourceDeleted
from shared.usecases.announce import Announce
from shared.usecases.chat.sent import sender_of
from shared.usecases.erase import Erase
from shared.usecases.file_card import FileCard
from shared.usecases.keep_numbers import keep_numbers, keep_unasked
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import CardRows, Gone, Journey, Originals, Outcome, Outputs, PhotoRows, TellSender
from shared.usecases.rebuild import ROW, photo_file

TRIES: Final = 5
"""How often a conditional write is decided anew when others write the same row."""


Process: TypeAlias = Callable[[PhotoMessage, str], PhotoRow | None]
"""ProcessPhoto, or something around it."""


@dataclass(frozen=True, slots=True)
class ProcessPhoto:
    """Safe to repeat at any point: outputs first, then the cards, then the photo's row, then the message goes."""

    originals: Originals
    outputs: Outputs
    photos: PhotoRows
    cards: CardRows
    file_card: FileCard
    erase: Erase
    announce: Announce
    tell_sender: TellSender
    journey: Journey

    def __call__(self, message: PhotoMessage, run: str) -> PhotoRow | None:
        """Process the photo of `message`; `run` is the queue's id of the message, the same at every attempt.

        Gives the row as the run ended; None when there was nothing (left) to do.

        Raises only what a later attempt could cure (ServiceUnavailable) and bugs.
        """
        row = self._claim(message, run)
        if row is None:
            return None
        try:
            finished = self._finished(row)
        except CardError as error:
            if error.retryable:
                raise
            finished = row.failed(error)
        if not finished.pipeline_version:
            self._withdraw(finished)
        self._commit(finished)
        return finished

    def _claim(self, message: PhotoMessage, run: str) -> PhotoRow | None:
        """Mark the photo as processed by this message; None when there is nothing (left) to do.

        A photo that another message holds is that message's duty: it comes back if its run dies
        (docs/decisions/0001-one-message-holds-a-photo.md).
        """
        for _ in range(TRIES):
            row = self.photos.get(message.photo_id)
            if row is None or row.deleted_at:
                return None
            if row.status.terminal:
                if row.run == run:
                    self._announce(row)  # a crash may have come between the row and its announcement
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
        row = replace(row, sha256=sha256(sender_of(row.name).encode() + data).hexdigest())
        first = self._first(row)
        if first != row.id and not row.forced:
            self.photos.add_same(row.sha256, row.id)
            return row.duplicate(first)
        earlier = self.cards.of_photo(row.id)
        outcome = self._read(row, data, earlier)
        self.outputs.write(row.id, PIPELINE_VERSION, outcome.files)
        done = _done(row, outcome.result, outcome.ms)
        self.outputs.write(row.id, ROW, photo_file(done))
        self._file(row, outcome.result["cards"], earlier)
        return done

    def _withdraw(self, photo: PhotoRow) -> None:
        """Take back the cards of an attempt that was cut off, unless a person worked on them: the photo was never
        read to the end, and now it cannot be."""
        for card in self.cards.of_photo(photo.id):
            if not card.edits.revision and card.status is not CardStatus.DELETED:
                self.file_card.remove(card)

    def _read(self, photo: PhotoRow, data: bytes, earlier: Sequence[CardRow]) -> Outcome:
        """Run the journey; a photo that has cards already keeps what is to be kept of them. Raises CardError."""
        if not photo.quads:
            return keep_numbers(self.journey(data), earlier)
        given = {quad["n"]: quad["corners"] for quad in photo.quads}
        asked = {quad["n"] for quad in photo.quads if quad["drawn"]}
        return keep_unasked(self.journey(data, given), asked, earlier)

    def _file(self, photo: PhotoRow, found: Sequence[Mapping[str, Any]], earlier: Sequence[CardRow]) -> None:
        """Write the cards that were found; earlier ones that were not go, unless a person worked on them."""
        owner = sender_of(photo.name)
        for card in found:
            new = CardRow(photo.id, card["n"], PIPELINE_VERSION, card, CardStatus(card["status"]), owner=owner)
            written = self.file_card(new.id, partial(_read_again, new=new), "card.read")
            if written is not None and written.status is CardStatus.DELETED:
                self.erase.outputs_of(written)
        kept = {card["n"] for card in found}
        for row in earlier:
            if row.n not in kept and not row.edits.revision and row.status is not CardStatus.DELETED:
                self.file_card.remove(row)

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
                self._announce(finished)
                self._hide(finished)
                return
            now = self.photos.get(finished.id)
            if now is None or now.status.terminal:
                return
            finished = replace(finished, deleted_at=now.deleted_at, row_etag=now.row_etag)
        raise ServiceUnavailable("The photo's row changed too often to finish it.")

    def _hide(self, row: PhotoRow) -> None:
        """The cards of a photo that was deleted while it was read are deleted with it."""
        for card in self.cards.of_photo(row.id) if row.deleted_at else ():
            if not card.hidden:
                self.file_card(card.id, lambda one: one and one.edited(deleted_at=row.deleted_at), "card.deleted")

    def _announce(self, row: PhotoRow) -> None:
        """Tell how the photo ended."""
        self.announce(f"photo.{row.status}", row.id)
        self.tell_sender(row)


def _read_again(old: CardRow | None, new: CardRow) -> CardRow:
    """What a run found, under what people did to the card; an erased card stays erased."""
    if old is None:
        return new
    if old.status is CardStatus.DELETED:
        return old
    again = old.read_again(new.pipeline_version, new.card, new.status)
    return old if again == old else again


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
