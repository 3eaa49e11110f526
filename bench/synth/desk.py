"""Table tops seen from straight above: wood, stone, cloth, paper, plastic."""

from collections.abc import Callable
from typing import Literal, TypeAlias

import cv2
import numpy as np

from bench.synth.arrays import Field, Pixels, Random, between, chance, pick
from bench.synth.noise import fractal, speckle, tint
from bench.synth.stock import hue

DeskName: TypeAlias = Literal[
    "wood", "darkwood", "grey", "white", "black", "cloth", "plaid", "floral",
    "marble", "terrazzo", "concrete", "tiles", "felt", "leather", "room",
]  # fmt: skip
Shape: TypeAlias = tuple[int, int]  # h, w in px

DESKS: tuple[DeskName, ...] = (
    "wood", "wood", "wood", "darkwood", "darkwood", "grey", "grey", "white", "white", "black", "cloth", "plaid",
    "floral", "marble", "terrazzo", "concrete", "tiles", "felt", "leather",
)  # fmt: skip


def lay_desk(seed: int, name: DeskName, shape: Shape, px_per_mm: float) -> Pixels:
    """Draw the table top `name` of `seed`, (h, w, 3) uint8 BGR, at `px_per_mm`."""
    rng = np.random.default_rng((seed, tuple(_PAINTERS).index(name)))
    return _PAINTERS[name](rng, shape, px_per_mm)


def _planks(rng: Random, shape: Shape, px_per_mm: float) -> tuple[Field, Field]:
    wide = between(rng, 60.0, 160.0) * px_per_mm
    count = int(shape[0] / wide) + 3
    tones = rng.normal(0.0, 0.07, count).astype(np.float32)
    row = np.arange(shape[0], dtype=np.float32) / wide + float(rng.random())
    gap = np.abs(row - row.round()) * wide / px_per_mm
    seam = np.clip(gap / 0.5, 0.0, 1.0) if chance(rng, 0.6) else np.ones_like(gap)
    return tones[row.round().astype(int)][:, None], seam[:, None].astype(np.float32)


def _grain(rng: Random, shape: Shape, px_per_mm: float) -> Field:
    """Growth rings cut along the trunk: long waves, fine streaks, dark pores."""
    slow = fractal(rng, shape, (40 * px_per_mm, 300 * px_per_mm), octaves=2)
    rows = np.arange(shape[0], dtype=np.float32)[:, None] / (between(rng, 4.0, 11.0) * px_per_mm)
    rings = np.sin(2 * np.pi * (rows + between(rng, 0.8, 2.4) * slow))
    streaks = fractal(rng, shape, (2.0 * px_per_mm, 60 * px_per_mm), octaves=5, fade=0.75)
    pores = fractal(rng, shape, (max(2.0, 0.4 * px_per_mm), 9 * px_per_mm), octaves=2)
    return 0.16 * rings + 0.14 * streaks - 0.25 * np.clip(pores - 0.75, 0.0, 1.0)


def _wood(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    tones, seam = _planks(rng, shape, px_per_mm)
    field = 0.55 + tones + between(rng, 0.5, 1.1) * _grain(rng, shape, px_per_mm)
    palettes = (
        ((60, 100, 140), (105, 155, 195), (150, 195, 225)),
        ((45, 85, 130), (80, 130, 180), (120, 170, 210)),
        ((95, 125, 145), (140, 170, 190), (185, 208, 222)),
        ((40, 70, 115), (65, 105, 160), (95, 140, 190)),
    )
    return tint(field * (0.45 + 0.55 * seam), pick(rng, palettes))


def _darkwood(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    tones, seam = _planks(rng, shape, px_per_mm)
    field = 0.5 + tones + _grain(rng, shape, px_per_mm)
    palettes = (((12, 18, 28), (30, 42, 62), (48, 68, 98)), ((14, 16, 18), (36, 40, 44), (62, 68, 74)))
    return tint(field * (0.4 + 0.6 * seam), pick(rng, palettes))


def _plain(rng: Random, shape: Shape, px_per_mm: float, level: tuple[float, float], grain: float) -> Pixels:
    cloud = fractal(rng, shape, (150 * px_per_mm, 150 * px_per_mm), octaves=3)
    base = np.array(hue(rng, (0.0, 0.08), level), np.float32)
    field = 1.0 + 0.02 * cloud + grain * speckle(rng, shape)
    return np.clip(field[..., None] * base, 0, 255).astype(np.uint8)


def _grey(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    return _plain(rng, shape, px_per_mm, (0.4, 0.75), 0.02)


def _white(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    return _plain(rng, shape, px_per_mm, (0.85, 0.98), 0.008)


def _black(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    return _plain(rng, shape, px_per_mm, (0.05, 0.2), 0.06)


def _weave(rng: Random, shape: Shape, px_per_mm: float) -> Field:
    thread = max(2.2, between(rng, 0.5, 1.2) * px_per_mm)
    rows, columns = (np.arange(n, dtype=np.float32) * np.float32(np.pi / thread) for n in shape)
    over = np.sin(rows)[:, None] * np.sin(columns)[None, :]
    cloth: Field = 1.0 + 0.12 * over + 0.05 * fractal(rng, shape, (20 * px_per_mm, thread), octaves=2)
    return cloth


def _cloth(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    base = np.array(hue(rng, (0.05, 0.6), (0.25, 0.85)), np.float32)
    folds = fractal(rng, shape, (120 * px_per_mm, 60 * px_per_mm), octaves=2)
    field = _weave(rng, shape, px_per_mm) * (1.0 + 0.1 * folds)
    return np.clip(field[..., None] * base, 0, 255).astype(np.uint8)


def _plaid(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    pale, deep = (
        np.array(c, np.float32) for c in (hue(rng, (0.0, 0.2), (0.7, 0.95)), hue(rng, (0.3, 0.8), (0.3, 0.7)))
    )
    step = between(rng, 12.0, 40.0) * px_per_mm
    rows, columns = (((np.arange(n) % step) < step / 2).astype(np.float32) for n in shape)
    share = 0.5 * (rows[:, None] + columns[None, :]) if chance(rng, 0.6) else np.broadcast_to(rows[:, None], shape)
    colour = pale + share[..., None] * (deep - pale)
    return np.clip(colour * _weave(rng, shape, px_per_mm)[..., None], 0, 255).astype(np.uint8)


def _marble(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    drift = fractal(rng, shape, (90 * px_per_mm, 90 * px_per_mm), octaves=6, fade=0.6)
    veins = 1.0 - np.clip(np.abs(drift) / 0.12, 0.0, 1.0)
    cloud = fractal(rng, shape, (60 * px_per_mm, 60 * px_per_mm), octaves=4)
    field = 0.75 + 0.12 * cloud - between(rng, 0.2, 0.5) * veins
    dark = chance(rng, 0.3)
    return tint(field, ((120, 120, 125), (70, 68, 66), (38, 36, 35)) if dark else ((140, 145, 150), (235, 238, 240)))


def _felt(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    base = np.array(hue(rng, (0.1, 0.8), (0.2, 0.7)), np.float32)
    fuzz = fractal(rng, shape, (0.9 * px_per_mm, 0.9 * px_per_mm), octaves=3, fade=0.9)
    return np.clip((1.0 + 0.08 * fuzz)[..., None] * base, 0, 255).astype(np.uint8)


def _leather(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    base = np.array(pick(rng, ((30, 32, 36), (35, 55, 95), (60, 40, 35), (45, 60, 70))), np.float32)
    pebbles = fractal(rng, shape, (1.1 * px_per_mm, 1.1 * px_per_mm), octaves=2)
    cloud = fractal(rng, shape, (80 * px_per_mm, 80 * px_per_mm), octaves=2)
    field = 0.95 + 0.16 * np.clip(pebbles, -0.6, 0.35) + 0.06 * cloud
    return np.clip(field[..., None] * base, 0, 255).astype(np.uint8)


def _floral(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    """Printed cloth: blossoms of a few colours, strewn evenly."""
    pixels = np.full((*shape, 3), hue(rng, (0.0, 0.5), (0.3, 0.98)), np.uint8)
    inks = [hue(rng, (0.2, 0.9), (0.2, 0.95)) for _ in range(3)]
    step, petals = between(rng, 12.0, 35.0) * px_per_mm, int(rng.integers(4, 8))
    grid = np.stack(np.meshgrid(np.arange(0, shape[1], step), np.arange(0, shape[0], step)), -1).reshape(-1, 2)
    for x, y in grid + rng.uniform(-0.35, 0.35, grid.shape) * step:
        radius, ink, turn = step * rng.uniform(0.12, 0.3), pick(rng, inks), rng.uniform(0, 6)
        angles = turn + np.linspace(0, 2 * np.pi, 36)
        rim = radius * (1.0 + 0.4 * np.cos(petals * (angles - turn)))
        points = np.stack([x + rim * np.cos(angles), y + rim * np.sin(angles)], 1)
        cv2.fillPoly(pixels, [points.astype(np.int32)], ink, cv2.LINE_AA)
    return np.clip(pixels * _weave(rng, shape, px_per_mm)[..., None], 0, 255).astype(np.uint8)


def _terrazzo(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    """Chips of stone in cement."""
    pixels = np.full((*shape, 3), hue(rng, (0.0, 0.1), (0.6, 0.95)), np.uint8)
    count = min(2500, int(shape[0] * shape[1] / (between(rng, 7.0, 14.0) * px_per_mm) ** 2))
    for x, y in rng.uniform(0, 1, (count, 2)) * shape[::-1]:
        angles = np.sort(rng.uniform(0, 2 * np.pi, 6))
        reach = rng.uniform(1.0, 4.0) * px_per_mm * rng.uniform(0.6, 1.0, 6)
        points = np.stack([x + reach * np.cos(angles), y + reach * np.sin(angles)], 1)
        cv2.fillPoly(pixels, [points.astype(np.int32)], hue(rng, (0.0, 0.25), (0.2, 0.9)), cv2.LINE_AA)
    return pixels


def _concrete(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    base = np.array(hue(rng, (0.0, 0.1), (0.35, 0.75)), np.float32)
    stains = fractal(rng, shape, (70 * px_per_mm, 70 * px_per_mm), octaves=7, fade=0.65)
    return np.clip((1.0 + 0.09 * stains)[..., None] * base, 0, 255).astype(np.uint8)


def _tiles(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    """Tiles with their joints, each a little different."""
    wide, tall = between(rng, 40.0, 150.0), between(rng, 40.0, 150.0)
    base, joint = (np.array(hue(rng, (0.0, 0.4), span), np.float32) for span in ((0.4, 0.95), (0.2, 0.8)))
    row, column = (
        np.arange(n, dtype=np.float32) / (side * px_per_mm) for n, side in zip(shape, (tall, wide), strict=True)
    )
    tones = rng.normal(1.0, 0.05, (int(row[-1]) + 1, int(column[-1]) + 1)).astype(np.float32)
    field = tones[row.astype(int)[:, None], column.astype(int)[None, :]] + 0.03 * speckle(rng, shape)
    gap = between(rng, 0.6, 2.0)
    seam = ((row % 1) * tall < gap)[:, None] | ((column % 1) * wide < gap)[None, :]
    return np.clip(np.where(seam[..., None], joint, field[..., None] * base), 0, 255).astype(np.uint8)


def _room(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    """A room far out of focus, behind a card that is held up."""
    small = np.full((36, 48, 3), hue(rng, (0.0, 0.3), (0.2, 0.8)), np.uint8)
    for _ in range(14):
        (x0, y0), (wide, tall) = rng.integers(-8, 44, 2).tolist(), rng.integers(4, 30, 2).tolist()
        cv2.rectangle(small, (x0, y0), (x0 + wide, y0 + tall), hue(rng, (0.0, 0.7), (0.05, 1.0)), cv2.FILLED)
    soft = cv2.GaussianBlur(small, (0, 0), between(rng, 0.8, 2.5))
    return cv2.resize(soft, shape[::-1], interpolation=cv2.INTER_CUBIC)


_PAINTERS: dict[DeskName, Callable[[Random, Shape, float], Pixels]] = {
    "wood": _wood,
    "darkwood": _darkwood,
    "grey": _grey,
    "white": _white,
    "black": _black,
    "cloth": _cloth,
    "plaid": _plaid,
    "floral": _floral,
    "marble": _marble,
    "terrazzo": _terrazzo,
    "concrete": _concrete,
    "tiles": _tiles,
    "felt": _felt,
    "leather": _leather,
    "room": _room,
}
