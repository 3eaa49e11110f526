"""Which cards are of the same person."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from shared.card.row import CardRow
from shared.usecases.edit_card import present
from shared.usecases.facets import same_facet, sameness
from shared.usecases.ports import CardIndex, CardRows, Window

MOST: Final = 50
"""Cards looked at for each thing that two cards may share."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another card, and why it may be of the same person."""

    card: CardRow
    shares: tuple[str, ...]
    """Of `mobile`, `email` and `company and name`."""


@dataclass(frozen=True, slots=True)
class FindDuplicates:
    """Look into the drawers of a card for others."""

    cards: CardRows
    index: CardIndex

    def __call__(self, card_id: str) -> list[Duplicate]:
        """The other cards, those that share most first. Raises NotFound, Deleted, ServiceUnavailable."""
        row = present(self.cards.get(card_id), card_id)
        shared: dict[str, set[str]] = defaultdict(set)
        for one in sameness(row):
            for other in self.index.page(same_facet(one), Window(), MOST):
                shared[other].add(one)
        found = [self._duplicate(other, ones) for other, ones in shared.items() if other != card_id]
        return sorted((one for one in found if one), key=lambda one: (-len(one.shares), one.card.id))

    def _duplicate(self, card_id: str, shared: set[str]) -> Duplicate | None:
        row = self.cards.get(card_id)
        if row is None or row.hidden:
            return None
        shares = {one.partition(":")[0] for one in sameness(row) & shared}
        return Duplicate(row, tuple(sorted(shares))) if shares else None
