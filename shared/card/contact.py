"""Text lines in, a contact out: what was read on a card, what it means, and what a person should look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.card.codes import Code
from shared.card.fields import Fields, Value, extract_fields, review
from shared.card.text import TextLine, Unread


@dataclass(frozen=True, slots=True, eq=False)
class Contact:
    """What one card says."""

    lines: tuple[TextLine, ...]
    fields: Fields
    review: tuple[str, ...]
    """Why a person should look, one sentence each."""
    unread: str = ""
    """Why there is no text."""


def make_contact(text: Sequence[TextLine] | Unread, codes: Sequence[Code]) -> Contact:
    """Find the fields in the text and the codes; an unread card has those of its codes and asks for a person."""
    if isinstance(text, Unread):
        return Contact((), extract_fields((), codes), (text.reason,), text.reason)
    fields = extract_fields(text, codes)
    return Contact(tuple(text), fields, review(fields))


def describe_contact(contact: Contact) -> dict[str, Any]:
    """What result.json says of a card besides its pictures: plain values."""
    described: dict[str, Any] = {
        "status": "unread" if contact.unread else "read",
        "unread": contact.unread or None,
        "fields": {name: [_value(value) for value in values] for name, values in contact.fields.items() if values},
        "review": list(contact.review),
    }
    if not contact.unread:
        described["lines"] = [
            {"quad": rounded(line.quad), "text": line.text, "confidence": round(line.confidence, 3)}
            for line in contact.lines
        ]
    return described


def _value(value: Value) -> dict[str, Any]:
    described = {
        "value": value.value,
        "seen": value.seen,
        "confidence": round(value.confidence, 3),
        "line": value.line,
        "quad": rounded(value.quad),
    }
    return described | ({"family": value.family, "given": value.given} if value.family or value.given else {})


def rounded(corners: np.ndarray[Any, np.dtype[np.float64]]) -> list[list[float]]:
    """Corners for result.json, to hundredths of a pixel, a tenth of what they are found to."""
    quad: list[list[float]] = np.round(corners, 2).tolist()
    return quad
