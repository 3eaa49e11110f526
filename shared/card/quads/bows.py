"""Quads of bent cards: where a side bows, its corners lie at the ends of the bow, and the card goes on beside them."""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.card.quads.evidence import Evidence
from shared.card.quads.geometry import Flags, Floats, Quads, cross, side_points

_SHARES: Final = np.linspace(0.03, 0.97, 24)  # of a side
_REACH: Final = 18.0  # work px to both sides that a bent side is looked for in
_SPACING: Final = 0.5  # work px
_STEPS: Final = np.arange(-_REACH, _REACH + _SPACING / 2, _SPACING)
_SHIFTS: Final = np.arange(-12.0, 12.1)  # work px inwards, of both ends of a side
_TILTS: Final = np.arange(-20.0, 20.1, 2)  # work px between its ends
_BOWS: Final = np.arange(-12.0, 12.1)  # work px from the line between its ends to its middle
_CURVES: Final = np.stack([one.ravel() for one in np.meshgrid(_SHIFTS, _TILTS, _BOWS, indexing="ij")], axis=1)
_SEEN: Final = 0.45  # edge strength from which a place is on an edge
_NEAR: Final = np.exp(-0.5 * (np.arange(5) * _SPACING) ** 2)  # worth of a place so many steps beside an edge's crest
_STRAIGHT: Final = 0.85  # share of a side on an edge from which nothing else is looked for
_HELD: Final = 0.8  # least share of a bent side on an edge
_GAIN: Final = 0.12  # share of the side that only the bow explains
_LEAST_BOW: Final = 2.0  # work px
_CENTRED: Final = 0.3  # of it, how near to the middle of the edges the curve runs
_SIMPLER: Final = 0.004  # share of a side that a curve which moves it by one work px more must explain
_ROUNDS: Final = 2  # the second finds the sides whose neighbours were too far off in the first
_NEWTON_STEPS: Final = 4
_PARALLEL: Final = 1e-9


def unbend(quads: Quads, evidence: Evidence, stiff: Flags) -> tuple[Quads, Floats]:
    """Move the corners of `quads` (n, 4, 2) in work px to the ends of the sides that bow; others stay.

    Gives also (n, 4, p, 2) points along the sides that bow; nan for sides that are straight.
    Of what is `stiff` (n,), as cards are, one side alone does not bow: that is print, or the desk's pattern.
    """
    bows = np.full((*quads.shape[:2], len(_SHARES), 2), np.nan)
    for _ in range(_ROUNDS):
        curves = _curves(quads, evidence)
        bent = (curves[..., 2] != 0).sum(axis=1) > stiff
        if not bent.any():
            break
        bowed = bent[:, None] & (curves[..., 2] != 0)
        points, normals = side_points(quads, _SHARES)
        offsets = _offsets(curves[:, :, None], _SHARES)
        bows = np.where(bowed[..., None, None], points + offsets[..., None] * normals[:, :, None], bows)
        quads = np.where(bent[:, None, None], _crossings(quads, curves), quads)
    return quads, bows


def _curves(quads: Quads, evidence: Evidence) -> Floats:
    """Return (n, 4, 3): shift, tilt and bow of every side in work px inwards; 0 where the straight side holds."""
    points, normals = side_points(quads, _SHARES)
    across = normals[:, :, None, None]
    strength, step, visible = evidence.edges(points[:, :, :, None] + _STEPS[:, None] * across, across, (0,))
    # An edge is light to dark all along, or dark to light.
    signs = np.stack([step > 0, step <= 0], axis=2)
    on_edge = signs & ((strength > _SEEN) & visible)[:, :, None]  # (n, 4, 2, p, s)
    crest = np.ones(strength.shape, np.bool_)
    crest[..., 1:] = strength[..., 1:] >= strength[..., :-1]
    crest[..., :-1] &= strength[..., :-1] >= strength[..., 1:]
    near = _blurred(on_edge & crest[:, :, None], _NEAR)
    band = _blurred(on_edge, np.ones(2))
    straight = band[..., len(_STEPS) // 2].mean(axis=3).max(axis=2)
    curves = np.zeros((*quads.shape[:2], 3))
    for quad, side in np.argwhere(straight < _STRAIGHT):
        curves[quad, side] = _curve(near[quad, side], band[quad, side], straight[quad, side])
    return curves


def _blurred(places: Flags, worth: Floats) -> Floats:
    """Return `places` (..., s) as numbers: the best of `worth` (k,) by how many steps away one is."""
    near = places * worth[0]
    for away, less in enumerate(worth[1:], 1):
        near[..., away:] = np.maximum(near[..., away:], less * places[..., :-away])
        near[..., :-away] = np.maximum(near[..., :-away], less * places[..., away:])
    return np.asarray(near)


def _curve(near: Floats, band: Floats, straight: float) -> Floats:
    """Return the curve (3,) that the edges of one side follow, 0 if none.

    `near` and `band` (2, p, s) are 0..1, by the sign of the edge: how near its crest is, and whether it is there.
    """
    places = _places()
    held = np.take(_flat(band + _CENTRED * near), places, axis=1).mean(axis=2)
    sign, best = np.unravel_index(int((held - _SIMPLER * np.abs(_CURVES).sum(axis=1)).argmax()), held.shape)
    share = np.take(_flat(band)[sign], places[best]).mean()
    bent = share > max(straight + _GAIN, _HELD) and abs(_CURVES[best, 2]) >= _LEAST_BOW
    return _CURVES[best] if bent else np.zeros(3)


@cache
def _places() -> NDArray[np.int_]:
    """Return (c, p): where `_flat` has the place of each curve at each share."""
    steps = np.rint((_offsets(_CURVES[:, None], _SHARES) + _REACH) / _SPACING).astype(int)
    beyond = (steps < 0) | (steps >= len(_STEPS))
    return np.arange(len(_SHARES)) * (len(_STEPS) + 1) + np.where(beyond, len(_STEPS), steps)


def _flat(places: Floats) -> Floats:
    """Return (2, p, s) as (2, p * (s + 1)), each row with a 0 behind it for what is beyond reach."""
    return np.pad(places, ((0, 0), (0, 0), (0, 1))).reshape(2, -1)


def _offsets(curves: Floats, shares: Floats) -> Floats:
    """Return how far inwards sides with `curves` (..., 3) run at `shares` (...)."""
    t = shares - 0.5
    return np.asarray(curves[..., 0] + curves[..., 1] * t + curves[..., 2] * (1 - 4 * t * t))


def _crossings(quads: Quads, curves: Floats) -> Quads:
    """Intersect each curved side with the one before it, by Newton's method from the corners."""
    begin, end = np.zeros(quads.shape[:2]), np.ones(quads.shape[:2])  # share of each side at its two corners
    corners = quads
    for _ in range(_NEWTON_STEPS):
        here, along = _tangents(quads, curves, begin)
        there, onward = (np.roll(one, 1, axis=1) for one in _tangents(quads, curves, end))
        sine = cross(along, onward)
        sine = np.where(np.abs(sine) < _PARALLEL, _PARALLEL, sine)
        forth, back = cross(there - here, onward) / sine, cross(there - here, along) / sine
        corners = here + forth[..., None] * along
        begin, end = begin + forth, end + np.roll(back, -1, axis=1)
    return np.asarray(corners)


def _tangents(quads: Quads, curves: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Return the point of every side at its own share (n, 4), and the direction there, in lengths of the side."""
    sides = np.roll(quads, -1, axis=1) - quads
    normals = side_points(quads, np.zeros(1))[1]
    slopes = curves[..., 1] - 8 * curves[..., 2] * (shares - 0.5)
    points = quads + shares[..., None] * sides + _offsets(curves, shares)[..., None] * normals
    return points, sides + slopes[..., None] * normals
