"""Titles: rank, post or profession, Korean and English."""

import re
from itertools import pairwise
from typing import Final

from shared.card.fields.departments import SMALL_WORDS, could_be_department, is_headline
from shared.card.fields.found import Found
from shared.card.fields.segments import chunks, is_sentence, segments
from shared.card.fields.words import one_of, word_set

_ALONE = r"(?<![가-힣A-Za-z0-9&(])"
_END = r"(?![가-힣A-Za-z0-9])"
_LED = (  # a department's name and the word for who leads it
    r"[가-힣A-Za-z0-9&·]{1,10}?"
    r"(?:본부장|센터장|사업부장|사업단장|부문장|연구소장|그룹장|파트장|팀장|실장|지점장|지사장|공장장|단장|국장)"
)
_TITLE = rf"(?:(?:{one_of('title_modifiers_ko')}\s?){{0,2}}{one_of('title_fields_ko')}?{one_of('titles_ko')}|{_LED})"
_KOREAN: Final = re.compile(rf"{_ALONE}{_TITLE}(?:\s{_TITLE}{_END})*(?:\s?님)?{_END}")
_SPACED: Final = re.compile(r"[가-힣]{1,2}(?: [가-힣]{1,2}){1,4}")

_LATIN_RUN: Final = re.compile(r"[^가-힣\s](?:[^가-힣]*[^가-힣\s])?")
_UNITS: Final = frozenset(
    {"department", "dept.", "division", "center", "centre", "office", "group", "unit", "section", "lab"}
)
_TURN: Final = frozenset({"of", "at", "for", "to", "in"})
_TAIL: Final = frozenset({"emeritus", "general", "designate", "i", "ii", "iii", "iv", "1", "2"})


def find_title(text: str) -> Found | None:
    """Find the first title.

    >>> find_title("영업본부 / 수석 연구원").value
    '수석 연구원'
    >>> find_title("Director of Example Studies, Asia").value
    'Director of Example Studies'
    """
    return _spaced_title(text) or _korean_title(text) or _latin_title(text)


def is_korean_title(word: str) -> bool:
    """Whether a Korean text is a title and nothing else."""
    return bool(_KOREAN.fullmatch(word))


def _korean_title(text: str) -> Found | None:
    for start, segment in segments(text):
        match = None if is_sentence(segment) else _KOREAN.search(segment)
        if match:
            return Found("title", match.group(), match.group(), start + match.start(), start + match.end(), 0.95)
    return None


def _spaced_title(text: str) -> Found | None:
    """Find a title whose syllables stand apart, as '대 표 이 사' does."""
    for start, segment in segments(text):
        title = segment.replace(" ", "")
        if _SPACED.fullmatch(segment) and _KOREAN.fullmatch(title):
            return Found("title", title, segment, start, start + len(segment), 0.93)
    return None


def _latin_title(text: str) -> Found | None:
    for first, chunk in chunks(text):
        for run in _LATIN_RUN.finditer(chunk):
            at, end = _title_within(run.group())
            if end:
                seen, start = run.group()[at:end], first + run.start() + at
                return Found("title", seen, seen, start, start + len(seen), 0.94)
    return None


def _title_within(chunk: str) -> tuple[int, int]:
    """Return where the title is: after a department, before or after a name, or the whole; (0, 0) if nowhere."""
    ends = [(word.start(), word.end()) for word in list(re.finditer(r"\S+", chunk))[:12]]
    for (_, end), (start, _) in pairwise(ends):
        before, after = chunk[:end], chunk[start:]
        if _is_latin_title(before) and _could_be_name(after, sure=_turns(before)):
            return 0, end
        if _is_latin_title(after) and (_could_be_name(before, sure=True) or _is_unit(before)):
            return start, len(chunk)
    return (0, len(chunk)) if _is_latin_title(chunk) else (0, 0)


def _turns(title: str) -> bool:
    """Whether a title goes on after 'of' or 'at', so that a name beside it cannot be told by its form."""
    plain = title.casefold()
    return not plain.endswith(" at law") and not _TURN.isdisjoint(plain.split())


def _could_be_name(text: str, sure: bool) -> bool:
    """Whether two or three words may be a person beside a title; to be sure of it, one must be known as a name."""
    plain = [word.casefold().strip(".,") for word in text.split()]
    business = word_set("titles_en") | word_set("departments_en") | word_set("company_words_en") | SMALL_WORDS | _TAIL
    known = plain[0] in word_set("given_names_en") or not word_set("surnames_latin").isdisjoint((plain[0], plain[-1]))
    set_as_name = all(word.istitle() or word in word_set("name_particles") for word in text.split())
    form = 2 <= len(plain) <= 3 and set_as_name and business.isdisjoint(plain)
    return form and (known or not sure)


def _is_unit(text: str) -> bool:
    """Whether it is a department that says so: 'Team' is left out, a 'Sales Team Leader' leads no other."""
    plain = text.casefold().split()
    return len(plain) > 1 and plain[-1] in _UNITS and could_be_department(text)


def _is_latin_title(chunk: str) -> bool:
    """Whether the head of the phrase, before 'of' or a department, is a post."""
    printed = chunk.split()
    if not 1 <= len(printed) <= 8 or not is_headline(printed):
        return False
    plain = [word.casefold().strip(".()") for word in printed]
    if plain[-1] in _TURN:
        return False
    turn = next((at for at, word in enumerate(plain) if at and word in _TURN), len(plain))
    head = plain[:turn]
    while len(head) > 1 and (head[-1] in _TAIL or head[-1] in word_set("departments_en") | SMALL_WORDS):
        head.pop()
    named = len(plain) == 2 and plain[0] in word_set("given_names_en")
    return head[-1] in word_set("titles_en") and not named and plain != ["head", "office"]
