"""Keys: an id in, where its row stands out. Everything sorts newest first."""

from datetime import datetime
from typing import Final

from ulid import ULID

from shared.usecases.ports import Window

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
INVERTED: Final = str.maketrans(CROCKFORD, CROCKFORD[::-1])
PARTITION_CHARACTERS: Final = 5
"""Of a ULID: a partition holds what came within 2^25 ms, 9.3 hours."""
TIME_CHARACTERS: Final = 10
"""Of a ULID: its milliseconds."""
LAST_MILLISECOND: Final = 2**48 - 1
"""Of a ULID: in the year 10889."""
BEHIND_ALL: Final = "~"
"""Sorts behind every character of a key."""
FIRST_OTHER_PARTITION: Final = "a"
"""Rows of photos and cards stand in partitions of digits and capitals; index, log and tallies behind them."""


def partition_key(photo_id: str) -> str:
    """The inverted first characters of the ULID, so that newer partitions sort first."""
    return photo_id[:PARTITION_CHARACTERS].translate(INVERTED)


def row_key(photo_id: str) -> str:
    """The inverted ULID, so that a plain range read is newest first."""
    return photo_id.translate(INVERTED)


def card_row_key(photo_id: str, n: int) -> str:
    """The cards of a photo stay together, in reading order."""
    return f"{row_key(photo_id)}-{n:03d}"


def key_of_card(card_id: str) -> str:
    """The row key of a card by its id."""
    photo_id, n = card_id.split("-")
    return card_row_key(photo_id, int(n))


def card_of_key(key: str) -> str:
    """The id of the card with this row key."""
    inverted, n = key.split("-")
    return f"{inverted.translate(INVERTED)}-{int(n)}"


def photo_of_key(key: str) -> str:
    """The id of the photo with this row key."""
    return key.translate(INVERTED)


def partition_range(first: str, last: str) -> tuple[str, str]:
    """The partitions, the second one excluded, of the row keys between `first` and `last` as `key_range` gives them."""
    until = last[:PARTITION_CHARACTERS] + BEHIND_ALL if last != BEHIND_ALL else FIRST_OTHER_PARTITION
    return first[:PARTITION_CHARACTERS], until


def key_range(window: Window) -> tuple[str, str]:
    """The row keys between which, both excluded, the cards or photos of `window` stand."""
    key = key_of_card if "-" in window.after else row_key
    first = [key(window.after)] if window.after else []
    first += [_behind(window.until)] if window.until else []
    last = _behind(window.since) if window.since else BEHIND_ALL
    return max(first, default=""), last


def _behind(moment: datetime) -> str:
    """A key behind those of all cards since `moment`, and before those of older ones."""
    milliseconds = min(max(0, int(moment.timestamp() * 1000)), LAST_MILLISECOND)
    first = str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + bytes(10)))
    return first[:TIME_CHARACTERS].translate(INVERTED) + BEHIND_ALL
