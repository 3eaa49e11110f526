"""Companies that print their legal form, which puts them beyond doubt."""

import re
from typing import Final

from shared.card.fields.departments import is_korean_department
from shared.card.fields.found import Found
from shared.card.fields.segments import segments
from shared.card.fields.titles import is_korean_title
from shared.card.fields.words import words

_KOREAN: Final = re.compile("(?:" + "|".join(re.escape(form) for form in words("legal_forms")) + r")(?:\s?\(유한\))?")
_LATIN: Final = re.compile(
    r"""
    (?<![A-Za-z])
    (?: Co\s?[.,]{0,2}\s?,?\s?Ltd | CO\s?[.,]{0,2}\s?,?\s?LTD          # Co., Ltd in every punctuation
    |   (?:Pte|Pty|PTE|PTY)\.?\s?(?:Ltd|LTD) | Ltd | LTD | Limited | LIMITED
    |   Inc | INC | Incorporated | Corp | CORP | Corporation | CORPORATION
    |   LLC | L\.L\.C | LLP | PLC | GmbH | GMBH | S\.A | S\.p\.A | S\.r\.l | B\.V | N\.V | K\.K | SARL
    |   (?:AG|AB|Oy|ApS|SAS|A/S)(?=\.?$)                               # too short but at the end
    ) (?![A-Za-z]) \.?
    """,
    re.VERBOSE,
)
_SLIPPED: Final = re.compile(r"^[\[(]?쥐[\])]?\s?(?=[가-힣]{2})|^\(주(?=[가-힣]{2}[^)]*$)")
"""OCR's readings of ㈜ and (주) before a name; hardly a name begins with 쥐, a mouse."""
_SIGN: Final = re.compile(r"^[^가-힣\s]{1,2}\s(?=\S)")
"""A sign or a bit of a logo before a form, read as a letter or two."""
GUESS: Final = 0.7
"""Confidence of a company whose form was misread."""


def find_company(text: str) -> Found | None:
    """Find the first company with a legal form.

    >>> find_company("(주) 가나다테크 영업부").value
    '(주)가나다테크'
    >>> find_company("Example Trading Co.,Ltd.").seen
    'Example Trading Co.,Ltd.'
    """
    for start, segment in segments(text):
        seen = _korean(segment) or _latin(segment)
        if not seen and (slip := _SLIPPED.match(segment)):
            return Found("company", f"(주){segment[slip.end() :]}", segment, start, start + len(segment), GUESS)
        if seen:
            at = start + segment.index(seen)
            seen += "." if text[at + len(seen) :].startswith(".") and seen[-1].isascii() and seen[-1].isalpha() else ""
            value = re.sub(r" ?(\([주유합사재의학]\)) ?", r"\1", seen)
            return Found("company", value, seen, at, at + len(seen), 0.97)
    return None


def _korean(segment: str) -> str:
    """Take the words before the form, or, where it comes first, those after it up to a post."""
    sign = _SIGN.match(segment)
    if sign and _KOREAN.match(segment, sign.end()):
        return _korean(segment[sign.end() :])
    form = _KOREAN.search(segment)
    if form is None or (form.start() and re.match(r"[가-힣A-Za-z]", segment[form.end() :])):
        return ""
    if segment[: form.start()].strip(" ("):
        return segment[: form.end()]
    first, *others = segment[form.end() :].split(" ") if segment[form.end() :].strip() else [""]
    kept = [first]
    for word in others:
        if kept != [""] and (is_korean_title(word) or is_korean_department(word)):
            break
        kept.append(word)
    name = " ".join(kept)
    return segment[: form.end()] + name if name.strip() else ""


def _latin(segment: str) -> str:
    form = _LATIN.search(segment)
    before = segment[: form.start()].strip(" ,") if form else ""
    return segment[: form.end()] if form and before else ""
