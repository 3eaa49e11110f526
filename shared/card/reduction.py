"""A picture made smaller at little cost, for all that does not need its full size."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

_WHOLE: Final = 2  # the step that averages exactly and, in OpenCV, ten times faster than one that is no whole number


def halved(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Halve (h, w) or (h, w, 3) pixels, each px the mean of four, until the long side is less than twice `side` px."""
    while max(pixels.shape) >= _WHOLE * side:
        pixels = np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    return pixels


def reduced(pixels: NDArray[np.uint8], side: int, last_step: int = cv2.INTER_LINEAR) -> NDArray[np.uint8]:
    """Make (h, w) or (h, w, 3) pixels `side` px long; smaller ones stay as they are.

    What is left after halving is less than a half: sampling between two px skips none there, but smooths some places
    more than others. For what measures them, `last_step` may be cv2.INTER_AREA, which takes seven times as long.
    """
    pixels = halved(pixels, side)
    height, width = pixels.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=last_step), np.uint8)
