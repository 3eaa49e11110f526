"""What a person should look at before a card is used: fields become reasons."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from shared.card.fields.found import Fields, Value

SURE: Final = 0.75
"""Confidence from which a value is taken as right without a look."""
_BROKEN: Final = re.compile(r"\w\s?@|\be-?mail\b|이메일", re.IGNORECASE)
"""A mail address that no rule could read; a name in a social network has nothing before its @."""


def review(fields: Fields) -> tuple[str, ...]:
    """Return one sentence for each thing that is missing or unsure; none, and the card may be used as it is."""
    return tuple(_reasons(fields))


def _reasons(fields: Fields) -> Iterator[str]:
    yield from _about("name", fields.name)
    yield from _about("company", fields.company)
    ways = (*fields.mobile, *fields.tel, *fields.email)
    if not ways:
        yield "No way to reach the person was found."
    elif max(way.confidence for way in ways) < SURE:
        yield f"Every way to reach the person is unsure; the best is {ways[0].seen!r}."
    broken = (text.seen for text in fields.other if _BROKEN.search(text.seen))
    yield from (f"{seen!r} looks like a mail address that could not be read." for seen in broken)


def _about(what: str, values: Sequence[Value]) -> Iterator[str]:
    if not values:
        yield f"No {what} was found."
    elif values[0].confidence < SURE:
        yield f"The {what} {values[0].seen!r} is unsure ({values[0].confidence:.2f}, needs {SURE:.2f})."
