"""A page of rows that pass a filter, by range reads, whatever the number of rows: lists of cards and of photos."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeAlias, TypeVar

from shared.usecases.ports import Window

MOST_ROUNDS: Final = 5
"""Range reads for one page. A filter that lets little through may so give a page that is not full, with a cursor."""
READERS: Final = 8
"""Rows that are looked at together."""

Row = TypeVar("Row")
Read: TypeAlias = Callable[[Window, int], tuple[Sequence[str], Sequence[Row | None]]]
"""The next ids of a list, and their rows as far as they are there."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and where the next page begins."""

    rows: Sequence[Row]
    after: str
    """Id of the last row that was looked at; empty when there are no more."""


def fill_page(read: Read[Row], lets_through: Callable[[Row], bool], window: Window, limit: int) -> Page[Row]:
    """At most `limit` of the rows that `read` finds and `lets_through` wants. Raises what `read` raises."""
    shown: list[Row] = []
    for _ in range(MOST_ROUNDS):
        ids, rows = read(window, limit + 1)
        for row_id, row in zip(ids, rows, strict=True):
            if len(shown) == limit:
                return Page(shown, window.after)
            window = replace(window, after=row_id)
            if row is not None and lets_through(row):
                shown.append(row)
        if len(ids) <= limit:
            return Page(shown, "")
    return Page(shown, window.after)
