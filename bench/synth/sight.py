"""Which printed lines the photo really shows: not those that the frame cuts off or that something lies on."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bench.synth.arrays import Matrix, Points
from bench.synth.camera import project
from bench.synth.lay import Flat

VISIBLE_SHARE = 0.75  # of a line's area, from which on it counts as shown

View: TypeAlias = tuple[Flat, Matrix]  # a thing, and the homography from its mm to photo px


def is_shown(quad: Points, size: tuple[int, int], above: Sequence[View]) -> bool:
    """Say whether a photo of `size` (width, height) shows a line's `quad`, below the things `above`, well enough."""
    points = _samples(quad)
    seen = ((points >= -0.5) & (points <= np.array(size) - 0.5)).all(1)
    for thing, view in above:
        seen &= ~_covered(points, thing, view)
    return bool(seen.mean() >= VISIBLE_SHARE)


def _samples(quad: Points) -> Points:
    """A grid of 24 x 3 points spread evenly over a quad."""
    across, down = np.meshgrid((np.arange(24) + 0.5) / 24, (np.arange(3) + 0.5) / 3)
    x, y = across.reshape(-1, 1), down.reshape(-1, 1)
    points: Points = (1 - y) * ((1 - x) * quad[0] + x * quad[1]) + y * ((1 - x) * quad[3] + x * quad[2])
    return points


def _covered(points: Points, thing: Flat, view: Matrix) -> NDArray[np.bool_]:
    rows, columns = thing.mask.shape
    scale = np.array([columns, rows]) / np.array(thing.size_mm)
    spots = np.floor(project(np.asarray(np.linalg.inv(view), np.float64), points) * scale).astype(int)
    inside = ((spots >= 0) & (spots < (columns, rows))).all(1)
    x, y = np.where(inside[:, None], spots, 0).T
    covered: NDArray[np.bool_] = inside & (thing.mask[y, x] > 127)
    return covered
