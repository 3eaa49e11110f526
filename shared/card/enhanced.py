"""An upright card in, its print in dark grey on an even white ground out: what OCR reads."""

from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.upright import Upright

Grey: TypeAlias = NDArray[np.uint8]  # (h, w)
Field: TypeAlias = NDArray[np.float32]  # (h, w), of the reduced card
Level = TypeVar("Level", np.uint8, np.float32)

SMALL_SIDE: Final = 400  # px, long side of the reduced card on which ground, polarity and depth are found
DENOISE: Final = 1 / 1200  # sigma, of the long side: 0.075 mm on paper, under a third of a thin stroke
LEAST_DEPTH: Final = 30.0  # grey levels; fainter marks stay grey, so that paper grain does not become print
DEPTH_SHARE: Final = 0.3  # of the card's strongest print; print fainter than that stays grey too
PANEL: Final = 31  # px of the reduced card, 7 mm; print covers less than half of any window as large
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
    small = _reduced(grey)
    light = light_print(small)
    grounds = _grounds(small)
    gain = _gain(_depth(small, light, grounds))
    pixels = _printed(grey, light, grounds, gain)
    inverted = bool(np.mean(light) > 0.5)
    return Enhanced(pixels, upright.matrix.copy(), inverted, float(burnt_out(upright.pixels).mean()))


def light_print(small: Grey) -> NDArray[np.bool_]:
    """Tell for each px of a reduced card whether the print around it is lighter than its ground.

    Print is the rarer level, so the local median is that of the ground and edges of panels leave no residual.
    The sign is decided within about a line's height and leans towards the sign of the whole card where there
    is little to see.
    """
    residual = np.clip(small.astype(np.float32) - cv2.medianBlur(small, PANEL), -80, 80)
    squares = residual * np.abs(residual)
    coarse = _reduced(squares, SMALL_SIDE // 4), _reduced(np.abs(squares), SMALL_SIDE // 4)
    sums, weight = (cv2.GaussianBlur(field, (0, 0), LINE_SIGMA) for field in coarse)
    lean = np.sign(squares.sum()) * (0.15 * weight + 0.15 * np.median(weight) + 1)
    return np.asarray(cv2.resize(sums + lean, small.shape[1::-1]) > 0)


def burnt_out(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell where light burnt out a BGR card, at SMALL_SIDE / 2: brighter than its ground, and print is gone there.

    White stock in strong light is burnt out too but keeps its print.
    """
    small = _reduced(_sampled(pixels), SMALL_SIDE // 2).min(axis=2)
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _disc(5))
    burnt = (ground >= SATURATED) & (ground >= np.median(ground) + GLARE_RISE)
    _, label = cv2.connectedComponents(burnt.astype(np.uint8), connectivity=4)
    printed = np.bincount(label.ravel(), (cv2.subtract(ground, small) > LEAST_DEPTH).ravel())
    erased = printed < BURNT_PRINT * np.bincount(label.ravel())
    return np.asarray(burnt & erased[label])


def _sampled(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return every n-th px, at least SMALL_SIDE along the long side: averaging them all costs ten times more."""
    step = max(1, max(pixels.shape) // SMALL_SIDE)
    return np.ascontiguousarray(pixels[::step, ::step])


def _denoised(pixels: NDArray[np.uint8]) -> Grey:
    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    sigma = max(grey.shape) * DENOISE
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), sigma), np.uint8)


def _reduced(pixels: NDArray[Level], side: int = SMALL_SIDE) -> NDArray[Level]:
    height, width = pixels.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), pixels.dtype)


def _grounds(small: Grey) -> tuple[Grey, Grey]:
    """Return the bare ground under dark print and under light print: strokes are closed over."""
    under_dark = cv2.morphologyEx(small, cv2.MORPH_CLOSE, _disc(9))
    under_light = cv2.morphologyEx(small, cv2.MORPH_OPEN, _disc(9))
    return cv2.medianBlur(under_dark, 5).astype(np.uint8), cv2.medianBlur(under_light, 5).astype(np.uint8)


def _depth(grey: Grey, light: NDArray[np.bool_], grounds: tuple[Grey, Grey]) -> Grey:
    """Return how far each px stands out of its ground, towards the side the print around it is on."""
    under_dark, under_light = grounds
    depth = cv2.subtract(under_dark, grey)
    cv2.copyTo(cv2.subtract(grey, under_light), light.astype(np.uint8), depth)
    return np.asarray(depth, np.uint8)


def _gain(depth: Grey) -> Field:
    """Return the factor that makes the print around each px black, held back where there is hardly any."""
    strongest = cv2.blur(cv2.dilate(depth, np.ones((SPREAD, SPREAD), np.uint8)), (SPREAD, SPREAD)).astype(np.float32)
    least = max(LEAST_DEPTH, DEPTH_SHARE * float(np.percentile(depth, 99)))
    return np.asarray(255 / np.maximum(strongest, least), np.float32)


def _printed(grey: Grey, light: NDArray[np.bool_], grounds: tuple[Grey, Grey], gain: Field) -> Grey:
    size = grey.shape[1::-1]
    wide_light = cv2.resize(light.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST).astype(np.bool_)
    under_dark, under_light = (np.asarray(cv2.resize(ground, size), np.uint8) for ground in grounds)
    depth = _depth(grey, wide_light, (under_dark, under_light))
    return np.asarray(cv2.bitwise_not(cv2.multiply(depth, cv2.resize(gain, size), dtype=cv2.CV_8U)), np.uint8)


def _disc(across: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across)), np.uint8)
