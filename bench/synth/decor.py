"""What printers put around text: frames, corner shapes, waves, stripes, dots and pictures."""

import cv2
import numpy as np

from bench.synth.arrays import Colour, Pixels, Random, between, chance, pick
from bench.synth.stock import Sheet, hue, luma


def decorate(rng: Random, pixels: Pixels, sheet: Sheet, px_per_mm: float) -> None:
    """Print one ornament by lot on a bare card, in place, where text stays readable."""
    ornament = pick(rng, (frame, corner, corner, wave, wave, stripe, stripe, dots, watermark, watermark))
    ornament(rng, pixels, sheet, px_per_mm)


def frame(rng: Random, pixels: Pixels, sheet: Sheet, px_per_mm: float) -> None:
    """A line or two around the card, a little inside its rim."""
    height, width = pixels.shape[:2]
    inset, thick = between(rng, 1.5, 3.5) * px_per_mm, max(1, round(between(rng, 0.15, 0.6) * px_per_mm))
    for gap in (inset, inset + 0.9 * px_per_mm)[: 1 + int(chance(rng, 0.3))]:
        cv2.rectangle(pixels, (round(gap), round(gap)), (round(width - gap), round(height - gap)), sheet.accent, thick)


def corner(rng: Random, pixels: Pixels, sheet: Sheet, px_per_mm: float) -> None:
    """A triangle or a disc that fills one corner, sometimes the opposite one too."""
    height, width = pixels.shape[:2]
    reach = between(rng, 0.06, 0.15) * width
    x, y = pick(rng, (0, width)), pick(rng, (0, height))
    for at_x, at_y in ((x, y), (width - x, height - y))[: 1 + int(chance(rng, 0.4))]:
        inward = np.array([1 if at_x == 0 else -1, 1 if at_y == 0 else -1]) * reach
        if chance(rng, 0.6):
            points = np.array([[at_x, at_y], [at_x + inward[0], at_y], [at_x, at_y + 0.8 * inward[1]]])
            cv2.fillPoly(pixels, [points.astype(np.int32)], sheet.accent, cv2.LINE_AA)
        else:
            cv2.circle(pixels, (at_x, at_y), round(0.5 * reach), sheet.accent, cv2.FILLED, cv2.LINE_AA)


def wave(rng: Random, pixels: Pixels, sheet: Sheet, px_per_mm: float) -> None:
    """One to three waves along the foot or the head of the card."""
    height, width = pixels.shape[:2]
    x = np.linspace(0, width, 60)
    foot = chance(rng, 0.7)
    for layer in range(int(rng.integers(1, 4))):
        swing = 0.02 * np.sin(x / width * rng.uniform(3, 8) + rng.uniform(0, 6))
        level = (0.075 - 0.025 * layer + swing) * height
        edge = np.stack([x, height - level if foot else level], 1)
        ends = np.array([[width, height if foot else 0], [0, height if foot else 0]])
        shade = sheet.accent if layer == 0 else hue(rng, (0.2, 0.9), (0.3, 0.95))
        cv2.fillPoly(pixels, [np.vstack([edge, ends]).astype(np.int32)], shade, cv2.LINE_AA)


def stripe(rng: Random, pixels: Pixels, sheet: Sheet, px_per_mm: float) -> None:
    """A bar along one side."""
    breadth = round(between(rng, 0.8, 3.2) * px_per_mm)
    side = int(rng.integers(4))
    bar = (pixels[:breadth], pixels[-breadth:], pixels[:, :breadth], pixels[:, -breadth:])[side]
    bar[:] = sheet.accent


def dots(rng: Random, pixels: Pixels, sheet: Sheet, px_per_mm: float) -> None:
    """A pale grid of dots over half the card."""
    height, width = pixels.shape[:2]
    step = between(rng, 2.0, 4.0) * px_per_mm
    shade = _near(sheet.ground, between(rng, 12.0, 30.0))
    for y in np.arange(step / 2, height, step):
        for x in np.arange(step / 2, between(rng, 0.3, 1.0) * width, step):
            cv2.circle(pixels, (int(x), int(y)), max(1, round(0.35 * px_per_mm)), shade, cv2.FILLED, cv2.LINE_AA)


def watermark(rng: Random, pixels: Pixels, sheet: Sheet, px_per_mm: float) -> None:
    """A large pale emblem, mostly cut off by the rim."""
    height, width = pixels.shape[:2]
    centre = (int(width * pick(rng, (0.05, 0.5, 0.8, 0.95))), int(height * between(rng, 0.1, 0.9)))
    shade, radius = _near(sheet.ground, between(rng, 10.0, 35.0)), between(rng, 0.25, 0.7) * height
    if chance(rng, 0.5):
        cv2.circle(pixels, centre, round(radius), shade, round(0.3 * radius), cv2.LINE_AA)
    else:
        angles = rng.uniform(0, 6) + np.arange(6) * np.pi / 3
        points = np.array(centre) + radius * np.stack([np.cos(angles), np.sin(angles)], 1)
        cv2.fillPoly(pixels, [points.astype(np.int32)], shade, cv2.LINE_AA)


def _near(ground: Colour, distance: float) -> Colour:
    sign = 1 if luma(ground) < 135 else -1
    blue, green, red = (int(np.clip(channel + sign * distance, 0, 255)) for channel in ground)
    return blue, green, red
