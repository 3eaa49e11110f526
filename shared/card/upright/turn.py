"""Decide how a crop must be turned, and turn it."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.rectified import Rectified
from shared.card.upright.net import log_shares
from shared.card.upright.windows import find_windows, work_size

TURNS: Final = (0, 90, 180, 270)
_ROTATIONS: Final = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
WORST_SHARE: Final = 0.02  # least probability one window may give to a class: logos are windows too
SETTLED: Final = 18.0  # log odds, e to the 6th after COPIES
COPIES: Final = 3.0  # windows that count as one: those of one card share its font and its blur


@dataclass(frozen=True, slots=True, eq=False)
class Upright:
    """A card whose text reads from left to right, (h, w, 3) uint8 BGR, read-only.

    `matrix` takes its px to photo px. `turn`: degrees clockwise (0, 90, 180 or 270) that were applied to the
    rectified crop. `confidence`: 0..1 that this is the right way up; 0.25 where nothing tells.
    """

    pixels: NDArray[np.uint8]
    matrix: NDArray[np.float64]
    turn: int
    confidence: float

    def __post_init__(self) -> None:
        """Freeze the arrays: no stage draws on its input."""
        self.pixels.setflags(write=False)
        self.matrix.setflags(write=False)


def turn_upright(rectified: Rectified) -> Upright:
    """Turn the crop so that its words stand upright."""
    chances = chances_of_turns(rectified.pixels)
    best = int(chances.argmax())
    return turned(rectified, TURNS[best], float(chances[best]))


def chances_of_turns(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the probability of each of TURNS, (4,), for a BGR crop.

    Words are looked for along and across the crop. Under the right turn those along its text are upright
    and those across it are neither upright nor upside down.
    """
    grey = work_size(pixels)
    level = _evidence(grey)
    across = np.zeros(3) if _settled(level) else _evidence(np.asarray(cv2.rotate(grey, _ROTATIONS[90]), np.uint8))
    scores = np.array([level[0] + across[2], level[2] + across[0], level[1] + across[2], level[2] + across[1]])
    odds = np.exp((scores - scores.max()) / COPIES)
    return np.asarray(odds / odds.sum())


def _settled(level: NDArray[np.float64]) -> bool:
    """Tell whether words along the crop leave no doubt: looking across would double the time."""
    best, second = np.sort(level)[:0:-1]
    return bool(best - second > SETTLED and level.argmax() < 2)


def _evidence(grey: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the summed log probabilities of upright, upside down, neither."""
    shares = np.maximum(log_shares(find_windows(grey)), np.log(WORST_SHARE))
    return np.asarray(shares.sum(axis=0), np.float64)


def turned(rectified: Rectified, turn: int, confidence: float) -> Upright:
    """Turn a crop by `turn` degrees clockwise, and its matrix with it."""
    height, width = rectified.pixels.shape[:2]
    back = {
        0: np.eye(3),
        90: np.array([(0.0, 1, 0), (-1, 0, height - 1), (0, 0, 1)]),
        180: np.array([(-1.0, 0, width - 1), (0, -1, height - 1), (0, 0, 1)]),
        270: np.array([(0.0, -1, width - 1), (1, 0, 0), (0, 0, 1)]),
    }[turn]
    pixels = np.asarray(cv2.rotate(rectified.pixels, _ROTATIONS[turn]), np.uint8) if turn else rectified.pixels
    return Upright(pixels, rectified.matrix @ back, turn, confidence)
