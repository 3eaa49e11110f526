"""What the photo says about outlines: a reduced Lab image, its gradients and where it looks like print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.photo import Photo
from shared.card.quads.geometry import Flags, Floats, Quads
from shared.card.quads.mask import look
from shared.card.reduction import halved, reduced

Plane: TypeAlias = NDArray[np.float32]
Seen: TypeAlias = tuple[Plane, Plane, Flags]

WORK_SIDE: Final = 400  # px; long side of the image that hypotheses are made and scored on
FAINT_STEP: Final = 0.8  # grey levels a px; in a quiet neighbourhood an edge this weak counts half
FRAME_MARGIN: Final = 2.5  # px beside the frame border where no edge can be seen
_REMAP_ROW: Final = 4096  # points; OpenCV's maps are at most 32767 wide
_SCHARR: Final = 1 / 32  # Scharr's kernel makes 32 of a slope of 1
_SMOOTHING: Final = 0.8  # px
_NEIGHBOURHOOD: Final = (15, 15)  # px


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Planes of the reduced photo, float32 in work px; `scale` is work px per photo px.

    `colour` is (h, w, 4): L, a, b in 0..255 and the strength of fine detail, as print has it.
    `slopes` is (h, w, 3): derivative along x and y of the channel that changes most, per px, and the derivative
    that counts as half an edge there (higher in texture). `sight` is what the network sees, `outlines` (n, 4, 2)
    its own quads in work px.
    """

    colour: Plane
    slopes: Plane
    scale: float
    sight: Plane
    outlines: Quads

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height in work px."""
        return self.colour.shape[1], self.colour.shape[0]

    def colours(self, points: Floats) -> Plane:
        """Return (..., 4) of `colour` at points (..., 2)."""
        return _sampled(self.colour, points)

    def chances(self, points: Floats) -> Plane:
        """Return (..., 2) probabilities of card and of border at points (..., 2)."""
        factor = self.sight.shape[0] / max(self.size)
        return _sampled(self.sight, (points + 0.5) * factor - 0.5)

    def card_left(self, quads: Quads) -> float:
        """Return the share of what the network takes for card that lies outside all `quads`."""
        card = (self.sight[..., 0] > 0.5).astype(np.uint8)
        total = int(card.sum())
        factor = self.sight.shape[0] / max(self.size)
        for quad in np.round((quads + 0.5) * factor - 0.5).astype(np.int32):
            cv2.fillConvexPoly(card, quad, (0,))
        return int(card.sum()) / max(total, 1)

    def edges(self, points: Floats, normals: Floats, offsets: Sequence[float] = (-1, 0, 1)) -> Seen:
        """Return what is seen across unit `normals` at `points` (..., 2), at the best of `offsets` px along them.

        Offsets, because a side is never quite straight. What is seen are the edge strength 0..1, the signed step
        along the normal in grey levels a px, and whether the place is visible: inside the frame, off its border.
        """
        moved = points + np.reshape(offsets, (-1, *(1,) * points.ndim)) * normals
        slopes = _sampled(self.slopes, moved)
        across = normals.astype(np.float32)
        steps = slopes[..., 0] * across[..., 0] + slopes[..., 1] * across[..., 1]
        sizes = np.abs(steps)
        strengths = sizes / (sizes + slopes[..., 2])
        strength, step = strengths[0], steps[0]
        for other, other_step in zip(strengths[1:], steps[1:], strict=True):
            step = np.where(other > strength, other_step, step)
            strength = np.maximum(other, strength)
        low, high = FRAME_MARGIN, np.array(self.size) - 1 - FRAME_MARGIN
        return strength, step, np.asarray(((points >= low) & (points <= high)).all(axis=-1))


def gather_evidence(photo: Photo) -> Evidence:
    """Reduce the photo to WORK_SIDE px, differentiate it and show it to the network."""
    coarse = halved(photo.pixels, WORK_SIDE)
    small = reduced(coarse, WORK_SIDE, cv2.INTER_AREA)
    scale = small.shape[1] / photo.width
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    planes = cv2.split(lab)
    detail = cv2.blur(cv2.absdiff(planes[0], cv2.blur(planes[0], (5, 5))), (7, 7))
    colour = cv2.merge([*planes, detail]).astype(np.float32)
    sight = look(coarse)
    outlines = (sight.quads + 0.5) * (small.shape[1] / coarse.shape[1]) - 0.5
    return Evidence(colour, _slopes(cv2.GaussianBlur(lab, (0, 0), _SMOOTHING)), scale, sight.maps, outlines)


def _slopes(lab: cv2.typing.MatLike) -> Plane:
    along_x, along_y, strongest = _slope(lab, 0)
    for channel in (1, 2):
        x, y, strength = _slope(lab, channel)
        stronger = cv2.compare(strength, strongest, cv2.CMP_GT)
        for one, other in ((x, along_x), (y, along_y), (strength, strongest)):
            cv2.copyTo(one, stronger, other)
    floor = cv2.blur(strongest, _NEIGHBOURHOOD) + np.float32(FAINT_STEP)
    return np.asarray(cv2.merge([along_x, along_y, floor]), np.float32)


def _slope(lab: cv2.typing.MatLike, channel: int) -> tuple[cv2.typing.MatLike, cv2.typing.MatLike, cv2.typing.MatLike]:
    """Return a channel's derivatives along x and y, per px, and their length."""
    plane = cv2.extractChannel(lab, channel)
    x, y = (cv2.Scharr(plane, cv2.CV_32F, *axis, scale=_SCHARR) for axis in ((1, 0), (0, 1)))
    return x, y, cv2.magnitude(x, y)


def _sampled(plane: Plane, points: Floats) -> Plane:
    """Return (..., channels) of `plane` at `points` (..., 2), bilinear, the frame's border continued."""
    flat = points.astype(np.float32).reshape(-1, 2)
    rows = max(1, -(-len(flat) // _REMAP_ROW))
    places = np.zeros((rows * _REMAP_ROW, 2), np.float32)
    places[: len(flat)] = flat
    values = cv2.remap(
        plane, places.reshape(rows, _REMAP_ROW, 2), np.empty(0), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    found = np.asarray(values, np.float32).reshape(-1, plane.shape[2])[: len(flat)]
    return found.reshape(*points.shape[:-1], plane.shape[2])
