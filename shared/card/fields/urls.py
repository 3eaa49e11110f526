"""Web addresses, with the usual slips of OCR set right."""

import re
from typing import Final

from shared.card.fields.emails import GUESS, HOST, repaired_host
from shared.card.fields.found import Found
from shared.card.fields.words import one_of, word_set

_MARKED: Final = rf"(?:[a-z0-9\-]{{1,30}}\s(?=[a-z0-9\-]+[.,]))?{HOST}"  # after www, OCR may part a word
_BARE: Final = rf"(?:[a-z0-9][a-z0-9\-]{{0,60}}\.){{1,4}}{one_of('domains')}"  # without www, spaces part sentences
_URL: Final = re.compile(
    rf"""
    (?: (?<![A-Za-z가-힣]) (?:home\s?page|web\s?site|website|web|url|홈\s?페이지|웹\s?사이트|블로그|blog|w|h)
        (?: \s?[:;)\]|\-]+\s? | \.?\s+ | \.(?=w{{3}}) ) )?
    (?P<scheme> (?<![a-z0-9]) https? \s?[:;.]?\s? /{{1,2}} \s? )?
    (?: (?P<www> (?<![a-z0-9@.\-]) (?: w{{3,4}} | vvww | wvvw | wwvv | vvvvvv ) ) (?:\s?[.,]\s?|\s) )?
    (?P<host> (?<![a-z0-9@\-]) (?(scheme){_MARKED}|(?(www){_MARKED}|{_BARE})) )
    (?P<path> (?::\d{{2,5}})? (?:/[a-z0-9_\-./?=&%~@\#+가-힣]*)? )
    (?! [a-z0-9\-@] | [.]\s?[a-z0-9] | [,_]\s?(?:kr|com|uk|jp)\b | (?<=[.,_]co)\skr\b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SPACED: Final = re.compile(
    rf"(?<![A-Za-z가-힣])www[\s.,_]+(?P<host>[a-z0-9\-]{{2,40}}[\s.,_]+(?:co[\s.,_]+)?{one_of('domains')})(?![a-z0-9\-]|[\s.,_]+[a-z])",
    re.IGNORECASE,
)
"""One in which dots were read as blanks, with nothing after it."""


def find_url(text: str) -> Found | None:
    """Find the first web address.

    >>> find_url("홈페이지 WWW,Example.co.kr").value
    'www.example.co.kr'
    >>> find_url("http://example.com/About.").value
    'http://example.com/About'
    """
    matches = (match for match in _URL.finditer(text) if match["host"].casefold() not in word_set("domains"))
    match = next(matches, None)
    if match is None:
        return _spaced_url(text)
    path = match["path"].rstrip(".,")
    scheme = "" if not match["scheme"] else "https://" if match["scheme"].lower().startswith("https") else "http://"
    value = scheme + ("www." if match["www"] else "") + repaired_host(match["host"]) + path
    first = match.start("scheme") if match["scheme"] else match.start("www") if match["www"] else match.start("host")
    return Found("url", value, text[first : match.end()].rstrip(".,"), match.start(), match.end(), 0.97)


def _spaced_url(text: str) -> Found | None:
    match = _SPACED.search(text)
    if match is None:
        return None
    host = re.sub(r"[\s.,_]+", ".", match["host"]).lower()
    return Found("url", f"www.{host}", match.group(), match.start(), match.end(), GUESS)
