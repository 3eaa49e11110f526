"""True values and read ones, field by field, in the form in which they are compared."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bench.accuracy.truth import Values
from shared.card.fields import SURE, Fields, review

FIELDS: Final = ("name", "company", "department", "title", "mobile", "tel", "fax", "email", "url", "address")
WHOLE: Final = ("name", "company", "mobile", "email")
"""The fields of a whole contact."""


@dataclass(frozen=True, slots=True)
class Score:
    """Values of one field: right, wrong and missed, and how many of those read with confidence are right or wrong."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    sure_right: int = 0
    sure_wrong: int = 0

    def __add__(self, other: "Score") -> "Score":
        """Add up two scores."""
        return Score(*(getattr(self, name) + getattr(other, name) for name in Score.__slots__))

    @property
    def precision(self) -> float:
        """Share of what was read that is right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of what is printed that was read."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True)
class Judged:
    """One contact: a score per field, whether it is whole, and whether a person is asked to look at it."""

    scores: Mapping[str, Score]
    whole: bool
    flagged: bool
    slips: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    """By field that is not right: what was read and is not true, and what is true and was not read."""


def judge(read: Fields, true: Values) -> Judged:
    """Compare what was read on a card with its truth."""
    outcomes = {name: _compared(name, read, true) for name in FIELDS}
    sets = {name: (judged, wanted) for name, (judged, wanted, _) in outcomes.items()}
    return Judged(
        {name: _score(*outcome) for name, outcome in outcomes.items()},
        all(wanted <= judged for name, (judged, wanted) in sets.items() if name in WHOLE),
        bool(review(read)),
        {n: (tuple(sorted(a - b)), tuple(sorted(b - a))) for n, (a, b) in sets.items() if a != b},
    )


def _score(judged: set[str], wanted: set[str], sure: set[str]) -> Score:
    right = judged & wanted
    return Score(len(right), len(judged - right), len(wanted - right), len(sure & right), len(sure - right))


def _compared(name: str, read: Fields, true: Values) -> tuple[set[str], set[str], set[str]]:
    """Return the values to be judged, the true ones, and those of the first that are sure.

    Cards print names and titles twice and some truth files hold one of the two, so values in another script than the
    truth's are not judged. Departments are judged only where the truth has them.
    """
    wanted = {plain(name, value) for value in true.get(name, ())}
    found = {plain(name, value.value): value.confidence for value in getattr(read, name)}
    if name == "title":
        found |= _joined(read, wanted)
    if name == "department" and not wanted:
        found = {}
    scripts = {_hangul(value) for value in wanted}
    judged = {value for value in found if value in wanted or not scripts or _hangul(value) in scripts}
    if name == "title" and wanted & judged:
        judged = {value for value in judged if value in wanted or not any(value in other for other in wanted)}
    return judged, wanted, {value for value in judged if found[value] >= SURE}


def _joined(read: Fields, wanted: set[str]) -> dict[str, float]:
    """Return department and title as one value, where the truth has them so."""
    posts = [
        (plain("title", d.value), plain("title", t.value), t.confidence) for d in read.department for t in read.title
    ]
    both = {text: sure for unit, post, sure in posts for text in (unit + post, post + unit)}
    return {text: sure for text, sure in both.items() if text in wanted}


def _hangul(value: str) -> bool:
    return bool(re.search("[가-힣]", value))


def plain(name: str, value: str) -> str:
    """Return a value in the form that is compared."""
    value = unicodedata.normalize("NFKC", value)
    if name in ("mobile", "tel", "fax"):
        return re.sub(r"^(?:82|44|55|1(?=[2-9]\d{9}$))?0?", "", re.sub(r"\(0\)|\D", "", value))
    if name == "url":
        return re.sub(r"^https?://|^www\.|/$", "", re.sub(r"^https?://", "", value.casefold()))
    if name == "email":
        return value.casefold().strip()
    if name == "name":
        return value.replace(" ", "") if _hangul(value) else _latin_name(value)
    return re.sub(r"[\W_]", "", value.casefold())


def _latin_name(value: str) -> str:
    """Return the parts of a name in one order, whichever comes first on the card, without honours."""
    return "".join(sorted(set(re.findall(r"\w+", value.casefold())) - {"dr", "prof"}))
