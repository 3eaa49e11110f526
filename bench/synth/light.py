"""Lamps, windows and things in their way: a map of how much light each photo pixel gets, and what glares."""

from dataclasses import dataclass

import cv2
import numpy as np

from bench.synth.arrays import Field, Random, between, chance

MAP_SIDE = 512  # px of the light map's long side; light has no finer detail than a soft shadow's edge


@dataclass(frozen=True, slots=True)
class Light:
    """How a photo is lit, each from 0 (none) to 1 (as bad as people still send)."""

    seed: int
    slope: float = 0.3  # fall-off across the frame
    shadow: float = 0.0  # depth of the photographer's, or a window frame's, shadow
    glare: float = 0.0  # strength of lamps mirrored in the card


def light_map(light: Light, size: tuple[int, int]) -> tuple[Field, Field]:
    """Draw (share of light, mirrored light), both float32 and small: to be enlarged to `size` (width, height) px."""
    scale = min(1.0, MAP_SIDE / max(size))
    shape = (max(8, round(size[1] * scale)), max(8, round(size[0] * scale)))
    rng = np.random.default_rng((light.seed, 7))
    share = _slope(rng, shape, light.slope)
    for _ in range(1 + int(chance(rng, 0.3)) if light.shadow else 0):
        share *= 1.0 - light.shadow * between(rng, 0.35, 0.75) * _shade(rng, shape)
    mirrored = np.zeros(shape, np.float32)
    for _ in range(1 + int(rng.integers(2)) if light.glare else 0):
        mirrored += light.glare * between(rng, 0.5, 1.6) * _lamp(rng, shape)
    return share, mirrored


def _axes(shape: tuple[int, int]) -> tuple[Field, Field]:
    long = max(shape)
    rows = (np.arange(shape[0], dtype=np.float32) - shape[0] / 2)[:, None] / long
    columns = (np.arange(shape[1], dtype=np.float32) - shape[1] / 2)[None, :] / long
    return rows, columns


def _slope(rng: Random, shape: tuple[int, int], steep: float) -> Field:
    rows, columns = _axes(shape)
    angle, bow = rng.uniform(0, 2 * np.pi), rng.uniform(0.0, 0.8) * steep
    x, y = rng.uniform(-0.4, 0.4, 2)
    ramp = 1.0 + steep * 1.1 * (columns * np.float32(np.cos(angle)) + rows * np.float32(np.sin(angle)))
    share: Field = (ramp - bow * ((columns - x) ** 2 + (rows - y) ** 2)).clip(0.12, None)
    return share.astype(np.float32)


def _shade(rng: Random, shape: tuple[int, int]) -> Field:
    """Where one soft-edged shadow falls: a half plane, a bar or a head."""
    mask = np.zeros(shape, np.uint8)
    long = max(shape)
    centre = rng.uniform(0.2, 0.8, 2) * shape[::-1]
    kind = int(rng.integers(3))
    if kind == 2:
        axes = (int(long * rng.uniform(0.15, 0.35)), int(long * rng.uniform(0.2, 0.45)))
        cv2.ellipse(mask, centre.astype(int).tolist(), axes, rng.uniform(0, 180), 0, 360, 255, cv2.FILLED)
    else:
        breadth = 2.0 if kind == 0 else rng.uniform(0.1, 0.35)
        angle = rng.uniform(0, 2 * np.pi)
        along, across = np.array([np.cos(angle), np.sin(angle)]), np.array([-np.sin(angle), np.cos(angle)])
        corners = [-2 * along, 2 * along, 2 * along + breadth * across, -2 * along + breadth * across]
        cv2.fillPoly(mask, [(centre + long * np.array(corners)).astype(np.int32)], 255)
    soft = cv2.GaussianBlur(mask, (0, 0), long * rng.uniform(0.004, 0.05))
    return soft.astype(np.float32) / 255


def _lamp(rng: Random, shape: tuple[int, int]) -> Field:
    """One lamp as it mirrors in satin paper: a lobe, round or drawn out like a tube."""
    rows, columns = _axes(shape)
    y, x = rows - np.float32(rng.uniform(-0.25, 0.25)), columns - np.float32(rng.uniform(-0.3, 0.3))
    angle, reach = rng.uniform(0, np.pi), rng.uniform(0.03, 0.11)
    stretch = rng.uniform(1.0, 4.0)
    u = (x * np.cos(angle) + y * np.sin(angle)) / (reach * stretch)
    v = (-x * np.sin(angle) + y * np.cos(angle)) / reach
    lobe: Field = np.exp(-((u * u + v * v) ** rng.uniform(0.7, 1.6)))
    return lobe.astype(np.float32)


def draw_light(rng: Random) -> Light:
    """Draw the light of an ordinary room by lot: a third of the photos with a shadow, a fifth with glare."""
    return Light(
        seed=int(rng.integers(2**31)),
        slope=between(rng, 0.0, 0.9),
        shadow=between(rng, 0.3, 1.0) if chance(rng, 0.35) else 0.0,
        glare=between(rng, 0.3, 1.0) if chance(rng, 0.22) else 0.0,
    )
