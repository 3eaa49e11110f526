"""Random seeds to smooth random fields: what wood, cloth, stone and light are made of."""

import cv2
import numpy as np

from bench.synth.arrays import Colour, Field, Pixels, Random


def fractal(
    rng: Random, shape: tuple[int, int], cell: tuple[float, float], *, octaves: int = 4, fade: float = 0.5
) -> Field:
    """Sum `octaves` of value noise, each twice as fine and `fade` times as strong, about -1..1.

    `shape` is (h, w) px, `cell` the (height, width) px of the coarsest grain. Value noise on a lattice: K. Perlin,
    "An image synthesizer", SIGGRAPH 1985, with bicubic instead of smooth-step interpolation.
    """
    total = np.zeros(shape, np.float32)
    strength, tall, wide = 1.0, *cell
    for _ in range(octaves):
        if min(tall, wide) < 1.0 and max(tall, wide) < 2.0:
            break
        grid = (max(2, round(shape[0] / max(tall, 1.0)) + 1), max(2, round(shape[1] / max(wide, 1.0)) + 1))
        lattice = rng.uniform(-1.0, 1.0, grid).astype(np.float32)
        total += strength * cv2.resize(lattice, shape[::-1], interpolation=cv2.INTER_CUBIC)
        strength, tall, wide = strength * fade, tall / 2, wide / 2
    return total


def speckle(rng: Random, shape: tuple[int, int]) -> Field:
    """Draw independent unit normal noise for each of (h, w) px."""
    return rng.standard_normal(shape, dtype=np.float32)


def tint(field: Field, palette: tuple[Colour, ...]) -> Pixels:
    """Colour a field of 0..1 along `palette`, evenly spaced, values outside clipped."""
    stops = np.linspace(0, 255, len(palette))
    ramp = np.stack([np.interp(np.arange(256), stops, channel) for channel in zip(*palette, strict=True)], 1)
    level = np.clip(field * 255.0, 0, 255).astype(np.uint8)
    return cv2.applyColorMap(level, ramp.round().astype(np.uint8).reshape(256, 1, 3))
