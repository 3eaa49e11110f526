"""True outlines and found ones: how much each pair overlaps, and which belong together."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from shared.card.quads import Corners

SAME = 0.5
"""IoU from which two outlines are those of one card."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """For each true card its best IoU and the index of that outline, None below SAME; `false` fit no card."""

    ious: tuple[float, ...]
    indexes: tuple[int | None, ...]
    false: int


def pair(true: Sequence[Corners], found: Sequence[Corners]) -> Pairing:
    """Pair every true outline with the found one that overlaps it most."""
    table = np.array([[polygon_iou(a, b) for b in found] for a in true]).reshape(len(true), len(found))
    if not table.size:
        return Pairing((0.0,) * len(true), (None,) * len(true), len(found))
    best, ious = table.argmax(axis=1), table.max(axis=1)
    indexes = tuple(int(at) if iou > SAME else None for at, iou in zip(best, ious, strict=True))
    return Pairing(tuple(map(float, ious)), indexes, len(found) - int((ious > SAME).sum()))


def polygon_iou(a: Corners, b: Corners) -> float:
    """Return intersection over union of two convex quads, 0..1."""
    first, second = (cv2.convexHull(quad.astype(np.float32)) for quad in (a, b))
    common = cv2.intersectConvexConvex(first, second)[0]
    return float(common / (cv2.contourArea(first) + cv2.contourArea(second) - common))
