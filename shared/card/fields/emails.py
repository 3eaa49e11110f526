"""Mail addresses, with the usual slips of OCR set right."""

import re
from typing import Final

from shared.card.fields.found import Found
from shared.card.fields.words import one_of

SLIPS: Final = {"corn": "com", "c0m": "com", "con": "com", "cem": "com", "coim": "com", "comm": "com", "om": "com",
                "kf": "kr", "kt": "kr", "k": "kr", "krr": "kr", "nel": "net", "nef": "net"}  # fmt: skip
"""Ends of host names that OCR makes of com, kr and net, and that are no domains of their own on cards."""
SLIPPED: Final = "|".join(sorted(SLIPS, key=len, reverse=True))
_DOT = r"(?:\s?[.,_]{1,2}\s?|(?<=[.,_]co)\s(?=kr\b))"
HOST: Final = rf"[a-z0-9](?:[a-z0-9\-]|{_DOT}(?=[a-z0-9])){{0,80}}?{_DOT}(?:{one_of('domains')}|{SLIPPED})"

_EMAIL: Final = re.compile(
    rf"""
    (?<![a-z0-9._%+\-가-힣])
    (?: (?: (?:e-?\s?mail|mail|이\s?메일|메일|전자\s?우편) (?: \s?[.:;)\]|\-]+\s? | \s )   # label as a word
        |   [em] (?: \s?[:;)\]|]+\s? | \.?\s )                                       # as a letter
        |   (?-i:[EM]\.) ) )?                                                          # as a letter, glued on
    (?P<local> (?: [a-z]{{2,20}} \.\s )? [a-z0-9] (?: [a-z0-9_%+\-] | [.,]{{1,2}}(?=[a-z0-9]) ){{0,63}} )
    \s? (?: @ | [(\[]\s?at\s?[)\]] ) \s?
    (?P<host> {HOST} | (?:[a-z0-9\-]+\.){{1,4}}[a-z]{{2,24}} )   # a known end, or any host without spaces
    (?! [a-z0-9\-] | [.]\s?[a-z0-9] | [,_]\s?(?:kr|com|uk|jp)\b | (?<=[.,_]co)\skr\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)

_MISREAD: Final = re.compile(
    rf"(?<![\w.@])(?!www)(?P<local>[a-z][a-z0-9._\-]{{1,40}})(?:[GQ]|\sS)(?P<host>[a-z][a-z0-9.\-]{{1,60}}\.{one_of('domains')})(?![\w.\-])"
)
"""A capital amid small letters where the sign should be: OCR's reading of @."""
_SPACED: Final = re.compile(
    rf"""
    (?: \b e-?\s?mail | 이\s?메일 | 메일 | 전자\s?우편 | (?<![A-Za-z가-힣])(?-i:E) ) [\s.:;)\]|\-]+  # label
    (?P<local> [a-z][a-z0-9_\-]* (?: [\s.,]{{1,2}} [a-z][a-z0-9_\-]* )? )
    (?: \s?@\s? | \s[a-z0-9&]\s )                                 # the sign, or one letter in its place
    (?P<host> [a-z0-9\-]+ (?: [\s.,_]{{1,2}} [a-z0-9\-]+ )? [\s.,_]{{1,2}} {one_of("domains")} ) [\s.,:;|]* $
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A whole line with a label in which dots were read as blanks."""
GUESS: Final = 0.6
"""Confidence of an address whose sign or dots were not read."""


def find_email(text: str) -> Found | None:
    """Find the first mail address.

    >>> find_email("E-mail: Gildong.Hong @example,co.kr").value
    'gildong.hong@example.co.kr'
    >>> find_email("E.hong@example.corn").value
    'hong@example.com'
    """
    match = _EMAIL.search(text)
    guessed = _SPACED.search(text) or _MISREAD.search(text)
    if guessed and (match is None or guessed.start("local") < match.start("local")):
        return _found(guessed, GUESS)
    return _found(match, 0.98) if match else None


def _found(match: re.Match[str], sure: float) -> Found:
    local = re.sub(r"[.,\s]+", ".", match["local"]).lower()
    seen = match.string[match.start("local") : match.end()]
    host = match["host"] if match.re is _EMAIL else re.sub(r"\s", ".", match["host"])
    return Found("email", f"{local}@{repaired_host(host)}", seen, match.start(), match.end(), sure)


def repaired_host(printed: str) -> str:
    """Return a host name in lower case, its commas, underscores, spaces and last label set right.

    >>> repaired_host("Example .c0m")
    'example.com'
    """
    dotted = re.sub(r"(?<=[.,_]co)\s(?=kr$)|\s?[.,_]+\s?", ".", printed, flags=re.IGNORECASE)
    labels = re.sub(r"\s", "", dotted).lower().split(".")
    return ".".join([*labels[:-1], SLIPS.get(labels[-1], labels[-1])])
