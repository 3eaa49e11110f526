"""Lines that stand side by side as one text become one row: a line finder parts them at wide blanks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from shared.card.fields.folding import fold
from shared.card.fields.layout import Layout
from shared.card.text import TextLine

WORD_GAP: Final = 1.0
"""Line heights between two parts of one text, at most; columns stand further apart."""
LABEL_GAP: Final = 8.0
"""Line heights between a label and what it labels, at most."""
_LABEL: Final = re.compile(
    r"(?:tel|fax|mobile|cell|phone|e-?\s?mail|web|homepage|address|h\.?p|[tfmehwacdop]"
    r"|전\s?화|팩\s?스|휴\s?대\s?폰|휴대전화|핸드폰|이메일|메일|홈페이지|주\s?소|대표|직통)\s?[.:|)]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One text of one or more lines side by side; `first` is the index of the leftmost line."""

    line: TextLine
    first: int


def rows(lines: Sequence[TextLine]) -> list[Row]:
    """Join lines side by side, all others are rows of their own, in the order of their leftmost lines."""
    layout = Layout.of(lines)
    follower = {at: right for at in range(len(lines)) if (right := _goes_on(layout, lines, at)) is not None}
    later = set(follower.values())
    return [Row(_joined(lines, _chain(follower, at)), at) for at in range(len(lines)) if at not in later]


def _goes_on(layout: Layout, lines: Sequence[TextLine], at: int) -> int | None:
    beside = layout.beside(at)
    if beside is None:
        return None
    right, gap = beside
    return right if gap < (LABEL_GAP if _LABEL.fullmatch(fold(lines[at].text)) else WORD_GAP) else None


def _chain(follower: dict[int, int], first: int) -> list[int]:
    chain = [first]
    while chain[-1] in follower:
        chain.append(follower.pop(chain[-1]))
    return chain


def _joined(lines: Sequence[TextLine], chain: Sequence[int]) -> TextLine:
    if len(chain) == 1:
        return lines[chain[0]]
    parts = [lines[at] for at in chain]
    sure = float(np.average([part.confidence for part in parts], weights=[max(1, len(part.text)) for part in parts]))
    ends = parts[0].quad, parts[-1].quad
    quad = np.array([ends[0][0], ends[1][1], ends[1][2], ends[0][3]])
    return TextLine(" ".join(part.text for part in parts), sure, quad)
