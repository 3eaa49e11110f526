"""Coarse quads in, sharp ones out: each side becomes the straight line through the edge points near it."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.photo import Photo
from shared.card.quads.evidence import Evidence
from shared.card.quads.geometry import Flags, Floats, Quads, cross, side_points

_SNAP_SHARES: Final = np.linspace(0.08, 0.92, 12)  # of a side; rounded corners are left out
_SNAP_STEPS: Final = np.arange(-4.0, 5.0)  # work px
_SHARES: Final = np.linspace(0.07, 0.93, 64)
_STEPS: Final = np.linspace(-1, 1, 25)  # of the reach
_REACHES: Final = (2.5, 1.0)  # work px
_LEAST_SEEN: Final = 0.2  # share of a side that must be in the frame for its line to be believed
_SHADOW: Final = 7.0  # work px; how far beside a card its shadow can end
_TILTS: Final = np.linspace(-6, 6, 9)  # work px between the ends of a side
_ROUNDS: Final = 6  # of reweighting
_SOFTER: Final = 2.5  # times as wide as an edge inside it: a shadow's end


def snap(quads: Quads, evidence: Evidence) -> Quads:
    """Move all sides of `quads` (n, 4, 2) in work px onto the edges within 4 px, all at once."""
    points, normals = side_points(quads, _SNAP_SHARES)
    across = normals[:, :, None, None]
    strength, _, visible = evidence.edges(points[:, :, :, None] + _SNAP_STEPS[:, None] * across, across, (0,))
    likely = strength * visible * np.exp(-0.5 * (_SNAP_STEPS / 2.5) ** 2)
    best = likely.argmax(axis=3)
    weights = np.take_along_axis(strength * visible, best[..., None], 3)[..., 0] ** 2
    return _moved(quads, _SNAP_SHARES, _SNAP_STEPS[best], np.asarray(weights, np.float64), limit=1.5)


def refine(quads: Quads, photo: Photo, coarse: float) -> Quads:
    """Fit all sides of `quads` (n, 4, 2) in photo px at the decoded resolution; `coarse` is photo px per work px.

    A side that finds no better line within 2.5 work px stays.
    """
    quads = _off_shadows(quads, photo, coarse)
    for reach in np.array(_REACHES) * coarse:
        points, normals = side_points(quads, _SHARES)
        offsets, weights = _edge_offsets(points, normals, photo, reach)
        quads = _moved(quads, _SHARES, offsets, weights, limit=0.15 * reach)
    return quads


def cut_at_frame(quads: Quads, size: tuple[int, int]) -> Quads:
    """Move sides of `quads` (n, 4, 2) of which next to nothing is in a frame of `size` to the frame's border.

    Where a card goes on beyond the frame cannot be known. Corners outside, where two visible sides meet, stay.
    """
    points, _ = side_points(quads, _SHARES)
    beyond = np.stack([-points[..., 0], -points[..., 1], points[..., 0] - size[0], points[..., 1] - size[1]], axis=-1)
    unseen = (beyond.max(axis=3) < 0).mean(axis=2) < _LEAST_SEEN
    border = _borders(size)[beyond.mean(axis=2).argmax(axis=2)]
    sides = np.concatenate([quads, np.roll(quads, -1, axis=1) - quads], axis=2)
    lines = np.where(unseen[..., None], border, sides)
    return _intersected(lines[..., :2], lines[..., 2:])


def _borders(size: tuple[int, int]) -> Floats:
    """Return the frame's left, top, right and bottom, clockwise, as (4, 4) points and directions."""
    right, bottom = size[0] - 0.5, size[1] - 0.5
    lines = [(-0.5, bottom, 0, -1), (-0.5, -0.5, 1, 0), (right, -0.5, 0, 1), (right, bottom, -1, 0)]
    return np.array(lines, np.float64)


def _off_shadows(quads: Quads, photo: Photo, coarse: float) -> Quads:
    """Move sides that lie on the soft end of a shadow inwards, to the much sharper edge of the card itself."""
    shares = _SHARES[::4]
    points, normals = side_points(quads, shares)
    steps = np.linspace(-1, 1, int(2 * _SHADOW * coarse * photo.scale) | 1) * _SHADOW * coarse
    profiles = _profiles(points[:, :, :, None] + steps[:, None] * normals[:, :, None, None], photo)
    steepness = np.linalg.norm(np.diff(profiles, axis=3), axis=4)
    middles, tilts = (steps[1:] + steps[:-1]) / 2, _TILTS * coarse
    sheared = _sheared(steepness, (shares - 0.5) * tilts[:, None] / (steps[1] - steps[0]))
    here = _steepest(sheared[:, :, len(tilts) // 2 :][:, :, :1], middles, np.abs(middles) < 1.5 * coarse, coarse)
    inside = _steepest(sheared, middles, middles >= coarse, coarse)
    sharper = (here.width > _SOFTER * inside.width) & (inside.height > np.maximum(here.height, 1.0))
    offsets = inside.place[..., None] + tilts[inside.tilt][..., None] * (-0.25, 0.25)
    offsets = np.where(sharper[..., None], offsets, 0.0)
    return _moved(quads, np.array((0.25, 0.75)), offsets, np.ones_like(offsets), limit=1.0)


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """The steepest edge near each side, (n, 4): which tilt, where (photo px inwards), how steep and how wide."""

    tilt: NDArray[np.int_]
    place: Floats
    height: Floats
    width: Floats


def _sheared(steepness: Floats, shifts: Floats) -> Floats:
    """Return (n, 4, k, m): the median over the points of `steepness` (n, 4, p, m), moved by `shifts` (k, p) steps."""
    steps = np.arange(steepness.shape[3]) + np.round(shifts).astype(int)[:, :, None]
    moved = steepness[:, :, np.arange(steepness.shape[2])[:, None], np.clip(steps, 0, steepness.shape[3] - 1)]
    middle = moved.shape[3] // 2
    typical = np.partition(moved, middle, axis=3)[:, :, :, middle]
    return np.maximum(typical - np.median(typical, axis=3, keepdims=True), 0)


def _steepest(profiles: Floats, middles: Floats, where: Flags, coarse: float) -> _Edges:
    """Return the steepest edge of `profiles` (n, 4, k, m) at the places `where` of `middles` (m,)."""
    best = np.where(where, profiles, -1).reshape(*profiles.shape[:2], -1).argmax(axis=2)
    tilt, at = np.divmod(best, len(middles))
    profile = np.take_along_axis(profiles, tilt[..., None, None], 2)[:, :, 0]
    place, height = middles[at], np.take_along_axis(profile, at[..., None], 2)[..., 0]
    near = np.abs(middles - place[..., None]) < 2.5 * coarse
    width = (profile * near).sum(axis=2) / np.maximum(height, 1e-6) * (middles[1] - middles[0])
    return _Edges(tilt, place, height, width)


def _edge_offsets(points: Floats, normals: Floats, photo: Photo, reach: float) -> tuple[Floats, Floats]:
    """Return (n, 4, m) offsets of the edge along each normal, to a part of a step, and its strength."""
    steps = _STEPS * reach
    change = np.diff(_profiles(points[:, :, :, None] + steps[:, None] * normals[:, :, None, None], photo), axis=3)
    typical = np.median(change, axis=2, keepdims=True)
    signed = np.einsum("abcij,abcij->abci", change, np.broadcast_to(_direction(typical), change.shape))
    strength = np.maximum(signed, 0.35 * np.linalg.norm(change, axis=4))
    likely = strength * np.exp(-0.5 * (steps[1:] / (0.6 * reach)) ** 2)
    peak = likely.argmax(axis=3).clip(1, len(steps) - 3)[..., None]
    before, at, after = (np.take_along_axis(strength, peak + d, 3)[..., 0] for d in (-1, 0, 1))
    part = np.clip(0.5 * (after - before) / np.maximum(2 * at - before - after, 1e-6), -0.5, 0.5)
    spacing = steps[1] - steps[0]
    return (steps[0] + (peak[..., 0] + 0.5 + part) * spacing), at


def _direction(change: Floats) -> Floats:
    """Return the unit colour change of each side, taken where it is largest."""
    size = np.linalg.norm(change, axis=4)
    largest = np.take_along_axis(change, size.argmax(axis=3)[..., None, None], 3)
    return np.asarray(largest / np.maximum(np.linalg.norm(largest, axis=4, keepdims=True), 1e-6))


def _profiles(places: Floats, photo: Photo) -> Floats:
    """Return the smoothed colours (..., steps, 3) of the decoded photo at `places` (..., steps, 2) in photo px."""
    steps = places.shape[-2]
    decoded = ((places + 0.5) * photo.scale - 0.5).astype(np.float32).reshape(-1, steps, 2)
    colours = cv2.remap(photo.pixels, decoded, np.empty(0), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    smooth = cv2.GaussianBlur(colours.astype(np.float32), (5, 1), 1.0)
    return np.asarray(smooth, np.float64).reshape(*places.shape[:-1], 3)


def _moved(quads: Quads, shares: Floats, offsets: Floats, weights: Floats, limit: float) -> Quads:
    """Shift and tilt every side by the line fitted to `offsets` (n, 4, m) along its inward normal.

    Reweighted least squares with Tukey's biweight, `limit` the least distance at which a point is an outlier.
    """
    t = shares - 0.5
    trust = np.minimum(weights, 1.5 * _middle(weights)) + 1e-6
    inlying = trust
    powers = np.stack([np.ones_like(t), t, t * t], axis=1)
    shift = tilt = np.zeros(offsets.shape[:2])
    for _ in range(_ROUNDS):
        total, first, second = np.moveaxis(inlying @ powers, 2, 0)
        level, slope = np.moveaxis((inlying * offsets) @ powers[:, :2], 2, 0)
        below = total * second - first**2 + 1e-12
        shift, tilt = (second * level - first * slope) / below, (total * slope - first * level) / below
        residual = np.abs(offsets - shift[..., None] - tilt[..., None] * t)
        spread = np.maximum(limit, 2.5 * _middle(residual))
        inlying = trust * np.clip(1 - (residual / spread) ** 2, 0, None) ** 2 + 1e-9
    ends, normals = side_points(quads, np.array((0.0, 1.0)))
    ends = ends + (shift[..., None] + tilt[..., None] * (-0.5, 0.5))[..., None] * normals[:, :, None]
    return _intersected(ends[:, :, 0], ends[:, :, 1] - ends[:, :, 0])


def _middle(values: Floats) -> Floats:
    """Return (n, 4, 1): the medians of (n, 4, m), of an even m the upper one; a third of np.median's time."""
    middle = values.shape[2] // 2
    return np.asarray(np.partition(values, middle, axis=2)[:, :, middle, None])


def _intersected(points: Floats, along: Floats) -> Quads:
    """Intersect each side (n, 4, 2) with the side before it."""
    before, other = np.roll(points, 1, axis=1), np.roll(along, 1, axis=1)
    sine = cross(along, other)
    far = cross(before - points, other) / np.where(np.abs(sine) < 1e-9, 1e-9, sine)
    return np.asarray(points + far[..., None] * along)
