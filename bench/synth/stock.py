"""The paper and inks of a card: white, dark, coloured, two-panel, patterned."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import cv2
import numpy as np

from bench.synth.arrays import Colour, Pixels, Random, between, chance, pick
from bench.synth.noise import fractal, speckle, tint

StockName: TypeAlias = Literal[
    "white", "ivory", "grey", "dark", "colour", "kraft", "split", "band", "pattern", "gradient", "picture"
]
FAINT_SHARE = 0.06  # of all cards are printed in ink that hardly stands out
Box: TypeAlias = tuple[float, float, float, float]  # x0, y0, x1, y1 in mm of the card

Span: TypeAlias = tuple[float, float]

GROUNDS: dict[StockName, tuple[Span, Span, Span]] = {
    "white": ((0, 360), (0.0, 0.025), (0.94, 1.0)),
    "ivory": ((30, 55), (0.03, 0.16), (0.94, 0.99)),
    "grey": ((0, 360), (0.0, 0.06), (0.6, 0.88)),
    "dark": ((0, 360), (0.0, 0.7), (0.06, 0.28)),
    "colour": ((0, 360), (0.45, 0.95), (0.45, 0.95)),
    "gradient": ((0, 360), (0.45, 0.95), (0.45, 0.95)),
    "kraft": ((28, 36), (0.33, 0.45), (0.7, 0.82)),
}
"""Of a stock's paper: the range of its hue (degrees), saturation and value (0..1)."""
STOCKS: tuple[StockName, ...] = (
    "white", "white", "white", "ivory", "grey", "dark", "dark",
    "colour", "kraft", "split", "split", "band", "pattern", "gradient", "picture",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One evenly printed part of a card and the inks that can be read on it."""

    box: Box
    ground: Colour
    ink: Colour
    accent: Colour


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """The bare card: its main sheet, where there is one a second `panel`, and the pixels of both."""

    name: StockName
    main: Sheet
    panel: Sheet | None
    pixels: Pixels


def paint_stock(rng: Random, name: StockName, size_mm: tuple[float, float], px_per_mm: float) -> Stock:
    """Draw a bare card of `size_mm` (width, height) at `px_per_mm`."""
    main, panel = _sheets(rng, name, size_mm)
    shape = (round(size_mm[1] * px_per_mm), round(size_mm[0] * px_per_mm))
    pixels = np.full((*shape, 3), main.ground, np.uint8)
    (own,) = rng.spawn(1)  # a stream of its own: what follows must not hang on the resolution
    if name == "picture":
        pixels = _picture(own, shape, main.ground, px_per_mm)
    if name == "gradient":
        pixels = _gradient(rng, shape, main.ground)
    if name == "pattern":
        pixels = _pattern(rng, pixels, px_per_mm)
    if panel is not None:
        x0, y0, x1, y1 = (round(side * px_per_mm) for side in panel.box)
        pixels[y0:y1, x0:x1] = panel.ground
    if name == "kraft":
        grain = 6.0 * speckle(own, shape) + 8.0 * fractal(own, shape, (px_per_mm * 3, px_per_mm * 3), octaves=2)
        pixels = np.clip(pixels + grain[..., None], 0, 255).astype(np.uint8)
    return Stock(name, main, panel, pixels)


def luma(colour: Colour) -> float:
    """Brightness of a colour as the eye sees it (ITU-R BT.601), 0..255."""
    return 0.114 * colour[0] + 0.587 * colour[1] + 0.299 * colour[2]


def _sheets(rng: Random, name: StockName, size_mm: tuple[float, float]) -> tuple[Sheet, Sheet | None]:
    width, height = size_mm
    whole = (0.0, 0.0, width, height)
    if name == "split":
        side, rest = _halves(rng, width, height)
        other = _ground(rng, pick(rng, ("colour", "dark", "dark", "grey")))
        main = _ground(rng, pick(rng, ("white", "white", "ivory", "dark")))
        return _sheet(rng, rest, main), _sheet(rng, side, other)
    if name == "band":
        deep = between(rng, 0.12, 0.26) * height
        top = chance(rng, 0.4)
        strip = (0.0, 0.0, width, deep) if top else (0.0, height - deep, width, height)
        rest = (0.0, deep, width, height) if top else (0.0, 0.0, width, height - deep)
        return _sheet(rng, rest, _ground(rng, "white")), _sheet(rng, strip, _ground(rng, "colour"))
    return _sheet(rng, whole, _ground(rng, name)), None


def _halves(rng: Random, width: float, height: float) -> tuple[Box, Box]:
    if width < height:
        cut = between(rng, 0.3, 0.45) * height
        return (0.0, 0.0, width, cut), (0.0, cut, width, height)
    cut = between(rng, 0.28, 0.42) * width
    if chance(rng, 0.6):
        return (0.0, 0.0, cut, height), (cut, 0.0, width, height)
    return (width - cut, 0.0, width, height), (0.0, 0.0, width - cut, height)


def _ground(rng: Random, name: StockName) -> Colour:
    if name == "picture":
        name = pick(rng, ("dark", "ivory", "white"))
    hues, saturation, value = GROUNDS.get(name, GROUNDS["white"])
    return hue(rng, saturation, value, hues)


def hue(rng: Random, saturation: Span, value: Span, hues: Span = (0.0, 360.0)) -> Colour:
    """Draw a colour by its ranges of saturation, value (0..1) and hue (degrees)."""
    hsv = np.array([[[rng.uniform(*hues) / 2, rng.uniform(*saturation) * 255, rng.uniform(*value) * 255]]])
    blue, green, red = cv2.cvtColor(hsv.astype(np.uint8), cv2.COLOR_HSV2BGR)[0, 0].tolist()
    return blue, green, red


def _sheet(rng: Random, box: Box, ground: Colour) -> Sheet:
    dark_ground = luma(ground) < 135
    ink = hue(rng, (0.0, 0.1), (0.88, 1.0)) if dark_ground else hue(rng, (0.0, 0.5), (0.05, 0.3))
    if chance(rng, FAINT_SHARE):
        ink = hue(rng, (0.0, 0.2), (0.5, 0.7)) if dark_ground else hue(rng, (0.0, 0.3), (0.45, 0.6))
    accent = hue(rng, (0.2, 0.6), (0.85, 1.0)) if dark_ground else hue(rng, (0.6, 1.0), (0.3, 0.65))
    return Sheet(box, ground, ink, accent if abs(luma(accent) - luma(ground)) > 70 else ink)


def _gradient(rng: Random, shape: tuple[int, int], ground: Colour) -> Pixels:
    pale = luma(ground) >= 135
    end = np.array([255.0, 255.0, 255.0] if pale else [20.0, 20.0, 20.0])
    angle = between(rng, 0.0, 6.28)
    rows, columns = np.mgrid[0:1:8j, 0:1:8j] - 0.5
    ramp = np.clip(0.5 + columns * np.cos(angle) + rows * np.sin(angle), 0, 1)[..., None] * between(rng, 0.4, 0.9)
    small = (np.array(ground) * (1 - ramp) + end * ramp).astype(np.float32)
    blend: Pixels = cv2.resize(small, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return blend.clip(0, 255).astype(np.uint8)


def _pattern(rng: Random, pixels: Pixels, px_per_mm: float) -> Pixels:
    height, width = pixels.shape[:2]
    shade = tuple(int(c) for c in np.clip(pixels[0, 0].astype(int) - rng.integers(8, 40, 3), 0, 255))
    step = between(rng, 3.0, 9.0) * px_per_mm
    if chance(rng, 0.5):
        for offset in np.arange(-height, width, step):
            ends = (int(offset), height), (int(offset) + height, 0)
            cv2.line(pixels, *ends, shade, max(1, round(0.25 * px_per_mm)), cv2.LINE_AA)
        return pixels
    centre = (int(rng.integers(width)), int(rng.integers(height)))
    for radius in np.arange(step, width, step):
        cv2.circle(pixels, centre, int(radius), shade, max(1, round(0.4 * px_per_mm)), cv2.LINE_AA)
    return pixels


def _picture(rng: Random, shape: tuple[int, int], ground: Colour, px_per_mm: float) -> Pixels:
    """Something like a photograph, near enough to `ground` in brightness that the same ink can be read on it."""
    cell = between(rng, 8.0, 30.0) * px_per_mm
    field = 0.5 + 0.35 * fractal(rng, shape, (cell, cell * between(rng, 1.0, 3.0)), octaves=5)
    dark = luma(ground) < 135
    palette = [hue(rng, (0.2, 0.9), (0.05, 0.45) if dark else (0.75, 1.0)) for _ in range(4)]
    return tint(field, (ground, *palette))
