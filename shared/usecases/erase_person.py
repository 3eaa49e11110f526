"""A person wants to be forgotten: delete every card with that phone number or e-mail address."""

from dataclasses import dataclass
from typing import Final

from shared.card.row import CardRow, CardStatus
from shared.usecases.delete_card import DeleteCard
from shared.usecases.facets import digits, folded, identifiers, person_facet
from shared.usecases.ports import CardIndex, CardRows, Window

AT_ONCE: Final = 200
"""Cards looked at together."""


@dataclass(frozen=True, slots=True)
class ErasePerson:
    """Deletes as a person would, so that it can be taken back for ten minutes; the sweep then erases."""

    cards: CardRows
    index: CardIndex
    delete: DeleteCard

    def __call__(self, *, phone: str = "", email: str = "") -> list[str]:
        """Ids of the cards that are deleted by this, or were already. Raises ServiceUnavailable."""
        found: list[str] = []
        for identifier in filter(None, (digits(phone), folded(email))):
            window = Window()
            while ids := self.index.page(person_facet(identifier), window, AT_ONCE):
                found += [card_id for card_id in ids if self._deleted(self.cards.get(card_id), identifier)]
                window = Window(after=ids[-1])
        return list(dict.fromkeys(found))

    def _deleted(self, row: CardRow | None, identifier: str) -> bool:
        """Delete the card if it is that person's."""
        if row is None or row.status is CardStatus.DELETED or identifier not in identifiers(row):
            return False
        if not row.edits.deleted_at:
            self.delete(self._whole(row).id)
        return True

    def _whole(self, row: CardRow) -> CardRow:
        """The card that this one is part of, or itself."""
        into = self.cards.get(row.edits.merged_into) if row.edits.merged_into else None
        return row if into is None else self._whole(into)
