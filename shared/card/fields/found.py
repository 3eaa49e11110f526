"""What a rule found in a text, and the fields that a card's values are gathered in."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.card import FieldName

CLAIMED: Final = "\x00"
"""Stands in the place of text that a rule has taken; no pattern matches across it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value that one rule found in `text[start:end]` (labels included); `seen` is the value as printed."""

    field: FieldName
    value: str
    seen: str
    start: int
    end: int
    confidence: float = 1.0
    family: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """One value of a field.

    `value` is normalised (numbers E.164, mail and hosts in lower case, names as "given family" in Latin and without
    spaces in Hangul), `seen` as printed, `confidence` 0..1. `line` is the index of the text line it came from, None
    for a QR code, and `quad` that line's or code's place in the photo. `family` and `given` are for names only.
    """

    value: str
    seen: str
    confidence: float
    line: int | None
    quad: NDArray[np.float64]
    family: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """Everything read on a card, each field with any number of values, the surest first."""

    name: tuple[Value, ...] = ()
    company: tuple[Value, ...] = ()
    department: tuple[Value, ...] = ()
    title: tuple[Value, ...] = ()
    mobile: tuple[Value, ...] = ()
    tel: tuple[Value, ...] = ()
    fax: tuple[Value, ...] = ()
    email: tuple[Value, ...] = ()
    url: tuple[Value, ...] = ()
    address: tuple[Value, ...] = ()
    postal_code: tuple[Value, ...] = ()
    other: tuple[Value, ...] = ()

    def items(self) -> Iterator[tuple[str, tuple[Value, ...]]]:
        """Yield every field's name with its values, empty ones too, in the order above."""
        for one in dataclass_fields(self):
            yield one.name, getattr(self, one.name)
