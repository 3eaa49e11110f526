"""Boxes of lines become an order of reading: columns apart, top to bottom, left to right."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]  # (n, 4) left, top, right, bottom
Indices = NDArray[np.intp]

ROW_GAP: Final = 2.5  # line heights; a wider blank strip between rows is a break between blocks


class Gap(NamedTuple):
    """A blank strip from edge to edge."""

    start: float
    width: float


def reading_order(boxes: Boxes) -> Indices:
    """Return the indices of `boxes` as they are read.

    Recursive XY cut (Nagy and Seth, 1984): what is blank from edge to edge separates, columns before rows
    unless the blank strip between rows is much the wider.
    """
    return _cut(boxes, np.arange(len(boxes)))


def _cut(boxes: Boxes, members: Indices) -> Indices:
    left, top, right, bottom = boxes[members].T
    column, row = _widest_gap(left, right), _widest_gap(top, bottom)
    if column is None and row is None:
        return members[np.lexsort((left, top))]
    line = float(np.median(bottom - top))
    if column is not None and (row is None or (column.width > line and row.width < ROW_GAP * line)):
        before = right <= column.start
    else:
        before = bottom <= (row.start if row is not None else np.inf)
    return np.concatenate([_cut(boxes, members[before]), _cut(boxes, members[~before])])


def _widest_gap(low: NDArray[np.float64], high: NDArray[np.float64]) -> Gap | None:
    """Return the widest blank strip between the spans [low, high]."""
    order = np.argsort(low, kind="stable")
    reach = np.maximum.accumulate(high[order])[:-1]
    gaps = low[order][1:] - reach
    if not len(gaps) or gaps.max() <= 0:
        return None
    widest = int(gaps.argmax())
    return Gap(float(reach[widest]), float(gaps[widest]))
