"""Flat things laid on the desk: seen in perspective, with exact coverage at their rims, throwing soft shadows."""

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from bench.synth.arrays import Field, Mask, Matrix, Pixels
from bench.synth.camera import project, rectangle

SUPERSAMPLING = 2  # per axis: what is seen is drawn this much finer, then averaged


class Flat(Protocol):
    """Anything flat: `pixels` (h, w, 3) uint8 BGR and `mask` (h, w) uint8 fill a rectangle of `size_mm`."""

    @property
    def pixels(self) -> Pixels: ...  # noqa: D102
    @property
    def mask(self) -> Mask: ...  # noqa: D102
    @property
    def size_mm(self) -> tuple[float, float]: ...  # noqa: D102


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What the camera sees so far: `pixels` as if evenly lit, and how far each of them mirrors lamps (0..1)."""

    pixels: Pixels
    gloss: Field


@dataclass(frozen=True, slots=True)
class Lie:
    """How a thing lies: `lift` mm above what is below it, with a surface that mirrors by `gloss` (0..1)."""

    lift: float = 0.4
    gloss: float = 1.0


def lay(picture: Picture, thing: Flat, view: Matrix, lie: Lie) -> None:
    """Blend `thing`, whose mm `view` maps to photo px, and its shadow into `picture`, in place."""
    height, width = picture.pixels.shape[:2]
    quad = project(view, rectangle((0, 0, *thing.size_mm)))
    scale = float(np.sqrt(abs(cv2.contourArea(quad.astype(np.float32))) / np.prod(thing.size_mm)))
    reach = 4.0 * (0.5 + lie.lift) * scale + 2
    x0, y0 = np.maximum(np.floor(quad.min(0) - reach), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(quad.max(0) + reach), (width, height)).astype(int)
    if x1 <= x0 or y1 <= y0:
        return
    window, size = np.array([[1.0, 0, -x0], [0, 1, -y0], [0, 0, 1]]) @ view, (int(x1 - x0), int(y1 - y0))
    print_, cover = _seen(thing, window, size, scale)
    ground = picture.pixels[y0:y1, x0:x1]
    dark = cv2.multiply(ground, cv2.merge([_shadow(cover, lie.lift * scale)] * 3), dtype=cv2.CV_32F)
    picture.pixels[y0:y1, x0:x1] = np.round(dark + cover[..., None] * (print_ - dark))
    mirror = picture.gloss[y0:y1, x0:x1]
    mirror += cover * (lie.gloss - mirror)


def _shadow(cover: Field, lift_px: float) -> Field:
    """Share of light left (h, w) beside a thing that stands `lift_px` above the desk, lamp at the top left."""
    # Where a thing, or only its shadow, grazes the frame, there may be fewer px than that across.
    shrink = max(1, min(int(lift_px / 2), *cover.shape))
    small = cv2.resize(cover, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(0.5, 0.9 * lift_px / shrink))
    shift = np.array([[1, 0, 0.5 * lift_px / shrink], [0, 1, 0.8 * lift_px / shrink]])
    small = cv2.warpAffine(small, shift, small.shape[1::-1])
    return 1.0 - 0.5 * cv2.resize(small, cover.shape[1::-1], interpolation=cv2.INTER_LINEAR)


def _seen(thing: Flat, view: Matrix, size: tuple[int, int], scale: float) -> tuple[Pixels, Field]:
    """Warp a thing's pixels and coverage (0..1), supersampled, and average down."""
    source, mask = _minified(thing, SUPERSAMPLING * scale)
    rows, columns = source.shape[:2]
    x, y = thing.size_mm[0] / columns, thing.size_mm[1] / rows
    unit = np.array([[x, 0, x / 2], [0, y, y / 2], [0, 0, 1]])
    up = np.array([[SUPERSAMPLING, 0, (SUPERSAMPLING - 1) / 2], [0, SUPERSAMPLING, (SUPERSAMPLING - 1) / 2], [0, 0, 1]])
    large = (SUPERSAMPLING * size[0], SUPERSAMPLING * size[1])
    print_ = cv2.warpPerspective(source, up @ view @ unit, large, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpPerspective(mask, up @ view @ unit, large, borderMode=cv2.BORDER_CONSTANT)
    cover = cv2.resize(cover, size, interpolation=cv2.INTER_AREA)
    return cv2.resize(print_, size, interpolation=cv2.INTER_AREA), cover.astype(np.float32) / 255


def _minified(thing: Flat, px_per_mm: float) -> tuple[Pixels, Mask]:
    """Average a thing's pixels down to `px_per_mm` where they are much finer, so that the warp skips none."""
    density = thing.pixels.shape[1] / thing.size_mm[0]
    if density < 1.5 * px_per_mm:
        return thing.pixels, thing.mask
    share = px_per_mm / density
    pixels = cv2.resize(thing.pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return pixels, cv2.resize(thing.mask, pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
