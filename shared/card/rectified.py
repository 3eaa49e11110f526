"""A quad of the photo becomes a straight crop with the card's true proportions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.photo import Photo, with_luma
from shared.card.quads import Corners, Quad
from shared.card.quads.geometry import proportions

Matrix: TypeAlias = NDArray[np.float64]  # (3, 3), acts on column vectors (x, y, 1)

MAX_CROP_SIDE: Final = 1600  # px; 450 dpi on a 90 mm card: at 360 dpi three more of 72 printed mail addresses were lost
SCARCE_SIDE: Final = 1050  # px; 300 dpi on a card of 3.5 inches, below it interpolation is cubic
PHONE_FOCAL: Final = 0.62  # frame diagonals; 26 to 28 mm on the 43.3 mm diagonal of 35 mm film
_FOCALS: Final = PHONE_FOCAL * np.exp(np.linspace(-1.0, 1.4, 97))
_FOCAL_SPREAD: Final = 0.35  # of ln(focal) among phones, crops and zooms
_CORNER_SPREAD: Final = 0.01  # of the cosine between the card's sides, from errors of the corners


@dataclass(frozen=True, slots=True, eq=False)
class Rectified:
    """A straight crop, (h, w, 3) uint8 BGR, read-only. `matrix` takes crop px to photo px."""

    pixels: NDArray[np.uint8]
    matrix: Matrix

    def __post_init__(self) -> None:
        """Freeze the arrays: no stage draws on its input."""
        self.pixels.setflags(write=False)
        self.matrix.setflags(write=False)


def rectify(photo: Photo, quad: Quad) -> Rectified:
    """Warp `quad` upright at the resolution the decoded photo holds, at most MAX_CROP_SIDE px between its corners.

    Where a side bows outwards the crop is larger by that much, so that nothing of the card is cut away.
    """
    width, height = crop_size(quad.corners, photo)
    target = np.array([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)])
    matrix = np.asarray(
        cv2.getPerspectiveTransform(target.astype(np.float32), quad.corners.astype(np.float32)), np.float64
    )
    (left, top), (width, height) = _with_bows(matrix, quad.bows, (width, height))
    matrix = matrix @ np.array([(1, 0, -left), (0, 1, -top), (0, 0, 1)])
    size, decoded = (width, height), _scaled(photo.scale) @ matrix
    sampling = cv2.INTER_CUBIC if max(size) < SCARCE_SIDE else cv2.INTER_LINEAR
    if photo.luma is None:
        return Rectified(_warp(photo.pixels, decoded, size, sampling), matrix)
    coarse = (-(-width // 2), -(-height // 2))
    colours = _warp(photo.pixels, decoded @ _scaled(2), coarse, cv2.INTER_LINEAR)
    return Rectified(_coloured(_warp(photo.luma, matrix, size, sampling), colours), matrix)


def detailed(photo: Photo, data: bytes, outlines: Iterable[Corners]) -> Photo:
    """Add the full lightness to a reduced photo in which a card's crop would otherwise have less than 300 dpi.

    `data` are the bytes the photo was decoded from, `outlines` (4, 2) each, photo px.
    """
    if photo.scale == 1:
        return photo
    scarce = any(max(_longest_sides(corners * photo.scale)) < SCARCE_SIDE for corners in outlines)
    return with_luma(photo, data) if scarce else photo


def crop_size(corners: Corners, photo: Photo) -> tuple[int, int]:
    """Return the crop's width and height: true proportions, no side coarser than the decoded photo."""
    across, down = _longest_sides(corners * (photo.scale if photo.luma is None else 1))
    aspect = true_aspect(corners, photo.width, photo.height)
    height = max(down, across / aspect)
    shrink = min(1.0, MAX_CROP_SIDE / (height * max(aspect, 1.0)))
    return max(1, round(height * aspect * shrink)), max(1, round(height * shrink))


def _with_bows(
    matrix: Matrix, bows: NDArray[np.float64], size: tuple[int, int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how many px the crop of `size` grows to the left and above to hold `bows`, and the size it grows to."""
    if not len(bows):
        return (0, 0), size
    points = cv2.perspectiveTransform(bows[None], np.linalg.inv(matrix))[0]
    before = np.ceil(np.maximum(0, -0.5 - points.min(axis=0))).astype(int)
    behind = np.ceil(np.maximum(0, points.max(axis=0) - size + 0.5)).astype(int)
    left, top = before.tolist()
    width, height = (size + before + behind).tolist()
    return (left, top), (width, height)


def true_aspect(corners: Corners, width: int, height: int) -> float:
    """Return width / height of the flat rectangle seen as `corners` in a frame of `width` x `height` px.

    The focal length is the one that makes the sides perpendicular, held near that of a phone: without perspective
    the corners say nothing about it.
    """
    aspects, cosines = proportions(corners[None], (width, height), _FOCALS)
    surprise = (np.log(_FOCALS / PHONE_FOCAL) / _FOCAL_SPREAD) ** 2
    return float(aspects[0, np.argmin((cosines[0] / _CORNER_SPREAD) ** 2 + surprise)])


def _longest_sides(corners: Corners) -> tuple[float, float]:
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(max(top, bottom)), float(max(left, right))


def _warp(pixels: NDArray[np.uint8], matrix: Matrix, size: tuple[int, int], sampling: int) -> NDArray[np.uint8]:
    """Sample `pixels` at `matrix` times crop px without aliasing: reduce by whole steps first, then blur the rest."""
    corners = cv2.perspectiveTransform(np.array([[(0, 0), (size[0], 0), size, (0, size[1])]], float), matrix)[0]
    region, offset = _region(pixels, corners)
    density = max(_longest_sides(corners)) / max(size)
    step = max(1, int(density))
    if step > 1:
        region = np.asarray(cv2.resize(region, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA), np.uint8)
    if density / step > 1.2:
        region = np.asarray(cv2.GaussianBlur(region, (0, 0), (density / step - 1) / 2), np.uint8)
    to_region = _scaled(1 / step) @ np.array([(1, 0, -offset[0]), (0, 1, -offset[1]), (0, 0, 1)]) @ matrix
    flags = sampling | cv2.WARP_INVERSE_MAP
    crop = cv2.warpPerspective(region, to_region, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)


def _coloured(luma: NDArray[np.uint8], colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Join a crop's lightness (h, w) and its BGR colours at half the size, as JPEG stores them (BT.601, full range)."""
    twice = (2 * colours.shape[1], 2 * colours.shape[0])
    parts = cv2.resize(cv2.cvtColor(colours, cv2.COLOR_BGR2YCrCb), twice, interpolation=cv2.INTER_LINEAR)
    parts = np.ascontiguousarray(parts[: luma.shape[0], : luma.shape[1]])
    return np.asarray(cv2.cvtColor(cv2.insertChannel(luma, parts, 0), cv2.COLOR_YCrCb2BGR), np.uint8)


def _scaled(factor: float) -> Matrix:
    """Return the map between pixel centres of an image and of itself resized by `factor`."""
    shift = (factor - 1) / 2
    return np.array([(factor, 0, shift), (0, factor, shift), (0, 0, 1)])


def _region(pixels: NDArray[np.uint8], corners: Corners) -> tuple[NDArray[np.uint8], NDArray[np.int_]]:
    """Cut out what the warp can touch, with its top left corner."""
    bottom_right = np.array(pixels.shape[1::-1])
    low = np.clip(np.floor(corners.min(axis=0)) - 4, 0, bottom_right - 1).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)) + 5, low + 1, bottom_right).astype(int)
    return pixels[low[1] : high[1], low[0] : high[0]], low
