"""What a person says to the chatbot in, what he wants out."""

import re
from enum import StrEnum
from typing import Final

_PLEASE: Final = r"\s*(?:(?:해|하여)?\s*(?:줘요?|주세요|줄래요?|주실래요)?|할게요|하기|할래요?)[\s.!?~]*"
_NOUN: Final = r"(?:명함|연락처)(?:을|를|도)?"


class Command(StrEnum):
    """What can be asked for."""

    HELP = "help"
    HOW_TO = "how to"
    LIST = "list"
    LATEST = "latest"
    RESULT = "result"
    SEARCH = "search"
    DELETE = "delete"
    YES = "yes"
    NO = "no"
    EXPORT = "export"


SAID: Final = (
    (Command.HELP, r"도움말?|도와|사용법|help"),
    (Command.HOW_TO, r"다시\s*찍기|(?:촬영|찍는)\s*방법"),
    (Command.YES, r"네\W.*"),  # without the card that the quick reply brings along
    (Command.NO, r"아니[요오]?(?:\W.*)?|취소"),
    (Command.RESULT, r"결과(?:\s*(?:보기|보여|알려))?"),
    (Command.LATEST, rf"(?:최근|마지막)\s*{_NOUN}(?:\s*보여)?"),
    (
        Command.LIST,
        rf"(?:내\s*)?(?:명함\s*)?목록(?:\s*(?:보기|보여|더\s*보기))?|(?:내\s*)?{_NOUN}(?:\s*(?:보기|보여))?",
    ),
    (Command.EXPORT, rf"(?:{_NOUN}\s*)?내보내(?:기)?"),
    (Command.DELETE, rf"(?:이\s*)?(?:{_NOUN}\s*)?(?:삭제|지우기|지워)"),
    (Command.DELETE, rf"(?P<who>.+?)\s*(?:{_NOUN}\s*)?(?:삭제|지우기|지워)"),
    (Command.SEARCH, rf"(?P<who>.+?)\s*(?:{_NOUN}\s*)?(?:찾기|찾아|검색|보여)"),
    (Command.SEARCH, r"(?:찾기|검색)\s+(?P<who>.+)"),
)
"""The first that fits counts."""
_PATTERNS: Final = tuple((command, re.compile(f"(?:{said}){_PLEASE}", re.IGNORECASE)) for command, said in SAID)


def understood(said: str) -> tuple[Command, str] | None:
    """What is wanted, and whom it is about; None when that cannot be told.

    >>> understood("김철수를 찾아줘"), understood("가을상사 명함 삭제해 주세요")
    ((<Command.SEARCH: 'search'>, '김철수'), (<Command.DELETE: 'delete'>, '가을상사'))
    """
    for command, pattern in _PATTERNS:
        found = pattern.fullmatch(" ".join(said.split()))
        if found:
            return command, _bare(found.groupdict().get("who") or "")
    return None


def _bare(who: str) -> str:
    """A name without a polite ending, and without the particle that fits its last syllable."""
    for ending in ("를", "을", "의"):
        stem = who.removesuffix(ending)
        if len(stem) >= 2 and stem != who and (ending == "의" or _is_closed(stem[-1]) == (ending == "을")):
            who = stem
            break
    stem = re.sub(r"\s*(?:님|씨)$", "", who)
    return stem if len(stem) >= 2 else who


def _is_closed(syllable: str) -> bool:
    """Whether a Hangul syllable ends in a consonant; Unicode has 28 endings, the first of which is none."""
    return "가" <= syllable <= "힣" and (ord(syllable) - ord("가")) % 28 != 0
