"""Pages of cards, newest first, of any filter; the work for a page does not grow with the number of cards."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from shared.card.row import CardRow
from shared.usecases.facets import matches, owner_facet, query_facet, tag_facet
from shared.usecases.paging import Page, fill_page
from shared.usecases.ports import CardIndex, CardRows, Window


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cards are wanted; what is empty does not matter."""

    status: str = ""
    review: str = ""
    tag: str = ""
    query: str = ""
    """As `searched` gives it."""
    owner: str = ""
    """A chat user."""
    window: Window = field(default_factory=Window)

    @property
    def drawer(self) -> str:
        """The one of its facets that is likely to hold the fewest cards."""
        if self.query:
            return query_facet(self.query)
        if self.owner:
            return owner_facet(self.owner)
        if self.tag:
            return tag_facet(self.tag)
        if self.review:
            return f"review:{self.review}"
        return f"status:{self.status}" if self.status else ""

    def lets_through(self, row: CardRow) -> bool:
        """Whether the card is wanted."""
        return (
            not row.hidden
            and self.status in ("", row.status)
            and self.review in ("", row.review)
            and self.owner in ("", row.owner)
            and (not self.tag or tag_facet(self.tag) in map(tag_facet, row.edits.tags))
            and (not self.query or matches(row, self.query))
        )


@dataclass(frozen=True, slots=True)
class ListCards:
    """List and search."""

    cards: CardRows
    index: CardIndex
    readers: ThreadPoolExecutor

    def __call__(self, wanted: Filter, limit: int) -> Page[CardRow]:
        """One page of at most `limit` cards. Raises ServiceUnavailable."""
        return fill_page(partial(self._read, wanted.drawer), wanted.lets_through, wanted.window, limit)

    def _read(self, drawer: str, window: Window, limit: int) -> tuple[Sequence[str], Sequence[CardRow | None]]:
        """The next cards of the drawer, or of all: their ids, and their rows as far as they are there."""
        if not drawer:
            rows = self.cards.page(window, limit)
            return [row.id for row in rows], rows
        ids = self.index.page(drawer, window, limit)
        get: Callable[[str], CardRow | None] = self.cards.get
        return ids, list(self.readers.map(get, ids))
