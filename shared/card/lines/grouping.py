"""Marks become lines: marks side by side, of like height and near each other, belong together."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.card.lines.marks import Marks

Groups = NDArray[np.intp]  # (n,) the number of each mark's group, 0..k-1

NEIGHBOURS: Final = 64  # to the right in order of left edges; a card has at most 20 lines side by side
JAMO_GAP: Final = 0.14  # of the larger mark; gaps between the parts of a syllable are below, leading above
WORD_GAP: Final = 1.3  # of the lower mark's height, between letters
PART_GAP: Final = 1.5  # of the lower part's height, between parts of a line
LIKE_LETTER: Final = 1.9  # an ascender or a capital over a letter of x-height
LIKE_PART: Final = 1.6  # a part with ascenders and descenders over a part without
JAMO_REACH: Final = 0.3  # of the taller mark's height, to a jamo or a comma beside it
DASH_REACH: Final = 0.75  # of the taller mark's height, to a dash between spaces
DASH_HEIGHT: Final = 0.35  # of the taller mark's height
OVERLAP: Final = 0.55  # of the lower mark's height


def syllables(marks: Marks) -> Groups:
    """Group the parts of a letter that stand above each other: Hangul jamo, dots of i, colons."""
    first, second = _pairs(marks)
    a, b = marks.take(first), marks.take(second)
    beside = np.minimum(a.right, b.right) - np.maximum(a.left, b.left)
    apart = np.maximum(a.top, b.top) - np.minimum(a.bottom, b.bottom)
    size = np.maximum(np.maximum(a.width, a.height), np.maximum(b.width, b.height))
    together = (beside > 0.5 * np.minimum(a.width, b.width)) & (apart < JAMO_GAP * size)
    squarish = np.maximum(a.bottom, b.bottom) - np.minimum(a.top, b.top) < 1.6 * size
    return _joined(len(marks), first, second, together & squarish)


def rows(marks: Marks, reach: float = WORD_GAP, like: float = LIKE_LETTER) -> Groups:
    """Group marks that stand side by side on one line.

    Marks whose heights differ by no more than the factor `like` may be `reach` heights apart.
    """
    first, second = _pairs(marks)
    a, b = marks.take(first), marks.take(second)
    tall, low = np.maximum(a.height, b.height), np.minimum(a.height, b.height)
    shared = np.minimum(a.bottom, b.bottom) - np.maximum(a.top, b.top)
    gap = np.maximum(a.left, b.left) - np.minimum(a.right, b.right)
    alike = (tall < like * low) & (gap < reach * low)
    near = (gap < JAMO_REACH * tall) | ((low < DASH_HEIGHT * tall) & (gap < DASH_REACH * tall))
    inside = (shared > 0.9 * low) & near
    return _joined(len(marks), first, second, (shared > OVERLAP * low) & (alike | inside))


def merged(marks: Marks, groups: Groups) -> Marks:
    """Return one mark per group: the box around it and its ink."""
    count = int(groups.max(initial=-1)) + 1
    left, top = np.full(count, np.inf), np.full(count, np.inf)
    right, bottom, ink = np.zeros(count), np.zeros(count), np.zeros(count)
    np.minimum.at(left, groups, marks.left)
    np.minimum.at(top, groups, marks.top)
    np.maximum.at(right, groups, marks.right)
    np.maximum.at(bottom, groups, marks.bottom)
    np.add.at(ink, groups, marks.ink)
    return Marks(left, top, right, bottom, ink)


def _pairs(marks: Marks) -> tuple[Groups, Groups]:
    """Return each mark with each of the next NEIGHBOURS in order of left edges."""
    count, order = len(marks), np.argsort(marks.left, kind="stable")
    first = np.repeat(np.arange(count), NEIGHBOURS)
    second = first + np.tile(np.arange(1, NEIGHBOURS + 1), count)
    inside = second < count
    return order[first[inside]], order[second[inside]]


def _joined(count: int, first: Groups, second: Groups, linked: NDArray[np.bool_]) -> Groups:
    """Number the connected sets of the graph whose edges are the linked pairs."""
    a, b = first[linked], second[linked]
    label = np.arange(count)
    while len(a) and np.any(label[a] != label[b]):
        least = np.minimum(label[a], label[b])
        np.minimum.at(label, label[a], least)
        np.minimum.at(label, label[b], least)
        label = label[label]
    return np.unique(label, return_inverse=True)[1]
