"""Groups of marks become the slanted boxes of lines."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.card.lines.grouping import Groups
from shared.card.lines.marks import Marks

Floats = NDArray[np.float64]

STEEPEST: Final = 0.12  # slope of a line; a rectified card leaves less
OWN_SPREAD: Final = 60.0  # lengths of a median line after which a line's own slope outweighs the card's
ROUNDS: Final = 4  # of reweighting; the slopes change by under 0.02 degrees after the third


def count_of(groups: Groups) -> int:
    """Return how many groups there are."""
    return int(groups.max(initial=-1)) + 1


def capitals(marks: Marks, groups: Groups) -> Floats:
    """Return the upper quartile of the heights in each group: capitals, ascenders, syllables."""
    order = np.lexsort((marks.height, groups))
    sizes = np.bincount(groups, minlength=count_of(groups))
    return np.asarray(marks.height[order][np.cumsum(sizes) - 1 - sizes // 4])


def outlines(marks: Marks, groups: Groups) -> Floats:
    """Return the corners of each line along its own slope, (k, 4, 2) TL, TR, BR, BL: pixel centres of its ink."""
    count, slope = count_of(groups), slopes(marks, groups)
    rise = slope[groups]
    right, bottom = marks.right - 1, marks.bottom - 1
    above = np.minimum(marks.top - rise * marks.left, marks.top - rise * right)
    below = np.maximum(bottom - rise * marks.left, bottom - rise * right)
    low = [_reduced(np.minimum, values, groups, count) for values in (marks.left, above)]
    high = [_reduced(np.maximum, values, groups, count) for values in (right, below)]
    x = np.stack([low[0], high[0], high[0], low[0]], axis=1)
    y = np.stack([low[1], low[1], high[1], high[1]], axis=1) + slope[:, None] * x
    return np.stack([x, y], axis=2)


def slopes(marks: Marks, groups: Groups) -> Floats:
    """Fit a slope through the feet of each group's letters, drawn towards the slope of the whole card.

    Feet off the line, those of descenders and commas, lose their weight (Tukey's biweight, Beaton and Tukey 1974).
    """
    count = count_of(groups)
    text = capitals(marks, groups)[groups] if count else np.zeros(0)
    x, y = (marks.left + marks.right) / 2, marks.bottom
    weight = np.where(marks.height > 0.5 * text, marks.width, 0.0) + 1e-9
    slope, loss = np.zeros(count), np.ones(len(marks))
    for _ in range(ROUNDS):
        slope, residual = _fit(x, y, weight * loss, groups, count)
        loss = np.clip(1 - (residual / (0.2 * np.maximum(text, 1))) ** 2, 0.0, None) ** 2 + 1e-3
    return np.asarray(np.clip(slope, -STEEPEST, STEEPEST), np.float64)


def _fit(x: Floats, y: Floats, weight: Floats, groups: Groups, count: int) -> tuple[Floats, Floats]:
    """Return the weighted slope of each group, with the card's as its prior, and the residuals of all marks."""

    def total(values: Floats) -> Floats:
        return np.asarray(np.bincount(groups, weight * values, minlength=count), np.float64)

    mass = np.maximum(total(np.ones_like(x)), 1e-9)
    dx, dy = x - (total(x) / mass)[groups], y - (total(y) / mass)[groups]
    spread, lean = total(dx * dx), total(dx * dy)
    prior = OWN_SPREAD * float(np.median(spread)) if count else 0.0
    common = lean.sum() / max(spread.sum(), 1e-9)
    slope = (lean + prior * common) / np.maximum(spread + prior, 1e-9)
    return np.asarray(slope, np.float64), np.asarray(dy - slope[groups] * dx, np.float64)


def _reduced(ufunc: np.ufunc, values: Floats, groups: Groups, count: int) -> Floats:
    start = np.inf if ufunc is np.minimum else -np.inf
    reduced = np.full(count, start)
    ufunc.at(reduced, groups, values)
    return reduced
