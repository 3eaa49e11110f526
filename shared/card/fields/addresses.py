"""Postal addresses, Korean (by road or by lot) and in English order, and their postal codes.

Korean form: province, city or county, district, town, then road name and building number (Road Name Address Act,
binding since 2014) or dong/ri and lot number; five-digit codes since 2015-08-01.
"""

import re
from dataclasses import dataclass
from typing import Final

from shared.card.fields.found import CLAIMED, Found
from shared.card.fields.slips import mended_address
from shared.card.fields.words import one_of

ENOUGH: Final = 3.0
"""Weight of marks from which a text is an address by itself."""
SOME: Final = 1.0
"""Weight from which it can go on with the address on the line above."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that addresses print: `weight` each time it is found, `most` times at most.

    With `whole`, it is a place with its number: another one is another address.
    """

    weight: float
    pattern: re.Pattern[str]
    most: int = 1
    whole: bool = False


_REGION: Final = one_of("regions_ko")
_CITY: Final = one_of("regions_en")
_STREET: Final = one_of("streets_en")
_NO_DATE: Final = r"(?!\d|[가-힣]*[년월일시]|원)"


def _exact(weight: float, pattern: str, most: int = 1, whole: bool = False) -> Mark:
    return Mark(weight, re.compile(pattern, re.VERBOSE), most, whole)


def _any_case(weight: float, pattern: str, most: int = 1, whole: bool = False) -> Mark:
    return Mark(weight, re.compile(pattern, re.VERBOSE | re.IGNORECASE), most, whole)


MARKS: Final = (
    # road name and building number, '보기대로 12-3', '보기로3번길 지하 4'
    _exact(
        3.0,
        rf"[가-힣A-Za-z0-9·]{{1,12}} (?:대로|로|길) \s? (?:지하\s?)? \d{{1,5}} (?:-\d{{1,4}})? {_NO_DATE}",
        whole=True,
    ),
    # lot, '보기동 123-4번지', '보기리 산 12'
    _exact(
        2.0,
        rf"[가-힣]{{1,5}}\d{{0,2}} (?:읍|면|동|리|가) \s? (?:산\s?)? \d{{1,4}} (?:-\d{{1,4}})? (?:\s?번지)? {_NO_DATE}",
        whole=True,
    ),
    _exact(3.0, rf"(?<![가-힣A-Za-z0-9]) {_REGION} \s? [가-힣]{{1,5}} (?:시|군|구) (?![가-힣])"),
    _exact(0.5, rf"^{_REGION} (?![가-힣])"),
    _exact(1.0, r"[가-힣]{1,5} (?:시|군|구|읍|면) (?=\s) (?<!다시)(?<!즉시)(?<!상시)", most=2),
    _exact(1.0, r"\d{1,4} \s? 번지"),
    # storey, room
    _exact(
        1.0,
        r"(?<!\d) (?:B|지하\s?)? \d{1,3} \s? 층 | (?<![\d-]) B?\d{2,5} \s? 호 (?![가-힣]) | \d{1,4}동 \s? \d{1,4}호",
    ),
    _exact(
        1.0,
        r"[가-힣A-Za-z0-9]{2,}"
        r" (?:빌딩|타워|센터|프라자|플라자|오피스텔|아파트|상가|빌라|스퀘어|하우스|팰리스|밸리|벨리|지식산업)",
    ),
    _exact(0.8, r"\( [가-힣0-9]{1,6} [동가리] (?:\s?,[^)]{1,30})? \)"),  # the legal dong in brackets
    _exact(
        2.0, r"(?: ^ | [(\[] | 우\s?[)\]]? ) \s? \d{5} \s? [)\]]? (?=\s?[가-힣]) | \( \s? \d{3}-\d{3} \s? \)"
    ),  # postcode
    _any_case(3.0, r"[a-z]{2,}\d{0,3} (?:beon)? -? (?:\d{1,3}\s?beon-?)? \s?-(?:ro|gil|daero) (?![a-z])", whole=True),
    _any_case(2.0, r"[a-z]{2,}\d? - (?:gu|si|do|dong|eup|myeon|gun|ri) (?![a-z])", most=2),
    # number and street, '100 Example Street'
    _any_case(
        3.0,
        rf"(?<![\w-]) \d{{1,6}}[a-z]? (?:-\d{{1,4}})? ,? \s+ (?:(?-i:[A-Z0-9])[\w'.-]*\s+){{1,4}}? {_STREET} \b",
        whole=True,
    ),
    _exact(2.5, rf"(?:[A-Z][\w'.-]*\s+){{1,3}} {_STREET} \.?,? \s+ \d{{1,5}} \b"),  # street and number
    _exact(2.0, rf"^(?:[A-Z][\w'.-]*\s+){{1,3}} {_STREET} \.? (?=,)"),
    _any_case(1.5, rf"(?<![a-z]) {_CITY} (?![a-z])", most=2),
    _any_case(
        1.2,
        r"\b (?:suite|ste|floor|flat|unit|room|rm|apt|bldg|building|tower|plaza|level|block|lot) \b \.?\s? \#?\w{0,5}",
    ),
    _any_case(1.0, r"(?<![\w-]) (?: B?\d{1,3}\s?F | \d{1,3}(?:st|nd|rd|th)\s(?:floor|fl) | \#\s?\d{1,5} ) \b"),
    _exact(3.0, r"\b [A-Z]{2} \.?,? \s+ \d{5} (?:-\d{4})? \b"),  # American state and ZIP
    _exact(1.5, rf",\s {one_of('states_us')} $"),
    _exact(3.0, r"\b [A-Z]{1,2}\d[A-Z\d]? \s? \d[A-Z]{2} \b"),  # British postcode
    _any_case(3.0, r"\b P\.?\s?O\.?\s?Box \s? \d+"),
)
"""What addresses print. Weights were set by hand so that one road with a number, or two weaker marks, is enough."""

_STRAY: Final = re.compile(r"(?<![가-힣A-Za-z0-9])[A-Za-z]{2,}(?![가-힣A-Za-z0-9])")
DOUBTED: Final = 0.25
"""Taken off the confidence of a Korean address with a Latin word in it: OCR takes Hangul words for Latin ones."""
_LABEL: Final = re.compile(
    r"""
    ^\s* [(\[<]? (?: (?: 본\s?사 | 지\s?사 | 공\s?장 | 연구소 | 사무실 | 사무소 | 매장 | 서울사무소 | 본점 | 지점
              |   소재지 | 오시는\s?길
              |   (?:본사|회사|사업장)? \s? 주\s?소 ) (?= \s?[.:)\]>|\-(\d] | \s )
        |   (?: head\s?office | factory | office | address | addr | add | ad ) \b
        |   A (?=[.:)\s|]) )
    [\s.:;)\]>|\-]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SIGN: Final = re.compile(r"[^가-힣\s]{1,2}\s+(?=(?:[(\[]\s?\d{3,5}\s?[)\]]\s*)?[가-힣])")
"""A sign before a Korean address, read as a letter or two."""
_POSTAL_CODE: Final = re.compile(
    r"""
      (?: (?<![\d-]) (?P<korean> \d{5} ) (?![\d-]) (?= \s?[)\]]?\s?[가-힣] )   # 12345 서울...
      |   [(\[] \s? (?P<bracketed> \d{5} | \d{3}-\d{3} ) \s? [)\]]             # (12345), or of before 2015
      |   (?:우편번호|우\s?\)?|zip\s?code|zip|postal\s?code) [\s.:)]* (?P<labelled> \d{5} (?:-\d{4})? | \d{3}-\d{3} )
      |   \b [A-Z]{2} \.?,? \s+ (?P<american> \d{5} (?:-\d{4})? ) \b
      |   (?P<british> \b [A-Z]{1,2}\d[A-Z\d]? \s? \d[A-Z]{2} \b )
      |   (?<=[a-z,]) \s (?P<last> \d{5} ) \s?(?:,|$|korea) )  # Seoul 12345, Korea
    """,
    re.VERBOSE,
)


def weigh(text: str) -> float:
    """Return how much of an address a text shows; ENOUGH is one by itself.

    >>> weigh("서울특별시 강남구 보기로 12, 3층 (보기동)") >= ENOUGH, weigh("365일 24시간 상담") >= SOME
    (True, False)
    """
    open_text = mended_address(text.replace(CLAIMED, " "))
    return sum(mark.weight * min(mark.most, len(mark.pattern.findall(open_text))) for mark in MARKS)


def find_address(text: str) -> Found | None:
    """Take `text` as an address, its label left out, when it shows enough of one.

    >>> find_address("주소 : 부산광역시 보기구 보기대로 7").value
    '부산광역시 보기구 보기대로 7'
    >>> find_address("100 Example Street, London").confidence > 0.8
    True
    """
    open_text = text.replace(CLAIMED, " ")
    weight = weigh(open_text)
    if weight < ENOUGH:
        return None
    start = label.end() if (label := _LABEL.match(open_text)) else 0
    start = sign.end() if (sign := _SIGN.match(open_text, start)) else start
    seen = open_text[start:].strip(" ,|/\"'")
    sure = min(0.95, 0.6 + weight / 20) - (DOUBTED if _STRAY.search(seen) and re.search("[가-힣]", seen) else 0.0)
    return Found("address", re.sub(r"\s+", " ", mended_address(seen)), seen, 0, len(text), sure)


def find_postal_code(address: str) -> Found | None:
    """Find the postal code in an address.

    >>> find_postal_code("(01234) 서울시 보기구 보기로 1").value
    '01234'
    """
    match = _POSTAL_CODE.search(address)
    if match is None:
        return None
    group = next(name for name, value in match.groupdict().items() if value)
    return Found("postal_code", match[group], match[group], match.start(group), match.end(group), 0.93)


def is_whole(text: str) -> bool:
    """Whether a text holds a place and its number: another such text is another address."""
    return any(mark.whole and mark.pattern.search(text) for mark in MARKS)
