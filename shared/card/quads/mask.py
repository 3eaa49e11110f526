"""The photo in, where a small network sees cards out: those whose edges are too faint or too many for edge methods.

The network and how it is trained, on drawn photos only: bench/training.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.quads.geometry import Floats, Quads, areas, clockwise, cross, side_points

Planes: TypeAlias = NDArray[np.float32]

SIDE: Final = 256  # px; the picture's long side as the network sees it
MIN_CENTRE: Final = 0.1  # probability from which a place counts as the middle of a card
MOST_CARDS: Final = 32
CORNER_UNIT: Final = 64.0  # px of the input for one unit of the corner planes
_NEIGHBOURHOOD: Final = 21  # px; about one line of print
_MIN_SPREAD: Final = 3.0  # grey levels of contrast that are not amplified further
_BORDERS: Final = (0.2, 0.5)  # probability from which a border parts two blobs
_MIN_BLOB: Final = 100  # px of the half-size maps: 0.6 % of the frame
_BORDER: Final = 1.5  # px of the half-size maps from an outline to the rim of the border it is drawn as
_RIMS: Final = np.linspace(0.04, 0.96, 24)  # where along a side its true place is looked for
_REACHES: Final = (0.15, 0.08, 0.05)  # of a card's size: how far from a side, round by round
_STEPS: Final = 13  # places on a profile across a side
_FARTHEST: Final = 24.0  # px that a corner may move at a time
_NOTHING: Final = 1e-6
_COARSEST: Final = 32  # px of the input for one of the network's coarsest maps
_RIM: Final = 32  # px of blank beside the picture, as in its training; without any the network sees worse
_NO_CHANCE: Final = -20.0  # logit

_running = Lock()  # cv2.dnn.Net keeps its buffers: one picture at a time


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What the network sees in one picture: `quads` (n, 4, 2) float64 px, unscored, and maps.

    `maps` is (SIDE / 2, SIDE / 2, 2) float32: the probabilities that a place is card and that it is a card's border;
    `scale` is map px per px of the picture, across and down.
    """

    quads: Quads
    maps: Planes
    scale: tuple[float, float]


def look(image: NDArray[np.uint8]) -> Sight:
    """Return what the network sees in `image` (h, w, 3) uint8 BGR.

    Corners may lie outside the picture. A card can come in several versions: fitted to its blob, regressed at its
    middle, and both moved onto the borders seen.
    """
    height, width = image.shape[:2]
    factor = SIDE / max(height, width)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    card, border, centre, corners = _maps(_run(network_planes(_resized(image, size))), size)
    blobs = [_blobs(card, border < limit) for limit in _BORDERS]
    coarse = np.concatenate([*blobs, _regressed(centre, corners)])
    quads = np.concatenate([_onto_border(coarse, border, size), coarse])
    to_image = width / size[0], height / size[1]
    return Sight((quads + 0.5) * to_image - 0.5, np.dstack([card, border]), (0.5 / to_image[0], 0.5 / to_image[1]))


def network_planes(pixels: NDArray[Any]) -> Planes:
    """Turn (h, w, 3) BGR 0..255 into the network's (h, w, 4): colours, and lightness with its local contrast evened."""
    colours = pixels.astype(np.float32)
    light = np.asarray(cv2.transform(colours, np.full((1, 3), 1 / 3)), np.float32)
    window = (_NEIGHBOURHOOD, _NEIGHBOURHOOD)
    mean = cv2.blur(light, window)
    spread = cv2.sqrt(np.maximum(cv2.sqrBoxFilter(light, -1, window) - mean * mean, 0))
    even = np.clip((light - mean) / (spread + _MIN_SPREAD), -3, 3)
    return np.dstack([(colours - 128) / 64, even])


def _resized(image: NDArray[np.uint8], size: tuple[int, int]) -> Planes:
    """Average down in floating point: less than a grey level is what white on white is made of."""
    method = cv2.INTER_AREA if size[0] < image.shape[1] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image.astype(np.float32), size, interpolation=method), np.float32)


@cache
def _network() -> cv2.dnn.Net:
    weights = files(__package__).joinpath("weights", "card_mask.onnx").read_bytes()
    return cv2.dnn.readNetFromONNX(np.frombuffer(weights, np.uint8))


def _run(planes: Planes) -> Planes:
    """Return the network's (17, SIDE / 4, SIDE / 4) output for (h, w, 4) planes, no side longer than SIDE."""
    height, width = planes.shape[:2]
    size = (min(SIDE, side + _RIM + -side % _COARSEST) for side in (height, width))
    blob = np.zeros((1, 4, *size), np.float32)
    blob[0, :, :height, :width] = planes.transpose(2, 0, 1)
    with _running:
        network = _network()
        network.setInput(blob)
        found = np.asarray(network.forward()[0], np.float32)
        out = np.full((found.shape[0], SIDE // 4, SIDE // 4), _NO_CHANCE, np.float32)
        out[:, : found.shape[1], : found.shape[2]] = found
        return out


def _maps(out: Planes, size: tuple[int, int]) -> tuple[Planes, Planes, Planes, Floats]:
    """Return card and border (SIDE / 2 squared), card's centre (SIDE / 4 squared), corners (h, w, 4, 2) in input px."""
    quarter = SIDE // 4
    chances = 1 / (1 + np.exp(-out[:9].clip(-50, 50)))
    halves = chances[:8].reshape(2, 2, 2, quarter, quarter).transpose(0, 3, 1, 4, 2).reshape(2, SIDE // 2, SIDE // 2)
    halves[:, (size[1] + 1) // 2 :], halves[:, :, (size[0] + 1) // 2 :] = 0, 0
    centre = chances[8] * cv2.resize(halves[0], (quarter, quarter), interpolation=cv2.INTER_AREA)
    rows, columns = np.mgrid[:quarter, :quarter] * 4 + 1.5
    offsets = out[9:].reshape(4, 2, quarter, quarter).transpose(2, 3, 0, 1).astype(np.float64)
    return halves[0], halves[1], centre, offsets * CORNER_UNIT + np.stack([columns, rows], axis=-1)[:, :, None]


def _regressed(centre: Planes, corners: Floats) -> Quads:
    """Return the quads that the likeliest middles of cards point to."""
    peaks = (centre >= cv2.dilate(centre, np.ones((3, 3), np.uint8))) & (centre > MIN_CENTRE)
    rows, columns = np.nonzero(peaks)
    best = np.argsort(-centre[rows, columns], kind="stable")[:MOST_CARDS]
    return corners[rows[best], columns[best]]


def _onto_border(quads: Quads, border: Planes, size: tuple[int, int]) -> Quads:
    """Move each side of `quads` (n, 4, 2 input px) to where the border near it runs; unseen sides stay."""
    for share in _REACHES if len(quads) else ():
        quads = _moved(quads, border, size, share)
    return quads


def _moved(quads: Quads, border: Planes, size: tuple[int, int], share: float) -> Quads:
    points, inward = side_points(quads, _RIMS)  # (n, 4, r, 2), (n, 4, 2)
    reach = np.clip(share * np.sqrt(np.abs(areas(quads))), 3, 12)
    steps = np.linspace(-1, 1, _STEPS) * reach[:, None]  # (n, s)
    places = points[:, :, :, None] + steps[:, None, None, :, None] * inward[:, :, None, None]
    seen = _sampled(border, places.reshape(-1, _STEPS, 2)).reshape(places.shape[:-1])
    visible = np.asarray(((points > 1) & (points < np.array(size) - 2)).all(axis=-1))
    worth = seen**2 * visible[..., None]
    total = worth.sum(axis=-1)
    offsets = (worth * steps[:, None, None]).sum(axis=-1) / np.maximum(total, _NOTHING)
    ends = _fitted_ends(offsets, np.where(total > 0.25, total, 0))
    start = quads + ends[..., :1] * inward
    stop = np.roll(quads, -1, axis=1) + ends[..., 1:] * inward
    return _crossings(start, stop - start, quads)


def _fitted_ends(offsets: Floats, weights: Floats) -> Floats:
    """Return (n, 4, 2): offsets at both ends of each side, from a weighted line through (n, 4, r) of them."""
    total = weights.sum(axis=-1, keepdims=True)
    safe = np.maximum(total, _NOTHING)
    mean_at, mean = (weights * _RIMS).sum(-1, keepdims=True) / safe, (weights * offsets).sum(-1, keepdims=True) / safe
    at = _RIMS - mean_at
    spread = (weights * at * at).sum(-1, keepdims=True)
    slope = (weights * at * (offsets - mean)).sum(-1, keepdims=True) / np.maximum(spread, _NOTHING)
    slope = np.where(spread > 0.03 * safe, slope, 0)
    ends = mean + slope * (np.array([0.0, 1.0]) - mean_at)
    return np.where(total > 1.0, ends, 0.0)


def _crossings(start: Floats, along: Floats, before: Quads) -> Quads:
    """Intersect each side's line with the one before it; where they hardly cross, keep the corner of `before`."""
    other, onward = np.roll(start, 1, axis=1), np.roll(along, 1, axis=1)
    sine = cross(along, onward)
    far = cross(other - start, onward) / np.where(np.abs(sine) > _NOTHING, sine, _NOTHING)
    crossing = start + far[..., None] * along
    near = np.linalg.norm(crossing - before, axis=-1) < _FARTHEST
    return np.where(near[..., None], crossing, before)


def _sampled(plane: Planes, places: Floats) -> Floats:
    """Read a half-size map at (a, b, 2) input px, bilinearly, 0 outside."""
    at = ((places + 0.5) / 2 - 0.5).astype(np.float32)
    return cv2.remap(plane, at, np.empty(0), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT).astype(np.float64)


def _blobs(card: Planes, within: NDArray[np.bool_]) -> Quads:
    """Return quads fitted to what is card and `within` borders, in input px."""
    inner = ((card > 0.5) & within).astype(np.uint8)
    contours = cv2.findContours(inner, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
    large = sorted((c for c in contours if cv2.contourArea(c) > _MIN_BLOB), key=cv2.contourArea, reverse=True)
    hulls = [cv2.convexHull(contour) for contour in large[:MOST_CARDS]]
    fits = [cv2.approxPolyN(hull, 4, ensure_convex=True)[0] for hull in hulls] + [
        cv2.boxPoints(cv2.minAreaRect(hull)) for hull in hulls
    ]
    quads = np.array([fit for fit in fits if len(fit) == 4], np.float64).reshape(-1, 4, 2)
    return _grown(clockwise(quads), _BORDER) * 2 + 0.5


def _grown(quads: Quads, margin: float) -> Quads:
    """Move every side of clockwise quads outwards by `margin`."""
    _, inward = side_points(quads, _RIMS)
    return _crossings(quads - margin * inward, np.roll(quads, -1, axis=1) - quads, quads)
