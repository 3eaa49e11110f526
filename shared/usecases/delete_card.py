"""A person deletes a card or a photo, or takes that back within ten minutes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from shared.card.row import CardRow, CardStatus, PhotoRow, PhotoStatus
from shared.errors import Conflict, Deleted, NotFound, ServiceUnavailable
from shared.usecases.edit_card import present
from shared.usecases.facets import DELETED
from shared.usecases.file_card import TRIES, FileCard
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import CardIndex, CardRows, Clock, PhotoRows, WorkQueue

UNDO_TIME: Final = timedelta(minutes=10)
"""How long a deletion can be taken back; it is then erased by the next sweep."""


def is_due(deleted_at: str, now: datetime) -> bool:
    """Whether it is too late to take the deletion back."""
    return now - datetime.fromisoformat(deleted_at) >= UNDO_TIME


def mark_photo(index: CardIndex, photo_id: str) -> None:
    """Put a whole photo into the drawer of deletions, which the sweep works off. Raises ServiceUnavailable."""
    index.settle([index.begin(_marker(photo_id), {DELETED}, set())])


def unmark_photo(index: CardIndex, photo_id: str) -> None:
    """Take it out again. Raises ServiceUnavailable."""
    index.drop(_marker(photo_id), {DELETED})


def _marker(photo_id: str) -> str:
    """How that drawer names a whole photo: as its card 0."""
    return f"{photo_id}-0"


@dataclass(frozen=True, slots=True)
class DeleteCard:
    """Hide a card at once, with the cards that were merged into it; the sweep erases it later."""

    file: FileCard
    clock: Clock

    def __call__(self, card_id: str) -> CardRow:
        """Delete; a card that is deleted already stays so. Raises NotFound, Deleted, Conflict, ServiceUnavailable."""
        now = self.clock().isoformat()
        row = self.file(card_id, lambda row: _deleted(row, card_id, now), "card.deleted")
        assert row is not None
        self._share_fate(row, now, "card.deleted")
        return row

    def restore(self, card_id: str) -> CardRow:
        """Take it back. Raises NotFound, Deleted, ServiceUnavailable."""
        row = self.file(card_id, lambda row: _restored(row, card_id, self.clock()), "card.restored")
        assert row is not None
        self._share_fate(row, "", "card.restored")
        return row

    def _share_fate(self, row: CardRow, deleted_at: str, what: str) -> None:
        """Do to the cards that were merged into this one as was done to it."""
        for part in parts(row):
            filed = self.file(part, lambda row: _part(row, deleted_at), what)
            if filed is not None:
                self._share_fate(filed, deleted_at, what)


def parts(row: CardRow) -> list[str]:
    """Ids of the cards that were merged into this one."""
    return [card for merge in row.edits.absorbed for card in merge["cards"]]


def _part(row: CardRow | None, deleted_at: str) -> CardRow | None:
    """A merged card as the card it is part of, unless it is erased."""
    if row is None or row.status is CardStatus.DELETED or row.edits.deleted_at == deleted_at:
        return row
    return row.edited(deleted_at=deleted_at)


def _deleted(row: CardRow | None, card_id: str, now: str) -> CardRow:
    if row is not None and row.edits.deleted_at:
        return row
    row = present(row, card_id)
    if row.edits.merged_into:
        raise Conflict(f"Card {card_id} is part of card {row.edits.merged_into}; delete that one.")
    return row.edited(deleted_at=now)


def _restored(row: CardRow | None, card_id: str, now: datetime) -> CardRow:
    if row is None:
        raise NotFound(f"There is no card {card_id}.")
    if row.status is CardStatus.DELETED or (row.edits.deleted_at and is_due(row.edits.deleted_at, now)):
        raise Deleted(f"Card {card_id} was deleted more than ten minutes ago and cannot be restored.")
    return row.edited(deleted_at="") if row.edits.deleted_at else row


@dataclass(frozen=True, slots=True)
class DeletePhoto:
    """Hide a photo and all its cards at once; the sweep erases them later."""

    photos: PhotoRows
    cards: CardRows
    index: CardIndex
    queue: WorkQueue
    delete_card: DeleteCard
    clock: Clock

    def __call__(self, photo_id: str) -> PhotoRow:
        """Delete; a photo that is deleted already stays so. Raises NotFound, Deleted, ServiceUnavailable."""
        row = self._found(photo_id)
        if not row.deleted_at:
            # In the drawer first: the sweep looks at the row of whatever lies there.
            mark_photo(self.index, photo_id)
            row = self._marked(photo_id, self.clock().isoformat())
        for card in self.cards.of_photo(photo_id):
            if not card.hidden:
                self.delete_card(card.id)
        return row

    def restore(self, photo_id: str) -> PhotoRow:
        """Take it back, with the cards deleted along with it or after it."""
        row = self._found(photo_id)
        if not row.deleted_at:
            return row
        if is_due(row.deleted_at, self.clock()):
            raise Deleted(f"Photo {photo_id} was deleted more than ten minutes ago and cannot be restored.")
        for card in self.cards.of_photo(photo_id):
            if card.edits.deleted_at >= row.deleted_at and not card.edits.merged_into:
                self.delete_card.restore(card.id)
        row = self._marked(photo_id, "")
        unmark_photo(self.index, photo_id)
        if not row.status.terminal:
            self.queue.send(PhotoMessage(row.id, row.name, row.etag))
        return row

    def _found(self, photo_id: str) -> PhotoRow:
        row = self.photos.get(photo_id)
        if row is None:
            raise NotFound(f"There is no photo {photo_id}.")
        if row.status is PhotoStatus.DELETED:
            raise Deleted(f"Photo {photo_id} was deleted.")
        return row

    def _marked(self, photo_id: str, deleted_at: str) -> PhotoRow:
        """Write when the photo was deleted, whatever the worker writes into the same row meanwhile."""
        for _ in range(TRIES):
            written = self.photos.replace(replace(self._found(photo_id), deleted_at=deleted_at))
            if written is not None:
                return written
        raise ServiceUnavailable("The photo's row changed too often to write into it; please try again.")
