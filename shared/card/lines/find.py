"""Find the text lines of a clean card."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.enhanced import Enhanced
from shared.card.lines.crops import Line, cut_line
from shared.card.lines.grouping import LIKE_PART, PART_GAP, Groups, merged, rows, syllables
from shared.card.lines.marks import Marks, find_marks
from shared.card.lines.order import reading_order
from shared.card.lines.outlines import capitals, outlines

WORK_SIDE: Final = 1000  # px, long side of the card on which lines are looked for; 6 pt print is 13 px high
LEAST_TEXT: Final = 1 / 62  # of the card's short side; 0.8 mm, capitals of 3 pt
LEAST_SHARE: Final = 0.75  # of the card's usual text height; a lower pair of marks is an ornament
FLAT: Final = 2.0  # width over height; two such marks are a dash and a dash or the pieces of a ring
ICON_DENSITY: Final = 0.5  # ink in the box of a mark; all but the boldest letters have less
OUTSIZE: Final = 2.0  # heights of a line's capitals; a taller mark beside them is a logo


def find_lines(enhanced: Enhanced) -> tuple[Line, ...]:
    """Find the text lines in reading order; logos, rules, frames and pictures are left out."""
    small, scale = _work_size(enhanced.pixels)
    marks, groups = _grouped(find_marks(small))
    text, corners = capitals(marks, groups), outlines(marks, groups)
    kept = _texty(marks, groups, text, min(small.shape))
    text, corners = text[kept], corners[kept]
    order = reading_order(np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1))
    full = (corners[order] + 0.5) * scale - 0.5
    return tuple(
        cut_line(enhanced.pixels, enhanced.matrix, quad, float(size) * scale)
        for quad, size in zip(full, text[order], strict=True)
    )


def _work_size(grey: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """Return the card at most WORK_SIDE px long, and card px per px of it."""
    scale = max(1.0, max(grey.shape) / WORK_SIDE)
    size = max(1, round(grey.shape[1] / scale)), max(1, round(grey.shape[0] / scale))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR), np.uint8), scale


def _grouped(marks: Marks) -> tuple[Marks, Groups]:
    """Join parts to letters and letters to lines, once more after the logos and icons beside them are gone."""
    marks = merged(marks, syllables(marks))
    groups = rows(marks)
    marks = marks.take(~(_outsize(marks, groups) | _icons(marks, groups)))
    groups = rows(marks)
    return marks, rows(merged(marks, groups), PART_GAP, LIKE_PART)[groups]


def _outsize(marks: Marks, groups: Groups) -> NDArray[np.bool_]:
    """Tell which marks are logos by their height beside that of their line."""
    return np.asarray(marks.height > OUTSIZE * capitals(marks, groups)[groups])


def _icons(marks: Marks, groups: Groups) -> NDArray[np.bool_]:
    """Tell which marks are the icon before a line: squarish, solid, higher than the letters, a gap behind it."""
    order = np.lexsort((marks.left, groups))
    first = np.append(True, np.diff(groups[order]) != 0)
    gap = np.append(marks.left[order][1:] - marks.right[order][:-1], 0.0)
    lead, behind = np.zeros(len(marks), np.bool_), np.zeros(len(marks))
    lead[order], behind[order] = first[: len(marks)], gap[: len(marks)]
    solid = marks.ink > ICON_DENSITY * marks.width * marks.height
    higher = marks.height > 1.05 * capitals(marks, groups)[groups]
    squarish = np.abs(marks.width - marks.height) < 0.3 * marks.height
    return np.asarray(lead & solid & higher & squarish & (behind > 0.25 * marks.height))


def _texty(marks: Marks, groups: Groups, text: NDArray[np.float64], short_side: int) -> NDArray[np.bool_]:
    """Tell which groups are text: of three letters or more, or of fewer that are as high as other text.

    One mark can be a word whose letters blur has joined.
    """
    lines = merged(marks, groups)
    letters = np.bincount(groups, minlength=len(lines))
    density = lines.ink / np.maximum(lines.width * lines.height, 1.0)
    legible = (text >= LEAST_TEXT * short_side) & (density > 0.06) & (density < 0.7)
    plain = legible & (letters >= 3) & (lines.width > 1.2 * lines.height)
    usual = float(np.median(text[plain])) if plain.any() else 0.0
    flat = np.bincount(groups, marks.width > FLAT * marks.height, len(lines))
    pair = (letters == 2) & (lines.width > 1.2 * lines.height) & (flat < 2)
    grown = (letters == 1) & (lines.width > 2.5 * lines.height) & (density > 0.3)
    return np.asarray(plain | (legible & (pair | grown) & (text > LEAST_SHARE * usual)))
