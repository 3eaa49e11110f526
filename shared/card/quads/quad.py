"""The outline of one card, and the answer when there is none."""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Corners: TypeAlias = NDArray[np.float64]  # (4, 2) x, y in photo px: TL, TR, BR, BL


@dataclass(frozen=True, slots=True, eq=False)
class Quad:
    """A convex quadrilateral, clockwise on screen, its first side the one that points most to the right.

    Corners are the intersections of the straight sides in photo px; they may lie outside the frame.
    """

    corners: Corners
    score: float  # 0..1, the probability that this is a card
    bows: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))  # (p, 2) x, y along sides that bow

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        self.corners.setflags(write=False)
        self.bows.setflags(write=False)


@dataclass(frozen=True, slots=True)
class NoQuad:
    """No outline was convincing; `reason` goes into the row for the reviewer."""

    reason: str


def ordered(corners: Corners) -> Corners:
    """Order four convex corners clockwise on screen, starting with the side that points most to the right."""
    around = corners - corners.mean(axis=0)
    clockwise = corners[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
    sides = np.roll(clockwise, -1, axis=0) - clockwise
    return np.roll(clockwise, -int(np.argmax(sides[:, 0] / np.linalg.norm(sides, axis=1))), axis=0)
