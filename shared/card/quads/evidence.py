"""What the photo says about outlines: a reduced Lab image, its gradients and where it looks like print."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.photo import Photo
from shared.card.quads.geometry import Flags, Floats

Plane: TypeAlias = NDArray[np.float32]

WORK_SIDE: Final = 400  # px; long side of the image that hypotheses are made and scored on
FAINT_STEP: Final = 0.8  # grey levels a px; in a quiet neighbourhood an edge this weak counts half
FRAME_MARGIN: Final = 2.5  # px beside the frame border where no edge can be seen
_SMOOTHING: Final = 0.8  # px
_NEIGHBOURHOOD: Final = (15, 15)  # px


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Planes of the reduced photo, float32 in work px; `scale` is work px per photo px.

    `colour` is (h, w, 4): L, a, b in 0..255 and the strength of fine detail, as print has it.
    `slopes` is (h, w, 3): derivative along x and y of the channel that changes most, per px, and the derivative
    that counts as half an edge there (higher in texture).
    """

    colour: Plane
    slopes: Plane
    scale: float

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in work px."""
        return self.colour.shape[1], self.colour.shape[0]

    def colours(self, points: Floats) -> Floats:
        """Return (..., 4) of `colour` at points (..., 2)."""
        return _sampled(self.colour, points)

    def edges(self, points: Floats, normals: Floats) -> tuple[Floats, Flags]:
        """Return 0..1 edge strength across unit `normals` at `points` (..., 2), best of 3 offsets, and visibility."""
        moved = points + np.array((-1.0, 0.0, 1.0)).reshape(3, *(1,) * points.ndim) * normals
        slopes = _sampled(self.slopes, moved)
        step = np.abs(slopes[..., 0] * normals[..., 0] + slopes[..., 1] * normals[..., 1])
        strength = (step / (step + slopes[..., 2])).max(axis=0)
        width, height = self.size
        low, high = FRAME_MARGIN, np.array((width - 1, height - 1)) - FRAME_MARGIN
        return strength, np.asarray(((points >= low) & (points <= high)).all(axis=-1))


def gather_evidence(photo: Photo) -> Evidence:
    """Reduce the photo to WORK_SIDE px and differentiate it."""
    small = _reduced(photo.pixels)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    smooth = cv2.GaussianBlur(lab, (0, 0), _SMOOTHING)
    detail = cv2.blur(cv2.absdiff(lab[:, :, 0], cv2.blur(lab[:, :, 0], (5, 5))), (7, 7)).astype(np.float32)
    colour = np.concatenate([lab.astype(np.float32), detail[:, :, None]], axis=2)
    return Evidence(colour, _slopes(np.asarray(smooth, np.uint8)), small.shape[1] / photo.width)


def _slopes(lab: NDArray[np.uint8]) -> Plane:
    along_x, along_y = (cv2.Scharr(lab, cv2.CV_32F, *axis, scale=1 / 32) for axis in ((1, 0), (0, 1)))
    strength = np.asarray(cv2.magnitude(along_x, along_y), np.float32)
    strongest = strength.argmax(axis=2)[:, :, None]
    x, y, s = (np.take_along_axis(a, strongest, 2)[:, :, 0] for a in (along_x, along_y, strength))
    return np.asarray(cv2.merge([x, y, cv2.blur(s, _NEIGHBOURHOOD) + FAINT_STEP]), np.float32)


def _sampled(plane: Plane, points: Floats) -> Floats:
    flat = np.ascontiguousarray(points, np.float32).reshape(-1, 1, 2)
    rows = -(-len(flat) // 16384)
    padded = np.resize(flat, (rows, 16384, 2)) if rows > 1 else flat.reshape(1, -1, 2)
    values = cv2.remap(plane, padded, np.empty(0), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    found = np.asarray(values, np.float64).reshape(-1, plane.shape[2])[: len(flat)]
    return found.reshape(*points.shape[:-1], plane.shape[2])


def _reduced(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Halve while far too large (fast), then resize to WORK_SIDE."""
    height, width = pixels.shape[:2]
    factor = WORK_SIDE / max(height, width)
    if factor >= 1:
        return pixels
    while factor < 0.34:
        pixels = np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
        factor *= 2
    size = (round(width * WORK_SIDE / max(height, width)), round(height * WORK_SIDE / max(height, width)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
