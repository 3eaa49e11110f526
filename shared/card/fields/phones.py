"""Telephone numbers: mobile, tel and fax, in E.164 and as printed. Numbers without a country are Korean first."""

import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from shared.card import FieldName
from shared.card.fields.found import Found

_GAP = r"[\s.\-)(·/]{0,3}"
_DIGIT = r"[\dOoQIl|]"  # OCR reads 0 as O and 1 as l where the line says it is a number

_NUMBER: Final = re.compile(
    rf"""
    (?<![\d+]) (?<!\d[-.]) [(\[]? (?:
      (?P<korean>
        (?: \+?\s?82 {_GAP} \(?[0O]?\)? {_GAP} | [0O] )  # country code, trunk zero in brackets or not; or the zero
        (?: [1Il][016-9OoQ]                           # mobile
          | 2 | 3[1-3] | 4[1-4] | 5[1-5] | 6[1-4]     # Seoul and the provinces
          | 70 | 80 | 60 | 30 | 50{_GAP}\d )                # internet, free, paid, personal 050x
        {_GAP} {_DIGIT}{{3,4}} {_GAP} {_DIGIT}{{4}} )
    | (?P<nationwide> (?:\+\s?82{_GAP})? 1[568]\d\d {_GAP} \d{{4}} )  # the whole country, no area code
    | (?P<abroad> \+ \s?[1-9]\d{{0,2}} (?: {_GAP} (?:\(0\))? {_GAP} \d{{1,5}} ){{2,5}} )
    | (?P<american> (?:1[-.\s])? \(?[2-9]\d\d\)? [-.\s]? [2-9]\d\d [-.\s] \d{{4}} )
    | (?P<trunk> \(?0\d{{1,4}}\)? [-.\s]
        (?: \d{{2,4}} [-.\s] \d{{3,4}} (?:[-.\s]\d{{2,4}})? | \d{{6}} ) )  # other countries, at home
    )
    (?! \d | [-.]\d )
    (?: \s? ~ \s? \d{{1,4}} )?                        # a range of lines: 5678~9
    (?: \s? [,(]? \s? (?:내선|교환|구내|ext\b\.?|x|\#) [\s.:]* (?:번호)? [\s.:]* \d{{1,5}} (?:번)? \)? )?
    """,
    re.VERBOSE | re.IGNORECASE,
)

# OCR reads Tel as Tet, 팩스 as 패스.
_EDGE = r"(?<![A-Za-z가-힣])"
_LABELS: Final[tuple[tuple[FieldName, str], ...]] = (
    ("fax", r"f[ae][xk](?:\s?no)?|facsimile|[팩패]\s?스(?:번호)?|전송|f"),
    (
        "mobile",
        r"mob[il1]{2}e(?:\s?phone)?|mob|cell(?:ular)?(?:\s?phone)?|hand\s?phone|h\.?\s?p|c\.?\s?p|m\.?\s?p|m|c|h"
        r"|휴\s?대\s?폰|휴대\s?전화|핸\s?드\s?폰|이동\s?전화|모바일|손전화|phone\s?\(m\)|whatsapp|wechat",
    ),
    (
        "tel",
        r"te[l1itk|](?:ephone)?(?:\s?no)?|phone|ph|office|direct|main|desk|work|t|p|d|o|tel\s?[/&,]\s?fax|t\s?[/&]\s?f"
        r"|대\s?표|(?:대표|일반|직통|사무실|회사|본사|문의|상담|예약|안내)?\s?전\s?화(?:\s?번호)?|전화\s?/\s?팩스|직\s?통|사\s?무\s?실"
        r"|본\s?사|지\s?점|공\s?장|문\s?의|상\s?담|예\s?약|고객\s?센터|콜\s?센터|대표\s?번호|연락처",
    ),
)
_BEFORE: Final = tuple(
    (field, re.compile(rf"{_EDGE}(?:{label})[\s.:;)\]>|,\-]*$", re.IGNORECASE)) for field, label in _LABELS
)
_AFTER: Final = tuple((field, re.compile(rf"\s?\((?:{label})\.?\)", re.IGNORECASE)) for field, label in _LABELS)
_NO_PHONE: Final = re.compile(r"(?:사업자|등록|법인|계좌|통장|면허|자격|허가)[^\x00|]*$")
_SLIPS: Final = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "|": "1"})
KOREA: Final = 82
"""Country code."""
_HOMES: Final = ("US", "GB", "JP")
"""Whose national numbers are tried after Korea's, in this order, when the number is valid there."""
_GLOBAL: Final = frozenset({"KR", "IO", "AI", "ME", "TV", "CC", "CO", "LY", "GG", "TO", "FM", "SH"})
"""Korea, which has rules of its own, and country codes sold to everyone."""
LABELLED: Final = 0.98
PLAIN: Final = 0.9
BARE_LINE: Final = 0.7
FOREIGN: Final = 0.1
"""Confidence of numbers: with a label, a mobile without one, a line without one; and what is taken off a number whose
country only the card's web address tells."""
_MOBILE: Final = (PhoneNumberType.MOBILE, PhoneNumberType.PAGER)


def find_phone(text: str) -> Found | None:
    """Find the first telephone number.

    >>> found = find_phone("FAX 070 0123 4567 / 2F"); found.field, found.value
    ('fax', '+827001234567')
    >>> found = find_phone("O1O-0123-4567"); found.field, found.value, found.seen
    ('mobile', '+821001234567', 'O1O-0123-4567')
    """
    for match in _NUMBER.finditer(text):
        number = _parse(match)
        if number is None or _NO_PHONE.search(text[: match.start()]):
            continue
        label, start, end = _label(text, match.start(), match.end())
        seen = match.group().strip()
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        field, sure = _judged(label, number)
        return Found(field, e164, seen, start, end, sure)
    return None


def _label(text: str, start: int, end: int) -> tuple[FieldName | None, int, int]:
    """Return what the words beside the number in `text[start:end]` call it, and the ends of both together."""
    before = [(found.start(), field) for field, pattern in _BEFORE if (found := pattern.search(text, 0, start))]
    if before:
        first, field = min(before)
        return field, first, end
    for field, pattern in _AFTER:
        if after := pattern.match(text, end):
            return field, start, after.end()
    return None, start, end


def _parse(match: re.Match[str]) -> phonenumbers.PhoneNumber | None:
    """Give the number's parts; its shape decides for Korea, the numbering plans for other countries."""
    if match["korean"]:
        digits = re.sub(r"\D", "", match["korean"].translate(_SLIPS))
        national = re.sub(r"^(?:82)?0?", "", digits) if not digits.startswith("0") else digits[1:]
        return _korean(national)
    if match["nationwide"]:
        return _korean(re.sub(r"\D", "", match["nationwide"])[-8:])
    if match["abroad"]:
        number = _parsed(match["abroad"], None)
        if number is None or number.country_code == KOREA:  # its shape is known, and this is none
            return None
        return number if phonenumbers.is_possible_number(number) else None
    return _at_home(match["american"] or match["trunk"])


def _korean(national: str) -> phonenumbers.PhoneNumber:
    return phonenumbers.PhoneNumber(country_code=KOREA, national_number=int(national))


def _at_home(printed: str) -> phonenumbers.PhoneNumber | None:
    numbers = (_parsed(printed, home) for home in _HOMES)
    return next((number for number in numbers if number and phonenumbers.is_valid_number(number)), None)


def _parsed(printed: str, home: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(printed, home)
    except phonenumbers.NumberParseException:
        return None


def _judged(label: FieldName | None, number: phonenumbers.PhoneNumber) -> tuple[FieldName, float]:
    """Decide what a number is, and how surely: the plan tells mobiles from lines, the label tells the rest.

    'T' and 'P' stand before mobiles too, and 'M' before a main line. A line without a label may be a fax.
    """
    kind = phonenumbers.number_type(number)
    if label == "fax":
        return label, LABELLED
    if kind in _MOBILE:
        return "mobile", LABELLED if label else PLAIN
    if label is None:
        return "tel", BARE_LINE
    return "tel" if kind == PhoneNumberType.FIXED_LINE else label, LABELLED


def find_local_phone(text: str, country: str) -> Found | None:
    """Find the first number that is valid in `country` (ISO 3166, two letters).

    >>> find_local_phone("Tel 030 23125 000", "DE").value
    '+493023125000'
    """
    for match in phonenumbers.PhoneNumberMatcher(text, country):
        label, start, end = _label(text, match.start, match.end)
        e164 = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
        field, sure = _judged(label, match.number)
        return Found(field, e164, match.raw_string, start, end, sure - FOREIGN)
    return None


def country_of(address: str) -> str:
    """Return the country that a mail or web address is registered in; none for Korea and for global domains.

    >>> country_of("hong@example.co.uk"), country_of("www.example.co.kr"), country_of("example.com/jp")
    ('GB', '', '')
    """
    host = re.sub(r"^https?://|[/:].*$", "", address.rpartition("@")[2])
    code = host.rpartition(".")[2].upper().replace("UK", "GB")
    return code if code in phonenumbers.SUPPORTED_REGIONS and code not in _GLOBAL else ""


def is_bare(found: Found) -> bool:
    """Whether the number has no label beside it."""
    return found.end - found.start == len(found.seen)


def could_be_mobile(found: Found) -> bool:
    """Whether the number has no label and its plan does not tell mobiles apart."""
    kind = phonenumbers.number_type(phonenumbers.parse(found.value, None))
    return is_bare(found) and kind in (PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UNKNOWN)
