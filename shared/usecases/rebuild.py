"""Make the tables again from the processed container: they are an index that can be lost."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from shared.card.row import CardRow, CardStatus, Edits, PhotoRow, PhotoStatus
from shared.usecases.chat.sent import sender_of
from shared.usecases.facets import facets
from shared.usecases.file_card import EDITS
from shared.usecases.ports import CardIndex, CardRows, Changes, Clock, Output, Outputs, PhotoRows

ROW: Final = "row"
"""Folder of a photo's outputs for what only its row knew."""
PHOTO: Final = "photo.json"
RESULT: Final = "result.json"
KEPT: Final = ("name", "etag", "filename", "sha256", "pipeline_version", "forced", "quads")
AT_ONCE: Final = 8
"""Photos that are worked on together."""


def photo_file(row: PhotoRow) -> dict[str, bytes]:
    """The file that keeps what a photo's row knows besides result.json."""
    kept = {name: getattr(row, name) for name in KEPT}
    return {PHOTO: json.dumps(kept, ensure_ascii=False, indent=1, default=list).encode()}


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Adds the rows that are missing; those that are there stay, and get their index rows again. Safe to repeat.

    Photos without outputs (failed ones, copies) have no row afterwards: the sweep finds their blobs.
    """

    outputs: Outputs
    photos: PhotoRows
    cards: CardRows
    index: CardIndex
    changes: Changes
    clock: Clock

    def __call__(self, observe: Callable[[int], None] = lambda cards: None) -> int:
        """Rebuild; the number of cards, which `observe` is told after each photo too. Raises ServiceUnavailable."""
        # A new log begins behind every number that a program may remember of the lost one.
        self.changes.begin(int(self.clock().timestamp()))
        done = 0
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for cards in threads.map(self.photo, self.outputs.photo_ids()):
                done += cards
                observe(done)
        self.changes.append("tables.rebuilt", "", self.clock())
        return done

    def photo(self, photo_id: str) -> int:
        """Rebuild the rows of one photo, or of a card typed by hand; how many cards it has."""
        paths = self.outputs.paths(photo_id)
        edits = dict(self._edits(photo_id, paths))
        known = self._json(photo_id, f"{ROW}/{PHOTO}") if f"{ROW}/{PHOTO}" in paths else None
        rows = self._of_photo(photo_id, known, edits) if known else _typed(photo_id, edits)
        for row in rows:
            self._file(row)
        return len(rows)

    def _of_photo(self, photo_id: str, known: dict[str, Any], edits: dict[int, Edits]) -> list[CardRow]:
        """The cards of a photo whose row is rebuilt with them."""
        version = known["pipeline_version"]
        result = self._json(photo_id, f"{version}/{RESULT}")
        photo = PhotoRow(
            id=photo_id,
            status=PhotoStatus.DONE,
            width=result["width"],
            height=result["height"],
            cards=len(result["cards"]),
            no_card=result["no_card"] or "",
            **{name: known[name] for name in KEPT},
        )
        self.photos.insert(photo)
        if photo.sha256:
            self.photos.first_with(photo.sha256, photo_id)
        return [_card(photo, card, edits.get(card["n"], Edits())) for card in result["cards"]]

    def _edits(self, photo_id: str, paths: list[str]) -> Iterator[tuple[int, Edits]]:
        """The last edits of each card."""
        last = {int(path.split("/")[1]): path for path in sorted(paths) if path.startswith(f"{EDITS}/")}
        for n, path in last.items():
            yield n, Edits.of_json(self._json(photo_id, path))

    def _file(self, row: CardRow) -> None:
        """Write the row if it is missing, and the index rows of the one that is there then."""
        there = self.cards.get(row.id) or row
        note = self.index.begin(row.id, facets(there), facets(there))
        if not there.row_etag:
            self.cards.write(row)
        self.index.settle([note])

    def _json(self, photo_id: str, path: str) -> dict[str, Any]:
        found = self.outputs.read(photo_id, "", path)
        body: dict[str, Any] = json.loads(found.data) if isinstance(found, Output) else {}
        return body


def _card(photo: PhotoRow, card: dict[str, Any], edits: Edits) -> CardRow:
    if card.get("erased"):
        return CardRow(photo.id, card["n"], "", {}, CardStatus.DELETED)
    owner = sender_of(photo.name)
    return CardRow(photo.id, card["n"], photo.pipeline_version, card, CardStatus(card["status"]), edits, owner)


def _typed(photo_id: str, edits: dict[int, Edits]) -> list[CardRow]:
    return [CardRow(photo_id, n, "", {}, CardStatus.READ, one) for n, one in edits.items()]
