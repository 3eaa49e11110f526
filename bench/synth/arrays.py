"""Names for the arrays that pass between the drawing modules, and the two ways they ask for chance."""

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[Any]  # (h, w, 3) uint8, BGR
Field: TypeAlias = NDArray[Any]  # (h, w) float32
Mask: TypeAlias = NDArray[Any]  # (h, w) uint8, 0 outside, 255 inside
Points: TypeAlias = NDArray[np.float64]  # (n, 2) x, y
Matrix: TypeAlias = NDArray[np.float64]  # (3, 3) homography
Colour: TypeAlias = tuple[int, int, int]  # blue, green, red, 0..255
Random: TypeAlias = np.random.Generator

Item = TypeVar("Item")


def pick(rng: Random, items: Sequence[Item]) -> Item:
    """Take one of `items`, all equally likely."""
    return items[int(rng.integers(len(items)))]


def chance(rng: Random, share: float) -> bool:
    """Say yes in `share` (0..1) of all cases."""
    return bool(rng.random() < share)


def between(rng: Random, low: float, high: float) -> float:
    """Draw a plain float from the even distribution over `low`..`high`."""
    return float(rng.uniform(low, high))
