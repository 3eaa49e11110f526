"""A card's row changes: change its index rows with it, and tell of it. Safe to repeat and to interrupt."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from shared.card.row import CardRow
from shared.errors import ServiceUnavailable
from shared.usecases.announce import Announce
from shared.usecases.facets import facets
from shared.usecases.ports import CardIndex, CardRows, Outputs, Pending

TRIES: Final = 10
"""How often a change is decided anew when others write the same row."""

EDITS: Final = "edits"
"""Folder of a photo's outputs, beside those of the pipeline's versions."""

Decide: TypeAlias = Callable[[CardRow | None], CardRow | None]
"""Given the row as it is, the row as it shall be; the same one, or None, for no change. May refuse by raising."""


@dataclass(frozen=True, slots=True)
class FileCard:
    """The only way to write a card: note and new index rows, the row, old index rows, the log, the note goes.

    An index row may so point to a card that does not (or no longer) belong there: readers check the card. A card
    is never without its index rows. What a crash leaves is told by its note, which the sweep works off.
    """

    cards: CardRows
    index: CardIndex
    outputs: Outputs
    announce: Announce

    def __call__(self, card_id: str, decide: Decide, what: str) -> CardRow | None:
        """Change a card as `decide` says and log it as `what`; the row as it is then. Raises ServiceUnavailable."""
        notes: list[str] = []
        touched: set[str] = set()
        for _ in range(TRIES):
            old = self.cards.get(card_id)
            new = decide(old)
            if new is None or new is old:
                self._settle(card_id, old, touched, notes)
                return old
            before, after = facets(old), facets(new)
            touched |= before | after
            notes.append(self.index.begin(card_id, after - before, before | after))
            written = self.cards.write(new)
            if written is not None:
                self._keep_edits(written)
                self.announce(what, card_id)
                self._settle(card_id, written, touched, notes)
                return written
        raise ServiceUnavailable("The card's row changed too often to change it.")

    def remove(self, row: CardRow) -> None:
        """Take away a card that is no more, unless it changed after `row` was read. Raises ServiceUnavailable."""
        note = self.index.begin(row.id, set(), facets(row))
        removed = self.cards.remove(row)
        if removed:
            self.announce("card.gone", row.id)
        self._settle(row.id, None if removed else self.cards.get(row.id), set(facets(row)), [note])

    def repair(self, pending: Pending) -> None:
        """Finish what a crash interrupted: index rows as the card's row says, the log, the note goes."""
        row = self.cards.get(pending.card_id)
        while True:
            notes = [self.index.begin(pending.card_id, facets(row), facets(row))] if row else []
            self.index.tidy(pending, facets(row))
            again = self.cards.get(pending.card_id)
            self.index.settle(notes)
            if _etag(again) == _etag(row):
                break
            row = again
        if row is not None:
            self._keep_edits(row)
        self.announce("card.changed", pending.card_id)
        self.index.settle([pending.note])

    def _keep_edits(self, row: CardRow) -> None:
        """Store what people did beside the outputs, from where all rows can be made again.

        Each revision has a name of its own, so that writers who overtake each other leave the newest one on top.
        """
        if row.edits.revision:
            path = f"{row.n}/{row.edits.revision:06d}.json"
            body = json.dumps(row.edits.as_json(), ensure_ascii=False, indent=1).encode()
            self.outputs.write(row.photo_id, EDITS, {path: body})

    def _settle(self, card_id: str, row: CardRow | None, touched: set[str], notes: list[str]) -> None:
        """Take the card, whose row is now `row`, out of the drawers it left, unless another writer puts it back."""
        while notes:
            now = facets(row)
            if touched - now:
                self.index.drop(card_id, touched - now)
            again = self.cards.get(card_id) if touched - now else row
            if _etag(again) == _etag(row):
                break
            row = again
            notes.append(self.index.begin(card_id, facets(row), touched | facets(row)))
        if not self.index.settle(notes):
            # A sweep took us for dead (a slow clock, a long pause) and tidied up before our row was there.
            row = self.cards.get(card_id)
            self.index.settle([self.index.begin(card_id, facets(row), facets(row))])


def _etag(row: CardRow | None) -> str:
    return row.row_etag if row else ""
