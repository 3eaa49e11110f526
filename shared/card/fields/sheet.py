"""A card while its fields are read: what is still free of each line's text, and what rules have claimed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from shared.card import FieldName
from shared.card.fields.choice import Piece
from shared.card.fields.folding import fold
from shared.card.fields.found import CLAIMED, Found
from shared.card.fields.layout import Layout
from shared.card.fields.names import korean_name, latin_name
from shared.card.fields.rows import rows
from shared.card.fields.segments import segments
from shared.card.text import TextLine

MAX_PER_LINE: Final = 8
"""Values of one kind on one line."""
GUESS: Final = 0.5
"""Confidence of what only the habit of cards speaks for."""
_SCRIPT: Final = re.compile(r"[가-힣](?:[가-힣 ]*[가-힣])?|[A-Za-zÀ-ÿ](?:[A-Za-zÀ-ÿ .,'-]*[A-Za-zÀ-ÿ.])?")

Rule: TypeAlias = Callable[[str], Found | None]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a rule found, on row `line`."""

    line: int
    found: Found


class Sheet:
    """The card while it is read: the text of each row that is still free, and the claims made on it."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        self.rows = rows(lines)
        self.free = [fold(row.line.text) for row in self.rows]
        self.layout = Layout.of([row.line for row in self.rows])
        self.claims: list[Claim] = []

    def claim(self, line: int, found: Found) -> None:
        """Take `found` and close its text to later rules."""
        text = self.free[line]
        self.free[line] = text[: found.start] + CLAIMED * (found.end - found.start) + text[found.end :]
        self.claims.append(Claim(line, found))

    def apply(self, rule: Rule) -> None:
        """Claim all that `rule` finds."""
        for line in range(len(self.free)):
            for _ in range(MAX_PER_LINE):
                if (found := rule(self.free[line])) is None:
                    break
                self.claim(line, found)

    def rename(self, claim: Claim, field: FieldName) -> None:
        """Take a claim for another field, as a guess."""
        guess = replace(claim.found, field=field, confidence=GUESS)
        self.claims[self.claims.index(claim)] = Claim(claim.line, guess)

    def close(self, line: int) -> None:
        """Close a whole line to later rules: it belongs to a value that began on another."""
        self.free[line] = CLAIMED * len(self.free[line])

    def pieces(self) -> list[Piece]:
        """What is free, part by part; a text in two scripts gives its Hangul and its Latin part apart."""
        return [
            Piece(line, start + at, part)
            for line, free in enumerate(self.free)
            for start, text in segments(free)
            for at, part in by_script(text)
        ]

    def values(self, field: FieldName) -> list[str]:
        """Values claimed for a field so far."""
        return [claim.found.value for claim in self.claims if claim.found.field == field]


def by_script(text: str) -> list[tuple[int, str]]:
    """Part (start, text) where a name in Hangul and one in Latin stand side by side.

    >>> by_script("홍길동 Gildong Hong"), by_script("보기 IT")
    ([(0, '홍길동'), (4, 'Gildong Hong')], [(0, '보기 IT')])
    """
    runs = [(run.start(), run.group()) for run in _SCRIPT.finditer(text)]
    apart = len(runs) == 2 and any(korean_name(run) or latin_name(run) for _, run in runs)
    return runs if apart else [(0, text)]
