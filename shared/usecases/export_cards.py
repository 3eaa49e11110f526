"""Every card that a filter shows, for a file that holds them all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from ulid import ULID

from shared.card.row import CardRow
from shared.errors import TooManyCards
from shared.usecases.list_cards import Filter, ListCards
from shared.usecases.ports import Output, Outputs

PAGE: Final = 200
MOST_CARDS: Final = 20_000
"""In one file."""
MOST_PHOTOS: Final = 1_000
"""In one file: with 20 KB each, what a phone or a mail program still takes."""
THUMBNAIL: Final = "thumb.jpg"


@dataclass(frozen=True, slots=True)
class ExportCards:
    """Page by page, so that no more than a page is in memory."""

    list_cards: ListCards
    outputs: Outputs
    readers: ThreadPoolExecutor

    def __call__(self, wanted: Filter, most: int = MOST_CARDS) -> Iterator[CardRow]:
        """The cards, newest first. Raises TooManyCards at the first one too many, ServiceUnavailable."""
        for count, row in enumerate(self._all(wanted), 1):
            if count > most:
                raise TooManyCards(_narrower(row, most))
            yield row

    def with_photos(self, wanted: Filter) -> Iterator[tuple[CardRow, bytes]]:
        """The cards, each with its picture. Raises as `__call__` does."""
        rows = list(self(wanted, MOST_PHOTOS))
        yield from zip(rows, self.readers.map(self.photo, rows), strict=True)

    def photo(self, row: CardRow) -> bytes:
        """A small JPEG of a card; empty for one typed by hand. Raises ServiceUnavailable."""
        if not row.pipeline_version:
            return b""
        found = self.outputs.read(row.photo_id, row.pipeline_version, f"{row.n}/{THUMBNAIL}")
        return found.data if isinstance(found, Output) else b""

    def _all(self, wanted: Filter) -> Iterator[CardRow]:
        while True:
            page = self.list_cards(wanted, PAGE)
            yield from page.rows
            if not page.after:
                return
            wanted = replace(wanted, window=replace(wanted.window, after=page.after))


def _narrower(beyond: CardRow, most: int) -> str:
    """How to ask for less: `from` shows the newest cards, no more than fit, and `to` all others."""
    moment = ULID.from_str(beyond.photo_id).datetime + timedelta(milliseconds=1)
    written = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"The filter shows more than {most:,} cards. from={written} shows the newest, to={written} the others."
