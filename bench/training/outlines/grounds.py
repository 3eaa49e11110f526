"""What lies behind the cards: desks, and things that are no desk at all (print, screens, clutter, rooms)."""

import cv2
import numpy as np

from bench.synth.arrays import Colour, Mask, Pixels, Random, between, chance, pick
from bench.synth.desk import DESKS, lay_desk
from bench.synth.noise import fractal, speckle, tint
from bench.synth.stock import hue
from bench.training.outlines.sheets import page

Shape = tuple[int, int]  # h, w in px


def draw_ground(rng: Random, shape: Shape, px_per_mm: float) -> Pixels:
    """Draw any ground, (h, w, 3) uint8 BGR."""
    if chance(rng, 0.5):
        desk = lay_desk(int(rng.integers(2**31)), pick(rng, DESKS), shape, px_per_mm)
        return _tinted(rng, desk) if chance(rng, 0.4) else desk.copy()
    return pick(rng, (_cloud, _cloud, _waves, _tiles, _print, _blurred_room, _smooth, _collage, _collage))(rng, shape)


def camouflage(rng: Random, shape: Shape, colour: Colour) -> Pixels:
    """Draw a quiet ground nearly of `colour`: white on white, dark on dark."""
    near = np.clip(np.array(colour) + rng.normal(0, 5, 3) + rng.normal(0, 9), 0, 255).astype(np.float32)
    cell = float(np.exp(rng.uniform(np.log(3), np.log(300))))
    field = 1 + between(rng, 0.0, 0.06) * fractal(rng, shape, (cell, cell * between(rng, 0.3, 3)), octaves=3)
    field += between(rng, 0.0, 0.04) * speckle(rng, shape)
    return np.clip(field[..., None] * near, 0, 255).astype(np.uint8)


def _palette(rng: Random) -> tuple[Colour, ...]:
    return tuple(hue(rng, (0.0, between(rng, 0.05, 0.9)), (0.03, 1.0)) for _ in range(int(rng.integers(2, 6))))


def _tinted(rng: Random, pixels: Pixels) -> Pixels:
    """Give a desk colours it was not drawn in."""
    return tint(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.float32) / 255, _palette(rng))


def _cloud(rng: Random, shape: Shape) -> Pixels:
    cell = float(np.exp(rng.uniform(np.log(2), np.log(200))))
    stretch = float(np.exp(rng.normal(0, 0.8)))
    field = fractal(rng, shape, (cell, cell * stretch), octaves=int(rng.integers(1, 6)), fade=between(rng, 0.4, 0.9))
    return tint(0.5 + between(rng, 0.1, 0.6) * field, _palette(rng))


def _waves(rng: Random, shape: Shape) -> Pixels:
    """Stripes, straight or bent: blinds, corduroy, knit, sheets of metal."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    angle, period = rng.uniform(0, np.pi), float(np.exp(rng.uniform(np.log(4), np.log(80))))
    bend = between(rng, 0, 2) * fractal(rng, shape, (90, 90), octaves=2)
    phase = (columns * np.cos(angle) + rows * np.sin(angle)) * (2 * np.pi / period) + bend
    wave = np.sin(phase) if chance(rng, 0.5) else np.sign(np.sin(phase))
    return tint(0.5 + between(rng, 0.05, 0.5) * wave.astype(np.float32), _palette(rng))


def _tiles(rng: Random, shape: Shape) -> Pixels:
    """Tiles, bricks, checks, a cutting mat: straight lines that are no card."""
    tall = int(np.exp(rng.uniform(np.log(12), np.log(160))))
    wide = int(tall * float(np.exp(rng.normal(0, 0.4))))
    counts = (shape[0] // tall + 2, shape[1] // wide + 2)
    level = 0.5 + between(rng, 0.0, 0.35) * rng.normal(size=counts).astype(np.float32)
    field = np.kron(level, np.ones((tall, wide), np.float32))[: shape[0], : shape[1]]
    field = np.ascontiguousarray(field + 0.08 * fractal(rng, shape, (20, 20)))
    line, thick = float(rng.uniform(0, 1)), int(rng.integers(0, 4))
    if thick:
        for y in range(0, shape[0], tall):
            field[y : y + thick] = line
        for x in range(0, shape[1], wide):
            field[:, x : x + thick] = line
    return _turned(rng, tint(field, _palette(rng)))


def _turned(rng: Random, pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), between(rng, -45, 45), between(rng, 0.7, 1.6))
    turned: Pixels = cv2.warpAffine(pixels, turn, (width, height), borderMode=cv2.BORDER_REFLECT_101)
    return turned


def _print(rng: Random, shape: Shape) -> Pixels:
    """A page or a screen so near that no rim is in sight: text without a card."""
    sheet = page(rng).pixels
    if chance(rng, 0.3):
        sheet = 255 - sheet
    scale = between(rng, 1.0, 2.5) * max(shape[0] / sheet.shape[0], shape[1] / sheet.shape[1])
    large = cv2.resize(sheet, None, fx=scale * 1.02, fy=scale * 1.02, interpolation=cv2.INTER_LINEAR)
    y, x = (int(rng.integers(0, n - m + 1)) for n, m in zip(large.shape, shape, strict=False))
    return large[y : y + shape[0], x : x + shape[1]].copy()


def _smooth(rng: Random, shape: Shape) -> Pixels:
    ends = np.array([hue(rng, (0.0, 0.6), (0.03, 1.0)) for _ in range(4)], np.float32).reshape(2, 2, 3)
    blend = ends * 0.4 + ends[0, 0] * 0.6
    smooth = cv2.resize(blend, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(smooth + between(rng, 0, 5) * speckle(rng, shape)[..., None], 0, 255), np.uint8)


def _collage(rng: Random, shape: Shape) -> Pixels:
    """Clutter: many things one on another, of any shape, colour and texture, none of them a card."""
    pixels = pick(rng, (_cloud, _smooth, _waves))(rng, shape)
    for _ in range(int(rng.integers(4, 40))):
        _scatter(rng, pixels, pick(rng, (_cloud, _cloud, _waves, _tiles))(rng, (shape[0] // 2, shape[1] // 2)))
    return pixels


def _scatter(rng: Random, pixels: Pixels, texture: Pixels) -> None:
    """Paint one blob, beam, disc or wedge, in place."""
    height, width = pixels.shape[:2]
    centre, reach = rng.uniform(0, 1, 2) * (width, height), float(np.exp(rng.uniform(np.log(6), np.log(height / 2))))
    cover: Mask = np.zeros((height, width), np.uint8)
    kind = int(rng.integers(4))
    if kind == 0:
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 10))))
        radii = reach * rng.uniform(0.3, 1.0, len(angles))
        corners = centre + np.stack([np.cos(angles) * radii, np.sin(angles) * radii], 1)
        cv2.fillPoly(cover, [corners.round().astype(np.int32)], 255, cv2.LINE_AA)
    elif kind == 1:
        axes = (max(2, int(reach * 0.6)), max(2, int(reach * rng.uniform(0.1, 0.6))))
        cv2.ellipse(cover, centre.astype(int).tolist(), axes, rng.uniform(0, 180), 0, 360, 255, -1, cv2.LINE_AA)
    elif kind == 2:
        start, end = ((centre + sign * reach * rng.normal(size=2)).astype(int).tolist() for sign in (-1, 1))
        cv2.line(cover, start, end, 255, int(rng.integers(1, 14)), cv2.LINE_AA)
    else:
        path = centre + np.cumsum(rng.normal(0, reach / 6, (12, 2)), axis=0)
        cv2.polylines(cover, [path.round().astype(np.int32)], False, 255, int(rng.integers(1, 8)), cv2.LINE_AA)
    if chance(rng, 0.3):
        cover = cv2.GaussianBlur(cover, (0, 0), between(rng, 1, 6))
    fill = cv2.resize(texture, (width, height)) if chance(rng, 0.5) else np.array(hue(rng, (0.0, 0.9), (0.02, 1.0)))
    share = cover[..., None].astype(np.float32) / 255
    pixels[:] = (pixels + share * (fill - pixels.astype(np.float32))).astype(np.uint8)


def _blurred_room(rng: Random, shape: Shape) -> Pixels:
    room = _collage(rng, (shape[0] // 2, shape[1] // 2))
    blurred = cv2.GaussianBlur(room, (0, 0), between(rng, 2, 10))
    return np.asarray(cv2.resize(blurred, shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8)
