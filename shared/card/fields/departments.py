"""Departments: the part of an organisation that a person works in, Korean and English."""

import re
from typing import Final

from shared.card.fields.found import Found
from shared.card.fields.segments import chunks, is_sentence, segments
from shared.card.fields.words import one_of, word_set

SMALL_WORDS: Final = frozenset({"of", "and", "&", "for", "the", "at", "to", "in", "on", "de", "/", "-"})
"""Words of English titles and departments that are set without a capital."""

_ALONE = r"(?<![가-힣A-Za-z0-9&(])"
_END = r"(?![가-힣A-Za-z0-9])"
_HEADED = rf"{one_of('department_heads_ko')}+(?:\s?(?:연구소|센터|그룹|랩|연구원|담당))"
_DEPARTMENT = rf"(?:[가-힣A-Za-z0-9&·]{{1,12}}{one_of('department_suffixes_ko')}|{_HEADED}|{one_of('departments_ko')})"
_KOREAN: Final = re.compile(rf"{_ALONE}{_DEPARTMENT}(?:\s?(?:\d{{1,2}}|[A-Z])(?:팀|부|과|그룹))?{_END}")
_SHORT: Final = re.compile(r"^.[부실과국처]$|^.(?:지점|지사)$")

_SAID: Final = frozenset({"department", "dept", "division", "team", "unit", "section"})
_OF: Final = re.compile(r"(?:Department|Dept\.?|Division|Office|Bureau) of [A-Z]")


def find_department(text: str) -> Found | None:
    """Find the first department.

    >>> find_department("경영지원본부 인사팀 과장").value
    '경영지원본부 인사팀'
    >>> find_department("Overseas Sales Team").value
    'Overseas Sales Team'
    """
    return _korean_department(text) or _latin_department(text)


def is_korean_department(word: str) -> bool:
    """Whether one Korean word is a department by itself."""
    return bool(_KOREAN.fullmatch(word)) and _stands(word)


def could_be_department(text: str) -> bool:
    """Whether every word of `text` is one that Latin departments are made of."""
    named = [word.casefold() for word in text.split() if word.casefold() not in SMALL_WORDS]
    return bool(named) and all(word in word_set("departments_en") for word in named)


def is_headline(printed: list[str]) -> bool:
    """Whether the words are set as on a card: capitals first, or none at all."""
    named = [word for word in printed if word.casefold() not in SMALL_WORDS]
    return all(word[:1].isupper() or not word[:1].isalpha() for word in named) or " ".join(printed).islower()


def _korean_department(text: str) -> Found | None:
    """Join departments that stand in a row, as '경영지원본부 인사팀'."""
    for start, segment in segments(text):
        runs = [] if is_sentence(segment) else [m for m in _KOREAN.finditer(segment) if _stands(m.group())]
        if not runs:
            continue
        end = runs[0].end()
        for run in runs[1:]:
            end = run.end() if segment[end : run.start()] in (" ", "") else end
        seen = segment[runs[0].start() : end]
        return Found("department", seen, seen, start + runs[0].start(), start + end, 0.93)
    return None


def _stands(word: str) -> bool:
    return not _SHORT.match(word) and word not in word_set("not_departments_ko")


def _latin_department(text: str) -> Found | None:
    for start, chunk in chunks(text):
        if _says_so(chunk) or _OF.match(chunk) or _is_core(chunk):
            return Found("department", chunk, chunk, start, start + len(chunk), 0.9)
    return None


def _says_so(chunk: str) -> bool:
    """Whether it ends in the word for a part of an organisation, as 'Overseas Sales Team' does."""
    named = chunk.casefold().rstrip(".").split()
    return len(named) <= 6 and named[-1] in _SAID and is_headline(chunk.split()) and chunk.isascii()


def _is_core(chunk: str) -> bool:
    """Whether it is made of the words of departments, one of which no company is called after."""
    cores = word_set("department_cores_en")
    return could_be_department(chunk) and not cores.isdisjoint(chunk.casefold().split())
