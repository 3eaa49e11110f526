"""Erase for good: rows, index rows, outputs and originals; an id and a status are left."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from shared.card.row import CardRow, CardStatus, PhotoRow, PhotoStatus
from shared.errors import ServiceUnavailable
from shared.usecases.announce import Announce
from shared.usecases.delete_card import mark_photo, unmark_photo
from shared.usecases.file_card import FileCard
from shared.usecases.ports import CardRows, Originals, Outputs, PhotoRows

SHARED_PICTURES: Final = ("photo.jpg", "overlay.jpg")
"""Outputs of a photo in which all its cards can be seen."""
RESULT: Final = "result.json"
LONG_AGO: Final = "0001-01-01T00:00:00+00:00"
"""When something was deleted that cannot be restored any more."""
TRIES: Final = 10


@dataclass(frozen=True, slots=True)
class Erase:
    """Hide first, then files; the row by which an erasure that was interrupted is found again goes last."""

    originals: Originals
    outputs: Outputs
    photos: PhotoRows
    cards: CardRows
    file: FileCard
    announce: Announce

    def card(self, row: CardRow) -> None:
        """Erase one card, and the pictures in which it can be seen. Raises ServiceUnavailable."""
        others = [one for one in self.cards.of_photo(row.photo_id) if one.n != row.n]
        if all(one.status is CardStatus.DELETED for one in others):
            self._photo_with(others, row.photo_id)
        else:
            self._originals(self._of_same_bytes(row.photo_id))
            self.outputs_of(row)
        self._tombstone(row.id)

    def photo(self, photo_id: str) -> None:
        """Erase a photo and all its cards, and the copies of it. Raises ServiceUnavailable."""
        self._photo_with(self.cards.of_photo(photo_id), photo_id)

    def _photo_with(self, cards: Sequence[CardRow], photo_id: str) -> None:
        """Erase a photo with these of its cards, its own row last."""
        same = [self._hidden(one) if one.id == photo_id else one for one in self._of_same_bytes(photo_id)]
        for card in cards:
            self._tombstone(card.id)
        self._originals(same)
        self.outputs.delete(photo_id, self.outputs.paths(photo_id))
        for copy in same:
            if copy.same_as == photo_id or (copy.id != photo_id and copy.status is PhotoStatus.DELETED):
                self._bury(copy)
        for itself in same:
            if itself.id == photo_id:
                if itself.sha256 and not itself.same_as:
                    self.photos.forget_same(itself.sha256)
                self._bury(itself)
        unmark_photo(self.file.index, photo_id)

    def outputs_of(self, row: CardRow) -> None:
        """Delete the files of a card and the pictures it shares, and strike it from result.json."""
        gone = []
        for path in self.outputs.paths(row.photo_id):
            version, _, rest = path.partition("/")
            if rest.startswith(f"{row.n}/") or rest in SHARED_PICTURES:
                gone.append(path)
            elif rest == RESULT:
                self._strike(row, version)
        self.outputs.delete(row.photo_id, gone)

    def _strike(self, row: CardRow, version: str) -> None:
        """Leave of the card in result.json that it was there."""
        found = self.outputs.read(row.photo_id, version, RESULT)
        result = json.loads(getattr(found, "data", b"{}"))
        cards = [{"n": one["n"], "erased": True} if one["n"] == row.n else one for one in result.get("cards", [])]
        body = json.dumps({**result, "cards": cards}, ensure_ascii=False, indent=1).encode()
        self.outputs.write(row.photo_id, version, {RESULT: body})

    def _of_same_bytes(self, photo_id: str) -> list[PhotoRow]:
        """The photo's row, and those of all photos with the same bytes; a copy stands for itself alone."""
        row = self.photos.get(photo_id)
        if row is None:
            return []
        if row.same_as or not row.sha256:
            return [row]
        ids = {photo_id, *self.photos.all_same(row.sha256)}
        return [one for one in map(self.photos.get, sorted(ids)) if one is not None]

    def _originals(self, rows: Sequence[PhotoRow]) -> None:
        for row in rows:
            if row.status is not PhotoStatus.DELETED:
                self.originals.delete(row.name, row.etag)

    def _tombstone(self, card_id: str) -> None:
        self.file(
            card_id, lambda row: row if row is None or row.status is CardStatus.DELETED else row.erased(), "card.erased"
        )

    def _hidden(self, row: PhotoRow) -> PhotoRow:
        """The row of a photo that nobody sees any more, as its outputs go now, and that the sweep will find."""
        for _ in range(TRIES):
            if row.deleted_at or row.status is PhotoStatus.DELETED:
                return row
            mark_photo(self.file.index, row.id)
            hidden = self.photos.replace(replace(row, deleted_at=LONG_AGO))
            if hidden is not None:
                return hidden
            row = self.photos.get(row.id) or row
        raise ServiceUnavailable("The photo's row changed too often to hide it.")

    def _bury(self, row: PhotoRow) -> None:
        for _ in range(TRIES):
            if row.status is PhotoStatus.DELETED or self.photos.replace(row.erased()) is not None:
                self.announce("photo.erased", row.id)  # again, where a crash may have come between
                return
            now = self.photos.get(row.id)
            row = row if now is None else replace(row, status=now.status, row_etag=now.row_etag)
        raise ServiceUnavailable("The photo's row changed too often to erase it.")
