"""Hypotheses in, the probability of each being a card out: all features measured as arrays."""

from typing import Final

import cv2
import numpy as np

from shared.card.quads.evidence import Evidence, Plane
from shared.card.quads.geometry import Flags, Floats, Quads, areas, inner_points, proportions, side_points
from shared.card.quads.proposals import UNSEEN_SUPPORT

WEIGHTS: Final = {  # a logistic regression on drawn scenes; bench.training.scores fits and prints them
    "support": 13.02,  # edge strength along the sides
    "unseen": -3.46,  # share of the outline outside the frame or on its border
    "ends": -4.07,  # edges past the two corners where they are strongest
    "runs_on": -2.20,  # edges past the corners as strong and of the same direction as the side
    "step": 0.54,  # colour step across the sides
    "print_outside": -3.15,  # fine detail just outside
    "card": 2.06,  # proportions of a business card
    "skew": -3.53,  # cosine between sides of the flat shape
    "seen_inside": 0.99,  # the network's probability of card inside
    "seen_outside": -0.94,  # the same outside the side where it is highest
    "seen_border": 3.84,  # the network's probability of border along the sides
    "least_border": 1.39,  # the same along the side where it is lowest
    "fills": 3.74,  # an outline that cannot be seen around what the network takes for card
}
BIAS: Final = -7.99
_ALONG: Final = np.linspace(0.07, 0.93, 24)  # shares of a side; rounded corners are left out
_BESIDE: Final = np.linspace(0.1, 0.9, 16)
_BEYOND: Final = np.array([-0.14, -0.11, -0.08, -0.05, 1.05, 1.08, 1.11, 1.14])
_STRIP: Final = 3.0  # work px between a side and where the colour beside it is read
_HALF_COLOUR: Final = 12.0  # Lab distance that counts as half a step
_MARGIN: Final = 0.05  # of a card's size: how far outside the network should see no card
_LEAST_MARGIN: Final = 6.0  # work px
_FOCAL: Final = np.array([0.7])  # frame diagonals; between a phone's wide lens and twice that
_CARDS: Final = np.log([90 / 50, 88.9 / 50.8, 85.6 / 54])
_ASPECT_SPREAD: Final = 0.12  # of ln(aspect)


def score(quads: Quads, evidence: Evidence) -> Floats:
    """Return (n,) probabilities that `quads` are cards."""
    found = features(quads, evidence)
    return np.asarray(1 / (1 + np.exp(-BIAS - sum(WEIGHTS[name] * found[name] for name in WEIGHTS))))


def features(quads: Quads, evidence: Evidence) -> dict[str, Floats]:
    """Return (n,) measurements under the names in WEIGHTS, each about 0..1."""
    return (
        _edge_features(quads, evidence)
        | _colour_features(quads, evidence)
        | _shape_features(quads, evidence)
        | _sight_features(quads, evidence)
    )


def weakest_side(quads: Quads, evidence: Evidence) -> Floats:
    """Return (n,) edge strength 0..1 along the side where it is lowest."""
    return np.asarray(_side_strengths(quads, evidence)[0].min(axis=1))


def overlap(quad: Floats, others: Quads) -> Floats:
    """Return (n,): the share of the smaller quad that it and each of `others` have in common."""
    first = quad.astype(np.float32)
    common = np.array([cv2.intersectConvexConvex(first, other)[0] for other in others.astype(np.float32)])
    return np.asarray(common / np.maximum(np.minimum(cv2.contourArea(first), areas(others)), 1e-9))


def _side_strengths(quads: Quads, evidence: Evidence) -> tuple[Floats, Floats, Floats]:
    """Return (n, 4) edge strength along each side, its signed step, and the share of it that is visible."""
    points, normals = side_points(quads, _ALONG)
    strength, step, visible = evidence.edges(points, normals[:, :, None])
    typical = (step * visible).sum(axis=2) / np.maximum(visible.sum(axis=2), 1)
    return np.where(visible, strength, UNSEEN_SUPPORT).mean(axis=2), typical, visible.mean(axis=2)


def _edge_features(quads: Quads, evidence: Evidence) -> dict[str, Floats]:
    support, typical, seen = _side_strengths(quads, evidence)
    typical = typical[..., None]
    points, normals = side_points(quads, _BEYOND)
    strength, step, visible = evidence.edges(points, normals[:, :, None])
    ends = (strength * visible).reshape(len(quads), 8, 4).mean(axis=2)
    alike = np.clip(step * np.sign(typical) / (np.abs(typical) + 0.5), 0, 1)
    return {
        "support": support.mean(axis=1),
        "unseen": 1 - seen.mean(axis=1),
        "ends": np.sort(ends, axis=1)[:, -2:].mean(axis=1),
        "runs_on": (alike * strength * visible).mean(axis=(1, 2)),
    }


def _colour_features(quads: Quads, evidence: Evidence) -> dict[str, Floats]:
    points, normals = side_points(quads, _BESIDE)
    inner, outer = (evidence.colours(points + way * _STRIP * normals[:, :, None]) for way in (1, -1))
    change = (inner - outer)[..., :3]
    step = np.linalg.norm(change.mean(axis=2), axis=2)
    detail = outer[..., 3].mean(axis=(1, 2))
    return {
        "step": (step / (step + _HALF_COLOUR)).mean(axis=1),
        "print_outside": detail / (detail + 4),
    }


def _sight_features(quads: Quads, evidence: Evidence) -> dict[str, Floats]:
    inside = evidence.chances(inner_points(quads, 8, 5))[..., 0].mean(axis=1)
    points, normals = side_points(quads, _BESIDE)
    visible = np.asarray(((points > 1) & (points < np.array(evidence.size) - 2)).all(axis=3))
    margin = np.maximum(_MARGIN * np.sqrt(areas(quads)), _LEAST_MARGIN)[:, None, None, None]
    outside = _mean(evidence.chances(points - margin * normals[:, :, None])[..., 0], visible, 0.0)
    ways = np.array((-2.0, 0.0, 2.0)).reshape(3, 1, 1, 1, 1)
    border = _mean(evidence.chances(points + ways * normals[:, :, None])[..., 1].max(axis=0), visible, 0.5)
    unseen = 1 - visible.mean(axis=(1, 2))
    return {
        "seen_inside": inside,
        "seen_outside": outside.max(axis=1),
        "seen_border": border.mean(axis=1),
        "least_border": border.min(axis=1),
        "fills": unseen * inside,
    }


def _mean(values: Plane, visible: Flags, otherwise: float) -> Floats:
    """Return (n, 4) means along the sides where they are visible."""
    count = visible.sum(axis=2)
    return np.where(count > 4, (values * visible).sum(axis=2) / np.maximum(count, 1), otherwise)


def card_likeness(quads: Quads, size: tuple[int, int]) -> Floats:
    """Return (n,) 0..1: 1 where the flat shape has the proportions of a business card."""
    aspect, _ = proportions(quads, size, _FOCAL)
    misfit = np.abs(np.abs(np.log(aspect)) - _CARDS).min(axis=1)
    return np.asarray(np.exp(-((misfit / _ASPECT_SPREAD) ** 2)))


def _shape_features(quads: Quads, evidence: Evidence) -> dict[str, Floats]:
    _, skew = proportions(quads, evidence.size, _FOCAL)
    return {
        "card": card_likeness(quads, evidence.size),
        "skew": np.abs(skew[:, 0]),
    }
