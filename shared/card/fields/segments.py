"""A line of text becomes the parts that separators on it set apart."""

import re
from collections.abc import Iterator
from typing import Final

from shared.card.fields.found import CLAIMED

_SEGMENT: Final = re.compile(rf"[^{CLAIMED}|]+")
_CHUNK: Final = re.compile(r"(?:[^,/;\s]|\s(?!-\s|/))+")
_ENDING: Final = re.compile(r"[가-힣](?:니다|세요|해요|드립니다)(?:\s|$)")
_PARTICLE: Final = re.compile(r"[가-힣](?:을|를|은|는|에|의|로|께|하는|위한|위해)\s")
_EDGES: Final = " ,.:;/-·"


def segments(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, part) of what bars and taken text leave, without separators at the ends.

    >>> list(segments("가나다 | 라마 /"))
    [(0, '가나다'), (6, '라마')]
    """
    yield from _parts(_SEGMENT, text)


def chunks(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, part) of what commas, slashes and lone dashes part besides.

    >>> list(chunks("Director, R&D - Asia"))
    [(0, 'Director'), (10, 'R&D'), (16, 'Asia')]
    """
    for start, segment in segments(text):
        yield from ((start + at, part) for at, part in _parts(_CHUNK, segment))


def _parts(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    for match in pattern.finditer(text):
        part = match.group().rstrip(_EDGES)
        bare = part.lstrip(_EDGES)
        if bare:
            yield match.start() + len(part) - len(bare), bare


def is_sentence(text: str) -> bool:
    """Whether Korean text says something, as slogans do, and does not only name: a verb ends it, or particles join.

    >>> is_sentence("고객을 섬기는 대표 기업"), is_sentence("영업 대표")
    (True, False)
    """
    return bool(_ENDING.search(text) or (len(text.split()) > 2 and _PARTICLE.search(text)))
