"""Convex quads as arrays, (n, 4, 2), clockwise on screen: what can be said of all of them at once."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Quads: TypeAlias = Floats  # (n, 4, 2) x, y
Flags: TypeAlias = NDArray[np.bool_]

MIN_AREA: Final = 0.006  # of the frame
OUTSIDE: Final = 0.25  # of the frame's side that a corner may lie beyond it
_MIN_SINE: Final = 0.45  # of the angle at a corner
_MIN_OPPOSITE: Final = 0.45  # shorter by longer of two opposite sides
_MAX_SLENDER: Final = 5.0  # longer by shorter of two adjacent sides: a receipt
_TINY: Final = 1e-12


def cross(a: Floats, b: Floats) -> Floats:
    """Return the z component of the cross product of vectors (..., 2)."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def areas(quads: Quads) -> Floats:
    """Return (n,) signed areas, positive when clockwise on screen."""
    return np.asarray(0.5 * cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]))


def clockwise(quads: Quads) -> Quads:
    """Turn quads whose corners run the other way round."""
    return np.where((areas(quads) < 0)[:, None, None], quads[:, ::-1], quads)


def side_points(quads: Quads, shares: Floats) -> tuple[Floats, Floats]:
    """Return points (n, 4, m, 2) at `shares` of every side, and the sides' inward normals (n, 4, 2)."""
    sides = np.roll(quads, -1, axis=1) - quads
    points = quads[:, :, None] + shares[:, None] * sides[:, :, None]
    along = sides / np.maximum(np.linalg.norm(sides, axis=2, keepdims=True), 1e-9)
    return points, np.stack([-along[..., 1], along[..., 0]], axis=-1)


def inner_points(quads: Quads, across: int, down: int) -> Floats:
    """Return points (n, down * across, 2) on a bilinear grid inside every quad."""
    u, v = np.meshgrid((np.arange(across) + 0.5) / across, (np.arange(down) + 0.5) / down)
    weights = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v], axis=-1).reshape(-1, 4)
    return np.asarray(weights @ quads)


def sound(quads: Quads, size: tuple[int, int]) -> Flags:
    """Tell which quads are convex, large enough, not needle-shaped and nearly inside a frame of `size`."""
    sides = np.roll(quads, -1, axis=1) - quads
    lengths = np.maximum(np.linalg.norm(sides, axis=2), 1e-9)
    sines = cross(sides, np.roll(sides, -1, axis=1)) / (lengths * np.roll(lengths, -1, axis=1))
    same_turn = (sines > _MIN_SINE).all(axis=1) | (sines < -_MIN_SINE).all(axis=1)
    margin = OUTSIDE * np.array(size)
    inside = ((quads > -margin) & (quads < np.array(size) + margin)).all(axis=(1, 2))
    large = np.abs(areas(quads)) > MIN_AREA * size[0] * size[1]
    opposite = np.minimum(lengths / np.roll(lengths, 2, axis=1), 1).min(axis=1) > _MIN_OPPOSITE
    slender = np.maximum(lengths[:, 0], lengths[:, 2]) / np.maximum(lengths[:, 1], lengths[:, 3])
    return np.asarray(same_turn & inside & large & opposite & (np.abs(np.log(slender)) < np.log(_MAX_SLENDER)))


def proportions(quads: Quads, size: tuple[int, int], focals: Floats) -> tuple[Floats, Floats]:
    """Return (n, m) true width / height and cosines between adjacent sides of the flat shapes seen as `quads`.

    Whiteboard geometry: Zhang and He, "Whiteboard scanning and image enhancement", 2007, with the principal point at
    the centre of the frame and each of `focals` (m,), lengths in frame diagonals. A cosine of 0 means that the flat
    shape is a rectangle.
    """
    tl, tr, br, bl = np.moveaxis((quads - (np.array(size) - 1) / 2) / np.hypot(*size), 1, 0)
    across = _far_side(tl, br, bl, tr) - _homogeneous(tl)
    down = _far_side(tl, br, tr, bl) - _homogeneous(tl)
    lens = 1 / focals**2
    wide, high, both = (
        (a * b)[:, :2].sum(axis=1)[:, None] * lens + (a * b)[:, 2:]
        for a, b in ((across, across), (down, down), (across, down))
    )
    wide, high = np.maximum(wide, _TINY), np.maximum(high, _TINY)
    return np.sqrt(wide / high), both / np.sqrt(wide * high)


def _far_side(tl: Floats, br: Floats, beside: Floats, corner: Floats) -> Floats:
    """Return `corner` (n, 3), as far from the camera as its side is if the corner `tl` is at distance 1."""
    ratio = cross(br - tl, beside - tl) / _apart(cross(br - corner, beside - corner))
    return ratio[:, None] * _homogeneous(corner)


def _homogeneous(points: Floats) -> Floats:
    return np.column_stack([points, np.ones(len(points))])


def _apart(below: Floats) -> Floats:
    return np.where(np.abs(below) < _TINY, _TINY, below)
