"""Text lines of one card become contact fields. The order of the rules is the order of the lists below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from shared.card import FieldName
from shared.card.fields.addresses import SOME, find_address, find_postal_code, is_whole, weigh
from shared.card.fields.choice import (
    COMPANY,
    COMPANY_FROM,
    NAME,
    NAME_FROM,
    Piece,
    Surroundings,
    best,
    certainty,
    is_korean,
    name_found,
)
from shared.card.fields.companies import find_company
from shared.card.fields.departments import could_be_department, find_department
from shared.card.fields.emails import find_email
from shared.card.fields.found import CLAIMED, Fields, Found, Value
from shared.card.fields.phones import could_be_mobile, country_of, find_local_phone, find_phone, is_bare
from shared.card.fields.sheet import Claim, Rule, Sheet
from shared.card.fields.titles import find_title
from shared.card.fields.urls import find_url
from shared.card.fields.vcards import read_code
from shared.card.text import TextLine

if TYPE_CHECKING:  # so that who works on text alone does not load OpenCV
    from shared.card.codes import Code

MAX_LINES: Final = 150
"""Of one card that are looked at; a full card has under 60."""
MAX_ADDRESSES: Final = 8
"""Of each kind that names and companies are compared with."""
LEGIBLE: Final = 0.3
"""Confidence of a line from which it can be the name or the company; drawn logos were read with less."""
SECOND_COMPANY: Final = 0.6
"""More weight that the company's name in another script needs."""
FIRST_COMPANY: Final = -0.6
"""Less weight that is enough for a guess while the card has no company; its confidence asks for a person."""


Step: TypeAlias = Callable[[Sheet], None]


def extract_fields(lines: Sequence[TextLine], codes: Sequence[Code] = ()) -> Fields:
    """Read the fields of one card from its lines, in any order, and from its QR codes, which are trusted most.

    At most MAX_LINES lines are looked at, and MAX_CHARACTERS of each.
    """
    sheet = Sheet(lines[:MAX_LINES])
    for step in STEPS if lines else ():
        step(sheet)
    return gathered(chain(_read_codes(codes), _claimed(sheet)))


def claim_all(*rules: Rule) -> Step:
    """Make the step that lets each rule take all it finds."""

    def claim(sheet: Sheet) -> None:
        for rule in rules:
            sheet.apply(rule)

    return claim


def claim_local_phones(sheet: Sheet) -> None:
    """Take numbers without a country that are valid where a mail or web address of the card is registered."""
    for country in dict.fromkeys(map(country_of, sheet.values("email") + sheet.values("url"))):
        if country:
            sheet.apply(partial(find_local_phone, country=country))


def tell_phones_apart(sheet: Sheet) -> None:
    """Guess what numbers without labels are, with little confidence.

    One that can be either, as American ones can, is the mobile of a card that names none. Two
    Korean ones beside a mobile are telephone and fax, in this order.
    """
    numbers = [claim for claim in sheet.claims if claim.found.field == "tel"]
    unsure = [claim for claim in numbers if could_be_mobile(claim.found)]
    if unsure and not sheet.values("mobile"):
        sheet.rename(unsure[0], "mobile")
    bare = [claim for claim in sheet.claims if claim.found.field == "tel" and is_bare(claim.found)]
    if len(bare) == 2 and sheet.values("mobile") and not sheet.values("fax"):
        sheet.rename(bare[1], "fax")


def claim_addresses(sheet: Sheet) -> None:
    """Take every address, with the lines that it goes on in."""
    for line in np.argsort(sheet.layout.boxes[:, 1], kind="stable").tolist():
        if find_address(sheet.free[line]) is None:
            continue
        rest = _continued(sheet, line)
        whole = find_address(" ".join(sheet.free[at] for at in (line, *rest)))
        assert whole is not None  # more text has more marks
        code = find_postal_code(whole.seen)
        sheet.claim(line, replace(whole, start=0, end=len(sheet.free[line])))
        if code is not None:
            sheet.claims.append(Claim(line, code))
        for other in rest:
            sheet.close(other)


def _continued(sheet: Sheet, line: int) -> list[int]:
    """Return the lines below that go on with the address on `line`."""
    rest: list[int] = []
    text = sheet.free[line]
    for other in np.argsort(sheet.layout.boxes[:, 1], kind="stable").tolist():
        free, last = sheet.free[other], rest[-1] if rest else line
        if other == line or CLAIMED in free or not sheet.layout.follows(other, last):
            continue
        open_end = sheet.free[last].endswith(",") or text.count("(") > text.count(")")
        if (weigh(free) < SOME and not open_end) or (is_whole(free) and is_whole(text)):
            break
        rest.append(other)
        text = f"{text} {free}"
    return rest


def choose_name_and_company(sheet: Sheet) -> None:
    """Weigh what is left: the best name and the best company in each script."""
    titles = frozenset(claim.line for claim in sheet.claims if claim.found.field in ("title", "department"))
    mails = [value.split("@") for value in sheet.values("email")[:MAX_ADDRESSES]]
    urls = sheet.values("url")[:MAX_ADDRESSES]
    hosts = [re.sub(r"^https?://|[/:].*$", "", url) for url in urls] + [host for _, host in mails]
    card = Surroundings(sheet.layout, titles, tuple(local for local, _ in mails), tuple(dict.fromkeys(hosts)))
    for korean in (True, False):
        _choose_name(sheet, card, korean)
    for korean in (True, False):
        _choose_company(sheet, card, korean)


def _legible(sheet: Sheet, korean: bool) -> list[Piece]:
    """Return what is left in one script on lines that the reader believes in: logos are read as words too."""
    legible = (piece for piece in sheet.pieces() if sheet.rows[piece.line].line.confidence >= LEGIBLE)
    return [piece for piece in legible if is_korean(piece.text) == korean]


def _choose_name(sheet: Sheet, card: Surroundings, korean: bool) -> None:
    chosen = best(_legible(sheet, korean), card, NAME)
    if chosen is None or chosen[0] < NAME_FROM:
        return
    weight, piece = chosen
    found = name_found(piece)
    assert found is not None  # what is no name weighs too little
    sure, end = certainty(weight, NAME_FROM), piece.start + len(piece.text)
    sheet.claim(piece.line, replace(found, confidence=sure, start=piece.start, end=end))


def _choose_company(sheet: Sheet, card: Surroundings, korean: bool) -> None:
    """Take the best in this script unless a legal form has named it; a first company is taken on less."""
    known = sheet.values("company")
    if any(is_korean(company) == korean for company in known):
        return
    chosen = best(_legible(sheet, korean), card, COMPANY)
    if chosen is None or chosen[0] < COMPANY_FROM + (SECOND_COMPANY if known else FIRST_COMPANY):
        return
    weight, piece = chosen
    sheet.claim(piece.line, _as_found("company", piece, certainty(weight, COMPANY_FROM)))


def claim_departments(sheet: Sheet) -> None:
    """Take texts made of the words of departments, now that the company is known."""
    for piece in sheet.pieces():
        if could_be_department(piece.text):
            sheet.claim(piece.line, _as_found("department", piece, 0.7))


def keep_rest(sheet: Sheet) -> None:
    """Keep what no rule has taken."""
    for piece in sheet.pieces():
        if len(re.findall(r"\w", piece.text)) > 1:
            sheet.claim(piece.line, _as_found("other", piece, 0.5))


def _as_found(field: FieldName, piece: Piece, confidence: float) -> Found:
    return Found(field, piece.text, piece.text, piece.start, piece.start + len(piece.text), confidence)


def _read_codes(codes: Sequence[Code]) -> Iterator[tuple[str, Value]]:
    for code in codes:
        for found in read_code(code.text):
            yield found.field, _value(found, found.confidence, None, code.quad)


def _claimed(sheet: Sheet) -> Iterator[tuple[str, Value]]:
    """Yield the claims as values, sure at most as the reader was of the line."""
    for claim in sheet.claims:
        row = sheet.rows[claim.line]
        sure = claim.found.confidence * row.line.confidence
        yield claim.found.field, _value(claim.found, sure, row.first, row.line.quad)


def _value(found: Found, sure: float, line: int | None, quad: NDArray[np.float64]) -> Value:
    return Value(found.value, found.seen, round(sure, 3), line, quad, found.family, found.given)


def gathered(values: Iterable[tuple[str, Value]]) -> Fields:
    """Gather values by field: each once, however it is spaced or cased, the surest first."""
    fields: dict[str, dict[str, Value]] = {}
    for field, value in sorted(values, key=lambda one: -one[1].confidence):
        fields.setdefault(field, {}).setdefault(re.sub(r"\W", "", value.value.casefold()), value)
    return Fields(**{field: tuple(once.values()) for field, once in fields.items()})


STEPS: Final[tuple[Step, ...]] = (
    claim_all(find_email, find_url, find_phone),
    claim_local_phones,
    tell_phones_apart,
    claim_addresses,
    claim_all(find_company, find_title, find_department),
    choose_name_and_company,
    claim_departments,
    keep_rest,
)
"""What is read first closes its text to what comes after."""
