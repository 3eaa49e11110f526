"""Hypotheses in, the probability of each being a card out: all features measured as arrays."""

from typing import Final

import cv2
import numpy as np

from shared.card.quads.evidence import Evidence
from shared.card.quads.geometry import Floats, Quads, areas, inner_points, proportions, side_points
from shared.card.quads.proposals import UNSEEN_SUPPORT

_ALONG: Final = np.linspace(0.07, 0.93, 24)  # shares of a side, rounded corners left out
_BESIDE: Final = np.linspace(0.1, 0.9, 16)
_BEYOND: Final = np.array([-0.14, -0.11, -0.08, -0.05, 1.05, 1.08, 1.11, 1.14])
_STRIP: Final = 3.0  # work px between a side and where the colour beside it is read
_FOCAL: Final = 0.7  # frame diagonals; between a phone's wide lens and twice that
_CARDS: Final = np.log([90 / 50, 88.9 / 50.8, 85.6 / 54])
_PAGES: Final = np.log([np.sqrt(2), 11 / 8.5])


def features(quads: Quads, evidence: Evidence) -> Floats:
    """Return (n, FEATURES) measurements, each about 0..1."""
    return np.column_stack(
        [_edge_features(quads, evidence), _colour_features(quads, evidence), _shape_features(quads, evidence)]
    )


NAMES: Final = (
    "support_min", "support_2", "support_mean", "unseen", "unseen_sides", "beyond_2", "beyond_mean",
    "step_min", "step_2", "step_mean", "steady_min", "steady_mean", "inner_spread", "outer_spread",
    "outer_ground", "outer_ground_max", "inner_ground", "print_inside", "print_outside", "print_share",
    "card", "page", "skew", "area", "opposite",
)  # fmt: skip


def _edge_features(quads: Quads, evidence: Evidence) -> Floats:
    points, normals = side_points(quads, _ALONG)
    strength, visible = evidence.edges(points, normals[:, :, None])
    support = np.sort(np.where(visible, strength, UNSEEN_SUPPORT).mean(axis=2), axis=1)
    unseen = 1 - visible.mean(axis=2)
    points, normals = side_points(quads, _BEYOND)
    strength, visible = evidence.edges(points, normals[:, :, None])
    ends = np.sort((strength * visible).reshape(len(quads), 8, 4).mean(axis=2), axis=1)
    return np.column_stack(
        [support[:, 0], support[:, 1], support.mean(axis=1), unseen.mean(axis=1), (unseen > 0.5).mean(axis=1),
         ends[:, -2:].mean(axis=1), ends.mean(axis=1)]
    )  # fmt: skip


def _colour_features(quads: Quads, evidence: Evidence) -> Floats:
    points, normals = side_points(quads, _BESIDE)
    inner, outer = (evidence.colours(points + way * _STRIP * normals[:, :, None]) for way in (1, -1))
    change = (inner - outer)[..., :3]
    step = np.linalg.norm(np.median(change, axis=2), axis=2)
    steady = np.linalg.norm(change.mean(axis=2), axis=2) / (np.linalg.norm(change, axis=3).mean(axis=2) + 2)
    inside, outside = np.median(inner[..., :3], axis=2), np.median(outer[..., :3], axis=2)
    soft = np.sort(step / (step + 12), axis=1)
    ground = _ground_colours(evidence)
    outer_ground = _to_ground(outside, ground)
    grid = evidence.colours(inner_points(quads, 9, 6))[..., 3]
    print_inside = np.percentile(grid, 75, axis=1)
    print_outside = np.percentile(outer[..., 3].reshape(len(quads), -1), 75, axis=1)
    return np.column_stack(
        [soft[:, 0], soft[:, 1], soft.mean(axis=1), steady.min(axis=1), steady.mean(axis=1),
         _spread(inside), _spread(outside), outer_ground.mean(axis=1), outer_ground.max(axis=1),
         _to_ground(inside, ground).mean(axis=1), print_inside / (print_inside + 4),
         print_outside / (print_outside + 4),
         (grid > 3).mean(axis=1)]
    )  # fmt: skip


def _ground_colours(evidence: Evidence) -> Floats:
    """Return (k, 3) Lab colours along the frame border."""
    cells = cv2.resize(evidence.colour[:, :, :3], (8, 8), interpolation=cv2.INTER_AREA).astype(np.float64)
    return np.concatenate([cells[0], cells[-1], cells[1:-1, 0], cells[1:-1, -1]])


def _to_ground(colours: Floats, ground: Floats) -> Floats:
    """Return 0..1 distance of colours (n, 4, 3) to the nearest ground colour."""
    far = np.linalg.norm(colours[:, :, None] - ground, axis=3).min(axis=2)
    return np.asarray(far / (far + 12))


def _spread(colours: Floats) -> Floats:
    far = np.linalg.norm(colours - colours.mean(axis=1, keepdims=True), axis=2).mean(axis=1)
    return np.asarray(far / (far + 12))


def _shape_features(quads: Quads, evidence: Evidence) -> Floats:
    aspect, skew = proportions(quads, evidence.size, _FOCAL)
    card = np.abs(np.abs(aspect)[:, None] - _CARDS).min(axis=1)
    page = np.abs(np.abs(aspect)[:, None] - _PAGES).min(axis=1)
    share = areas(quads) / (evidence.size[0] * evidence.size[1])
    lengths = np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)
    opposite = np.abs(np.log(lengths / np.roll(lengths, 2, axis=1))).max(axis=1)
    return np.column_stack(
        [np.exp(-((card / 0.12) ** 2)), np.exp(-((page / 0.12) ** 2)), np.abs(skew), np.log(share) / 5, opposite]
    )


def score(quads: Quads, evidence: Evidence) -> Floats:
    """Return (n,) scores 0..1."""
    f = dict(zip(NAMES, features(quads, evidence).T, strict=True))
    raw = (
        3.0 * f["support_min"]
        + 4.0 * f["support_mean"]
        - 2.0 * f["beyond_2"]
        + 1.2 * f["step_min"]
        + f["step_mean"]
        + 0.4 * f["card"]
        + 0.2 * f["page"]
        - 1.0 * f["skew"]
        + 1.75 * f["area"]
        - 0.3
    )
    return np.asarray(1 / (1 + np.exp(-(raw - 3.6) * 2)))


def overlap(quad: Floats, others: Quads) -> Floats:
    """Return (n,): the share of the smaller quad that it and each of `others` have in common."""
    first = quad.astype(np.float32)
    common = np.array([cv2.intersectConvexConvex(first, other)[0] for other in others.astype(np.float32)])
    return np.asarray(common / np.maximum(np.minimum(cv2.contourArea(first), areas(others)), 1e-9))
