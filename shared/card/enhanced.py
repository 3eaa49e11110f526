"""An upright card in, its print in dark grey on an even white ground out: what OCR reads."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.reduction import halved, reduced
from shared.card.upright import Upright

Grey: TypeAlias = NDArray[np.uint8]  # (h, w)

SMALL_SIDE: Final = 400  # px, long side of the reduced card on which ground, polarity and depth are found
DENOISE: Final = 1 / 1200  # sigma, of the long side: 0.075 mm on paper, under a third of a thin stroke
LEAST_DEPTH: Final = 30.0  # grey levels; fainter marks stay grey, so that paper grain does not become print
DEPTH_SHARE: Final = 0.3  # of the card's strongest print; print fainter than that stays grey too
PANEL: Final = 15  # px of the reduced card halved, 7 mm; print covers less than half of any window as large
LINE_SIGMA: Final = 3.25  # px of the card reduced four times more; 3 mm, about a line's height each way
SPREAD: Final = 9  # px of the reduced card over which print has one strength
SATURATED: Final = 250  # grey level of a ground without detail
BURNT_PRINT: Final = 0.03  # share of a burnt-out spot that may be print; a line of text covers more
GLARE_RISE: Final = 20  # grey levels a glare stands above the card's ordinary ground


@dataclass(frozen=True, slots=True, eq=False)
class Enhanced:
    """A clean card, (h, w) uint8 grey, dark print on light ground, read-only.

    `matrix` takes its px to photo px. `inverted`: most print was lighter than its ground. `glare`: share of
    the card, 0..1, that light burnt out.
    """

    pixels: Grey
    matrix: NDArray[np.float64]
    inverted: bool
    glare: float

    def __post_init__(self) -> None:
        """Freeze the arrays: no stage draws on its input."""
        self.pixels.setflags(write=False)
        self.matrix.setflags(write=False)


def enhance(upright: Upright) -> Enhanced:
    """Turn light print dark, take the ground and its shadows away, and give all print the same strength."""
    grey = _denoised(upright.pixels)
    small = reduced(grey, SMALL_SIDE, cv2.INTER_AREA)
    light = light_print(small)
    grounds = _grounds(small)
    strength = _strength(_depth(small, light, grounds))
    pixels = _printed(grey, light, grounds, strength)
    inverted = bool(np.mean(light) > 0.5)
    return Enhanced(pixels, upright.matrix.copy(), inverted, float(burnt_out(upright.pixels).mean()))


def light_print(small: Grey) -> NDArray[np.bool_]:
    """Tell for each px of a reduced card whether the print around it is lighter than its ground.

    Print is the rarer level, so the local median is that of the ground and edges of panels leave no residual.
    The sign is decided within about a line's height and leans towards the sign of the whole card where there
    is little to see.
    """
    ground = cv2.resize(cv2.medianBlur(halved(small, SMALL_SIDE // 2), PANEL), small.shape[1::-1])
    residual = np.clip(small.astype(np.float32) - ground, -80, 80)
    squares = residual * np.abs(residual)
    size = (max(1, small.shape[1] // 4), max(1, small.shape[0] // 4))
    coarse = (cv2.resize(field, size, interpolation=cv2.INTER_AREA) for field in (squares, np.abs(squares)))
    sums, weight = (cv2.GaussianBlur(field, (0, 0), LINE_SIGMA) for field in coarse)
    lean = np.sign(squares.sum()) * (0.15 * weight + 0.15 * np.median(weight) + 1)
    return np.asarray(cv2.resize(sums + lean, small.shape[1::-1]) > 0)


def burnt_out(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell where light burnt out a BGR card, at SMALL_SIDE / 2: brighter than its ground, and print is gone there.

    White stock in strong light is burnt out too but keeps its print.
    """
    small = np.minimum.reduce(cv2.split(reduced(pixels, SMALL_SIDE // 2)))
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _disc(5))
    burnt = (ground >= SATURATED) & (ground >= np.median(ground) + GLARE_RISE)
    if not burnt.any():
        return np.asarray(burnt)
    _, label = cv2.connectedComponents(burnt.astype(np.uint8), connectivity=4)
    printed = np.bincount(label.ravel(), (cv2.subtract(ground, small) > LEAST_DEPTH).ravel())
    erased = printed < BURNT_PRINT * np.bincount(label.ravel())
    return np.asarray(burnt & erased[label])


def _denoised(pixels: NDArray[np.uint8]) -> Grey:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    sigma = max(grey.shape) * DENOISE
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.uint8)


def _grounds(small: Grey) -> tuple[Grey, Grey]:
    """Return the bare ground under dark print and under light print: strokes are closed over."""
    under_dark = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _disc(9))
    under_light = cv2.morphologyEx(small, cv2.MORPH_OPEN, _disc(9))
    return cv2.medianBlur(under_dark, 5).astype(np.uint8), cv2.medianBlur(under_light, 5).astype(np.uint8)


def _depth(grey: Grey, light: NDArray[np.bool_], grounds: tuple[Grey, Grey]) -> Grey:
    """Return how far each px stands out of its ground, towards the side the print around it is on."""
    under_dark, under_light = grounds
    depth = cv2.subtract(under_dark, grey)
    cv2.copyTo(cv2.subtract(grey, under_light), light.view(np.uint8), depth)
    return np.asarray(depth, np.uint8)


def _strength(depth: Grey) -> Grey:
    """Return the depth of the strongest print around each px, but no less than what is to become black."""
    strongest = cv2.blur(cv2.dilate(depth, np.ones((SPREAD, SPREAD), np.uint8)), (SPREAD, SPREAD))
    least = max(LEAST_DEPTH, DEPTH_SHARE * float(np.percentile(depth, 99)))
    return np.maximum(strongest, np.uint8(least)).astype(np.uint8)


def _printed(grey: Grey, light: NDArray[np.bool_], grounds: tuple[Grey, Grey], strength: Grey) -> Grey:
    """Return the print at full size, black where it is as deep as `strength`."""
    size = grey.shape[1::-1]
    wide_light = cv2.resize(light.view(np.uint8), size, interpolation=cv2.INTER_NEAREST).view(np.bool_)
    under_dark, under_light = (np.asarray(cv2.resize(ground, size), np.uint8) for ground in grounds)
    depth = _depth(grey, wide_light, (under_dark, under_light))
    cv2.divide(depth, cv2.resize(strength, size, dst=under_dark), dst=depth, scale=255)
    return np.asarray(cv2.bitwise_not(depth, dst=depth), np.uint8)


def _disc(across: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across)), np.uint8)
