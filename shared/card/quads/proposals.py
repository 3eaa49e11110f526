"""Evidence in, outline hypotheses out: (n, 4, 2) quads in work px from lines and from regions."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.quads.evidence import Evidence, Plane
from shared.card.quads.geometry import MIN_AREA, Floats, Quads, clockwise, cross, sound
from shared.card.quads.segments import find_lines

MAX_FROM_LINES: Final = 120
MAX_PAIRS: Final = 500
UNSEEN_SUPPORT: Final = 0.4  # edge strength that a side along or beyond the frame border is taken to have
_MIN_SUPPORT: Final = 0.25
_OPPOSITE_ANGLE: Final = np.cos(np.radians(32))
_MIN_APART: Final = 0.04  # of the frame's short side


def propose(evidence: Evidence) -> Quads:
    """Return hypotheses from all kinds of evidence, unscored and with duplicates."""
    width, height = evidence.size
    frame = np.array([[(0, 0), (width, 0), (width, height), (0, height)]]) - 0.5
    return np.concatenate([quads_from_lines(evidence), quads_from_regions(evidence), evidence.outlines, frame])


def quads_from_lines(evidence: Evidence) -> Quads:
    """Intersect every two pairs of roughly opposite lines, or frame borders, whose four sides lie on edges."""
    width, height = evidence.size
    frame = np.array([(0, 0, 1, 0), (width - 1, 0, 0, 1), (width - 1, height - 1, -1, 0), (0, height - 1, 0, -1.0)])
    lines = np.concatenate([find_lines(evidence), frame])
    where = _crossings(lines)
    spans = _side_support(lines, where, evidence)
    first, second = _opposite_pairs(lines, where, spans, evidence)
    worth, one, other = _best_pair_pairs(spans, first, second)
    points = lines[:, None, :2] + where[:, :, None] * lines[:, None, 2:]
    i, j, k, m = first[one], second[one], first[other], second[other]
    quads = np.stack([points[i, k], points[i, m], points[j, m], points[j, k]], axis=1)
    good = sound(quads, evidence.size)
    best = np.argsort(-worth[good], kind="stable")[:MAX_FROM_LINES]
    return clockwise(quads[good][best])


def quads_from_regions(evidence: Evidence) -> Quads:
    """Fit quads to the outlines of threshold and ground-distance regions."""
    quads = np.concatenate([_fitted(mask) for mask in _masks(evidence)])
    return clockwise(quads[sound(quads, evidence.size)])


def _crossings(lines: Floats) -> Floats:
    """Return (n, n): how far along line a, from its point, line b crosses it; nan where nearly parallel."""
    along = lines[:, 2:]
    sines = cross(along[:, None], along[None])
    between = lines[None, :, :2] - lines[:, None, :2]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(sines) > 0.17, cross(between, along[None]) / sines, np.nan)


def _side_support(lines: Floats, where: Floats, evidence: Evidence) -> Floats:
    """Return (n, n, n): the edge strength of line i between lines k and m, 0 where it makes no side."""
    reach = int(np.hypot(*evidence.size)) // 2 * 2
    centre = np.array(evidence.size) / 2
    middle = np.einsum("ij,ij->i", centre - lines[:, :2], lines[:, 2:])
    steps = np.arange(-reach // 2, reach // 2 + 1, 2) + middle[:, None]
    points = lines[:, None, :2] + steps[:, :, None] * lines[:, None, 2:]
    normals = np.stack([-lines[:, 3], lines[:, 2]], axis=1)[:, None]
    strength, _, visible = evidence.edges(points, normals)
    at = np.clip(np.nan_to_num((where - steps[:, :1]) / 2), 0, steps.shape[1] - 1)
    rows, cell = np.arange(len(lines))[:, None], at.astype(int)
    total = np.cumsum(np.where(visible, strength, UNSEEN_SUPPORT), axis=1)[rows, cell].astype(np.float32)
    length = np.abs(at[:, :, None] - at[:, None, :]).astype(np.float32)
    support = np.abs(total[:, :, None] - total[:, None, :]) / np.maximum(length, 1)
    usable = np.isfinite(where)[:, :, None] & np.isfinite(where)[:, None, :] & (length > 4)
    return np.where(usable, support, np.float32(0))


def _opposite_pairs(
    lines: Floats, where: Floats, spans: Floats, evidence: Evidence
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Return indices i < j of lines that can be opposite sides: similar direction, apart, not crossing inside."""
    cosines = np.abs(lines[:, 2:] @ lines[:, 2:].T)
    across = np.stack([-lines[:, 3], lines[:, 2]], axis=1)
    apart = np.abs(np.einsum("abk,ak->ab", lines[None, :, :2] - lines[:, None, :2], across))
    points = lines[:, None, :2] + np.nan_to_num(where, nan=1e9)[:, :, None] * lines[:, None, 2:]
    crossing = ((points > 0) & (points < evidence.size)).all(axis=2)
    close = (cosines > _OPPOSITE_ANGLE) & (apart > _MIN_APART * min(evidence.size)) & ~crossing
    first, second = np.nonzero(np.triu(close, 1))
    second_best = np.partition(spans[:, first, second], -2, axis=0)[-2]
    # By support alone, lines of print crowd out the sides of a page: distance counts too.
    best = np.argsort(-second_best * np.sqrt(apart[first, second]), kind="stable")[:MAX_PAIRS]
    return first[best], second[best]


def _best_pair_pairs(
    spans: Floats, first: NDArray[np.int_], second: NDArray[np.int_]
) -> tuple[Floats, NDArray[np.int_], NDArray[np.int_]]:
    """Score all pairs of pairs at once; return worth, the one pair and the other pair of the best ones."""
    crossed = spans[:, first, second]
    one, two = crossed[first], crossed[second]
    weakest = np.minimum(one, two)
    weakest = np.minimum(weakest, weakest.T)
    worth = weakest + 0.25 * (one + two + (one + two).T)
    rows, columns = np.nonzero(np.triu(weakest > _MIN_SUPPORT, 1))
    values = worth[rows, columns]
    best = np.argsort(-values, kind="stable")[: 10 * MAX_FROM_LINES]
    return values[best].astype(np.float64), rows[best], columns[best]


def _masks(evidence: Evidence) -> list[NDArray[np.uint8]]:
    """Return binary images in which a card may be one blob: thresholds, ground distance, closed edges."""
    planes = [plane.astype(np.uint8) for plane in cv2.split(evidence.colour)[:3]]
    masks = [
        np.asarray(cv2.threshold(plane, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], np.uint8) for plane in planes
    ]
    distance = _ground_distance(evidence)
    masks += [(distance > limit).astype(np.uint8) for limit in (10, 26)]
    edges = cv2.Canny(planes[0], 20, 50)
    masks.append(np.asarray(cv2.dilate(edges, np.ones((3, 3), np.uint8)), np.uint8))
    return masks


def _ground_distance(evidence: Evidence) -> Plane:
    """Return each pixel's Lab distance to the median colour along the frame border."""
    distance = np.zeros(evidence.colour.shape[:2], np.float32)
    for plane in cv2.split(evidence.colour)[:3]:
        rims = (plane[:4], plane[-4:], plane[:, :4], plane[:, -4:])
        off = plane - np.float32(np.median(np.concatenate([rim.ravel() for rim in rims])))
        distance += off * off
    return np.sqrt(distance)


def _fitted(mask: NDArray[np.uint8]) -> Quads:
    """Return quads for every large blob of `mask`: its hull thinned to four corners, and its tightest rectangle."""
    contours = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]
    large = [c for c in contours if cv2.contourArea(c) > MIN_AREA * mask.size]
    hulls = [cv2.convexHull(c) for c in sorted(large, key=cv2.contourArea, reverse=True)[:12]]
    quads = [cv2.boxPoints(cv2.minAreaRect(hull)) for hull in hulls]
    quads += [cv2.approxPolyN(hull, 4, ensure_convex=True)[0] for hull in hulls if len(hull) >= 4]
    return np.array([q for q in quads if len(q) == 4], np.float64).reshape(-1, 4, 2)
