"""True lines and found ones, compared on the flat card: recall, false lines, and how askew lines are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.accuracy.truth import TrueCard
from shared.card.lines import Line
from shared.card.quads import Corners
from shared.card.upright import Upright

Boxes: TypeAlias = NDArray[np.float64]  # (n, 4) left, top, right, bottom on the flat card

FACE_SIDE = 1600
"""px; the flat card's long side in truth files."""
SAME = 0.5
"""IoU from which two boxes are one line."""


@dataclass(frozen=True, slots=True)
class LineCounts:
    """Of one card: lines that are printed, that were found, and that were found where none is."""

    printed: int
    found: int
    false: int


def count_lines(card: TrueCard, lines: Sequence[Line]) -> LineCounts:
    """Compare places; a card whose lines have none in the truth counts nothing."""
    to_face = _face_of(card)
    true = _true_boxes(card, to_face)
    table = _overlaps(true, _boxes_on(to_face, [line.quad for line in lines]))
    found, false = (table.max(axis=1, initial=0) >= SAME).sum(), (table.max(axis=0, initial=0) < SAME).sum()
    return LineCounts(len(true), int(found), int(false) if len(true) else 0)


def slant(lines: Sequence[Line], upright: Upright) -> float | None:
    """Return the median angle, in degrees, that lines long enough to tell have to the crop's rows."""
    back = np.linalg.inv(upright.matrix)
    quads = [cv2.perspectiveTransform(line.quad[None], back)[0] for line in lines]
    along = [quad[1] - quad[0] for quad in quads if np.ptp(quad[:, 0]) > 6 * np.ptp(quad[:, 1])]
    return float(np.median([abs(np.degrees(np.arctan2(y, x))) for x, y in along])) if along else None


def _face_of(card: TrueCard) -> NDArray[np.float64]:
    """Return the homography from photo px to the flat card."""
    width, height = np.array(card.size_mm) * FACE_SIDE / max(card.size_mm)
    face = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(card.quad.astype(np.float32), face), np.float64)


def _true_boxes(card: TrueCard, to_face: NDArray[np.float64]) -> Boxes:
    if card.line_quads:
        return _boxes_on(to_face, card.line_quads)
    return np.array(card.line_boxes, np.float64).reshape(-1, 4)


def _boxes_on(to_face: NDArray[np.float64], quads: Sequence[Corners]) -> Boxes:
    flat = [cv2.perspectiveTransform(quad[None], to_face)[0] for quad in quads]
    return np.array([[*quad.min(axis=0), *quad.max(axis=0)] for quad in flat]).reshape(-1, 4)


def _overlaps(a: Boxes, b: Boxes) -> NDArray[np.float64]:
    """Return intersection over union of each box with each, (n, m)."""
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(axis=2)
    first, second = ((boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (a, b))
    return np.asarray(common / (first[:, None] + second - common))
