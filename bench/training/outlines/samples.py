"""A stored scene to one training sample: cropped, turned, spoilt as cameras spoil, with the maps to be learnt."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.synth.arrays import Pixels, Points, Random, between, chance
from shared.card.quads.mask import network_planes

Polygon: TypeAlias = NDArray[np.float32]  # (m, 2), or several of them

MIN_VISIBLE = 0.5
MIN_AREA = 0.006  # of the square that the network sees
BORDER = 3  # px of the half-size map that an outline is drawn thick
_FINE = 4  # binary digits below a pixel in cv2's drawing calls


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What one step learns from.

    All float32. `planes` (4, side, side): network input. `outline` (3, side / 2, side / 2): card, border, and 1 where
    they count. `centre` (2, side / 4, side / 4): heat, and 1 where it counts. `corners` (9, side / 4, side / 4): x, y
    of the four corners in px of the input, then the weight: 0 off the cards' middles, else 1 over the card's size.
    """

    planes: NDArray[np.float32]
    outline: NDArray[np.float32]
    centre: NDArray[np.float32]
    corners: NDArray[np.float32]


def draw_sample(rng: Random, pixels: Pixels, quads: Polygon, wanted: NDArray[np.bool_], side: int) -> Sample:
    """Spoil one scene (h, w, 3) with `quads` (n, 4, 2), of which those not `wanted` do not count, for `side` px."""
    seen, quads = _framed(rng, pixels, quads, side)
    area = np.array([abs(cv2.contourArea(quad)) for quad in quads])
    inside = [_in_frame(quad, seen.shape[1::-1]) for quad in quads]
    shown = np.array([cv2.contourArea(part) if len(part) else 0.0 for part in inside])
    wanted = wanted & (shown >= MIN_VISIBLE * area) & (shown >= MIN_AREA * side * side)
    planes = np.zeros((side, side, 4), np.float32)
    planes[: seen.shape[0], : seen.shape[1]] = network_planes(_spoilt(rng, seen))
    return Sample(
        planes.transpose(2, 0, 1),
        _outline(quads, wanted, side // 2),
        _centres(inside, shown, wanted, side // 4),
        _corner_map(quads, inside, area, wanted, side // 4),
    )


def _framed(rng: Random, pixels: Pixels, quads: Polygon, side: int) -> tuple[Pixels, Polygon]:
    """Crop, scale the long side to `side`, turn by quarters and mirror."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = 0, 0, width, height
    if chance(rng, 0.5):
        wide, tall = (int(n * between(rng, 0.6, 1.0)) for n in (width, height))
        x0, y0 = int(rng.integers(width - wide + 1)), int(rng.integers(height - tall + 1))
        x1, y1 = x0 + wide, y0 + tall
    factor = side / max(x1 - x0, y1 - y0)
    size = (max(1, round((x1 - x0) * factor)), max(1, round((y1 - y0) * factor)))
    seen = cv2.resize(pixels[y0:y1, x0:x1], size, interpolation=cv2.INTER_AREA)
    share = np.array(size, np.float32) / (x1 - x0, y1 - y0)
    quads = ((quads + 0.5 - (x0, y0)) * share - 0.5).astype(np.float32)
    for _ in range(int(rng.integers(4))):
        seen = np.rot90(seen)
        quads = np.stack([quads[..., 1], seen.shape[0] - 1 - quads[..., 0]], axis=-1)
    if chance(rng, 0.5):
        seen = seen[:, ::-1]
        quads = np.stack([seen.shape[1] - 1 - quads[..., 0], quads[..., 1]], axis=-1)[:, ::-1]
    return np.ascontiguousarray(seen), np.ascontiguousarray(quads, np.float32)


def _in_frame(quad: Points, size: tuple[int, int]) -> Polygon:
    """Return the part of a quad inside the frame as a polygon (m, 2), m = 0 where nothing is."""
    frame = np.array([[0, 0], [size[0] - 1, 0], [size[0] - 1, size[1] - 1], [0, size[1] - 1]], np.float32)
    common, part = cv2.intersectConvexConvex(cv2.convexHull(quad), frame)
    return np.asarray(part, np.float32)[:, 0] if common > 1 else np.empty((0, 2), np.float32)


def _spoilt(rng: Random, seen: Pixels) -> Pixels:
    """Pass a clean view through a bad camera: (h, w, 3) uint8 in and out."""
    light: Pixels = seen.astype(np.float32) / 255
    if chance(rng, 0.1):
        light = _covered(rng, light)
    light = _toned(rng, light)
    if chance(rng, 0.5):
        light = cv2.GaussianBlur(light, (0, 0), float(np.exp(rng.uniform(np.log(0.3), np.log(1.6)))))
    if chance(rng, 0.08):
        light = _coarsened(rng, light)
    light = light + _grain(rng, light.shape[:2])
    pixels = np.clip(light * 255 + 0.5, 0, 255).astype(np.uint8)
    if not chance(rng, 0.55):
        return pixels
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 96))])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _toned(rng: Random, light: Pixels) -> Pixels:
    if chance(rng, 0.05):
        light = light[..., rng.permutation(3)]
    if chance(rng, 0.03):
        light = 1 - light
    grey = light.mean(axis=2, keepdims=True)
    light = grey + (0.0 if chance(rng, 0.06) else between(rng, 0.2, 1.3)) * (light - grey)
    gains = np.exp(rng.normal(0, 0.09, 3) + rng.normal(0, 0.15))
    light = np.clip(light * gains, 0, 1) ** float(np.exp(rng.normal(0, 0.25)))
    contrast = between(rng, 0.55, 1.2)
    return np.asarray(contrast * light + between(rng, 0, 1) * (1 - contrast), np.float32)


def _covered(rng: Random, light: Pixels) -> Pixels:
    """Put one to three blots over the view."""
    height, width = light.shape[:2]
    for _ in range(int(rng.integers(1, 4))):
        centre = (rng.uniform(0, 1, 2) * (width, height)).astype(int)
        around = np.sort(rng.uniform(0, 2 * np.pi, 6))
        reach = rng.uniform(4, 45) * rng.uniform(0.5, 1, 6)
        blot = centre + np.stack([np.cos(around) * reach, np.sin(around) * reach], 1)
        cv2.fillPoly(light, [blot.round().astype(np.int32)], rng.uniform(0, 1, 3).tolist(), cv2.LINE_AA)
    return light


def _coarsened(rng: Random, light: Pixels) -> Pixels:
    share = between(rng, 0.3, 0.8)
    small = cv2.resize(light, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, light.shape[1::-1], interpolation=cv2.INTER_LINEAR))


def _grain(rng: Random, shape: tuple[int, int]) -> Pixels:
    strength = float(np.exp(rng.uniform(np.log(0.001), np.log(0.05))))
    grey = rng.standard_normal((*shape, 1), dtype=np.float32)
    colour = rng.standard_normal((shape[0] // 2 + 1, shape[1] // 2 + 1, 3), dtype=np.float32)
    return strength * (grey + 0.5 * cv2.resize(colour, shape[::-1], interpolation=cv2.INTER_LINEAR))


def _drawn(quad: Points | Polygon, share: float) -> NDArray[np.int32]:
    """Corners of a quad in a map `share` as large as the input, as cv2 draws them: fixed point."""
    return np.round(((quad + 0.5) * share - 0.5) * (1 << _FINE)).astype(np.int32)


def _outline(quads: Polygon, wanted: NDArray[np.bool_], side: int) -> NDArray[np.float32]:
    card, border = (np.zeros((side, side), np.uint8) for _ in range(2))
    counts = np.full((side, side), 255, np.uint8)
    for quad, asked in zip(quads, wanted, strict=True):
        corners = [_drawn(quad, 0.5)]
        cv2.fillPoly(border, corners, 0, cv2.LINE_8, _FINE)
        if asked:
            cv2.fillPoly(card, corners, 255, cv2.LINE_AA, _FINE)
            cv2.polylines(border, corners, True, 255, BORDER, cv2.LINE_AA, _FINE)
            cv2.fillPoly(counts, corners, 255, cv2.LINE_8, _FINE)
            cv2.polylines(counts, corners, True, 255, BORDER, cv2.LINE_8, _FINE)
        else:
            cv2.fillPoly(counts, corners, 0, cv2.LINE_8, _FINE)
            cv2.polylines(counts, corners, True, 0, BORDER + 2, cv2.LINE_8, _FINE)
    return np.stack([card, border, counts]).astype(np.float32) / np.float32(255)


def _centres(
    inside: list[Polygon], shown: NDArray[np.float64], wanted: NDArray[np.bool_], side: int
) -> NDArray[np.float32]:
    heat, counts = np.zeros((side, side), np.float32), np.ones((side, side), np.float32)
    rows, columns = np.mgrid[:side, :side].astype(np.float32)
    for part, area, asked in zip(inside, shown, wanted, strict=True):
        if not len(part):
            continue
        if not asked:
            cv2.fillPoly(counts, [_drawn(part, 0.25)], 0, cv2.LINE_8, _FINE)
            continue
        x, y = (_centroid(part) + 0.5) / 4 - 0.5
        spread = max(1.0, 0.1 * float(np.sqrt(area)) / 4)
        heat = np.maximum(heat, np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * spread**2)))
        counts[heat > 0.05] = 1
    return np.stack([heat, counts])


def _corner_map(
    quads: Polygon, inside: list[Polygon], area: NDArray[np.float64], wanted: NDArray[np.bool_], side: int
) -> NDArray[np.float32]:
    corners = np.zeros((9, side, side), np.float32)
    for place in np.nonzero(wanted)[0]:
        middle = _centroid(inside[place])
        near = np.zeros((side, side), np.uint8)
        cv2.fillPoly(near, [_drawn(middle + 0.5 * (inside[place] - middle), 0.25)], 1, cv2.LINE_8, _FINE)
        x, y = np.round((middle + 0.5) / 4 - 0.5).astype(int).clip(0, side - 1)
        near[y, x] = 1
        size = float(np.sqrt(area[place]))
        corners[:, near > 0] = np.append(quads[place].ravel(), 1 / size)[:, None]
    return corners


def _centroid(polygon: Polygon) -> Points:
    moments = cv2.moments(polygon)
    if moments["m00"] < 1e-3:
        return np.asarray(polygon.mean(axis=0), np.float64)
    return np.array([moments["m10"], moments["m01"]]) / moments["m00"]
