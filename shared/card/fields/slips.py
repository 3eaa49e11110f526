"""An address as OCR reads it becomes the address as it is printed, as far as a closed list or a form tells."""

import re
import unicodedata
from itertools import takewhile
from typing import Final

from shared.card.fields.words import words

_PROVINCE: Final = re.compile(r"(?<![가-힣])(?P<name>[가-힣]{2,8}[\u1100-\u1112]?)(?=\s[가-힣]{1,4}[시군구](?:\s|$))")
"""A word before a city, county or district; a last syllable may have lost its vowel."""
_FORMS: Final = (
    (re.compile(r"(?<=\d)[증츰](?![가-힣])"), "층"),
    (re.compile(r"^S(?=F,)"), "5"),
    (re.compile(r"^[Il|](?=F,)"), "1"),
)
"""A storey's syllable, and the digit of one that an address begins with."""


def mended_address(text: str) -> str:
    """Set right what OCR misreads in provinces and storeys.

    >>> mended_address("제주득별자치도 제주시 보기로 1, 3증")
    '제주특별자치도 제주시 보기로 1, 3층'
    >>> mended_address("SF, 12 Example Street")
    '5F, 12 Example Street'
    """
    for pattern, printed in _FORMS:
        text = pattern.sub(printed, text)
    return _PROVINCE.sub(lambda match: _province(match["name"]), text, count=1)


def _province(name: str) -> str:
    """Return the one province that differs from `name` by one letter of a syllable; `name` if none or many do."""
    near = [known for known in words("regions_ko") if known == name or _one_letter_apart(known, name)]
    return near[0] if len(near) == 1 else name


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter is another, too many or missing, Hangul syllables taken apart."""
    a, b = (unicodedata.normalize("NFD", text) for text in (one, other))
    return max(len(a), len(b)) - _common(a, b) - _common(a[::-1], b[::-1]) <= 1


def _common(a: str, b: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
