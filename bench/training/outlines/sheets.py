"""Flat things whose outline the network must find: business cards, backs of cards, ID cards, pages."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from bench.synth.arrays import Colour, Mask, Pixels, Random, between, chance, pick
from bench.synth.card import draw_card
from bench.synth.noise import fractal, tint
from bench.synth.stock import hue

CARD_PX_PER_MM = 4.0  # a 90 mm card that fills a 320 px photo is shown at 3.5 px per mm
PAGE_PX_PER_MM = 1.6
CARD_SIZES_MM = ((90.0, 50.0), (90.0, 50.0), (86.0, 52.0), (85.6, 54.0), (88.9, 50.8), (90.0, 55.0), (85.0, 55.0))
ODD_SIZES_MM = ((65.0, 65.0), (70.0, 28.0), (74.0, 52.0), (105.0, 74.0), (125.0, 88.0), (88.0, 63.0))
PAGE_SIZES_MM = ((210.0, 297.0), (210.0, 297.0), (148.0, 210.0), (216.0, 279.0), (80.0, 200.0), (125.0, 176.0))


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A flat thing as `bench.synth.lay.Flat` asks for it: BGR pixels and coverage that fill `size_mm`."""

    pixels: Pixels
    mask: Mask
    size_mm: tuple[float, float]

    @property
    def ground(self) -> Colour:
        """Median colour along the rim: what an edge with the desk is made of."""
        rim = np.concatenate([self.pixels[2], self.pixels[-3], self.pixels[:, 2], self.pixels[:, -3]])
        blue, green, red = np.median(rim, axis=0).astype(int).tolist()
        return blue, green, red


def business_card(rng: Random) -> Sheet:
    """Draw the printed front of a card of any stock."""
    card = draw_card(int(rng.integers(2**31)), pick(rng, ("ko", "ko", "en")), px_per_mm=CARD_PX_PER_MM)
    return Sheet(card.pixels, card.mask, card.size_mm)


def card_back(rng: Random) -> Sheet:
    """Draw a card of few or large things: blank, a full-bleed picture, panels, blocks of colour, one emblem."""
    size = _turned(rng, pick(rng, CARD_SIZES_MM if chance(rng, 0.75) else ODD_SIZES_MM))
    shape = _shape(size, CARD_PX_PER_MM)
    pixels = pick(rng, (_plain, _picture, _panels, _panels))(rng, shape)
    if chance(rng, 0.5):
        _blocks(rng, pixels, int(rng.integers(1, 6)))
    if chance(rng, 0.6):
        _text(rng, pixels, _box(rng, shape), CARD_PX_PER_MM * between(rng, 1.5, 4.0))
    return Sheet(pixels, _rounded(shape, pick(rng, (0.0, 0.0, 0.0, 3.0, 5.0)) * CARD_PX_PER_MM), size)


def identity_card(rng: Random) -> Sheet:
    """Draw a plastic card of ISO/IEC 7810 ID-1: tinted guilloche ground, portrait, rows of text, perhaps a chip."""
    size = _turned(rng, (85.6, 53.98), 0.15)
    shape = _shape(size, CARD_PX_PER_MM)
    pixels = pick(rng, (_gradient, _gradient, _picture, _plain))(rng, shape)
    _guilloche(rng, pixels)
    height, width = shape
    ink = _ink(pixels)
    left = chance(rng, 0.7)
    face = (0.06 if left else 0.68, 0.25, 0.32 if left else 0.94, 0.8)
    x0, y0, x1, y1 = (int(share * side) for share, side in zip(face, (width, height) * 2, strict=True))
    if chance(rng, 0.75):
        pixels[y0:y1, x0:x1] = _picture(rng, (y1 - y0, x1 - x0))
        cv2.ellipse(pixels, ((x0 + x1) // 2, (y0 + y1) // 2), ((x1 - x0) // 4, (y1 - y0) // 3), 0, 0, 360, ink, -1)
    text = (0.36, 0.25, 0.95, 0.85) if left else (0.05, 0.25, 0.64, 0.85)
    _text(rng, pixels, text, CARD_PX_PER_MM * between(rng, 1.8, 3.0), ink)
    _text(rng, pixels, (0.06, 0.06, 0.7, 0.2), CARD_PX_PER_MM * 3.5, ink)
    if chance(rng, 0.35):
        chip = (int(0.08 * width), int(0.35 * height)), (int(0.23 * width), int(0.58 * height))
        cv2.rectangle(pixels, *chip, (120, 190, 215), cv2.FILLED)
    return Sheet(pixels, _rounded(shape, 3.18 * CARD_PX_PER_MM), size)


def page(rng: Random) -> Sheet:
    """Draw a page, a letter, a form or a receipt full of small print."""
    size = _turned(rng, pick(rng, PAGE_SIZES_MM), 0.2)
    shape = _shape(size, PAGE_PX_PER_MM * (210.0 / max(size[0], 100.0)))
    pixels = np.full((*shape, 3), hue(rng, (0.0, 0.08), (0.82, 1.0)), np.uint8)
    if chance(rng, 0.1):
        pixels = _gradient(rng, shape)
    top = between(rng, 0.04, 0.12)
    columns = pick(rng, (1, 1, 1, 2, 3))
    edges = np.linspace(between(rng, 0.05, 0.12), between(rng, 0.88, 0.95), columns + 1)
    em = shape[0] * between(rng, 0.011, 0.024)
    _text(rng, pixels, (edges[0], top, between(rng, 0.5, 0.9), top + 0.05), 2.2 * em)
    for x0, x1 in pairwise(edges.tolist()):
        _text(rng, pixels, (x0 + 0.01, top + 0.08, x1 - 0.01, between(rng, 0.6, 0.96)), em)
    for _ in range(int(rng.integers(3))):
        _inset(rng, pixels)
    if chance(rng, 0.3):
        _rules(rng, pixels)
    return Sheet(pixels, np.full(shape, 255, np.uint8), size)


def _turned(rng: Random, size: tuple[float, float], share: float = 0.25) -> tuple[float, float]:
    return size[::-1] if chance(rng, share) else size


def _shape(size_mm: tuple[float, float], px_per_mm: float) -> tuple[int, int]:
    return round(size_mm[1] * px_per_mm), round(size_mm[0] * px_per_mm)


def _any_ground(rng: Random) -> Colour:
    """Choose paper or plastic: white more often than not."""
    papers = (
        ((0.0, 0.05), (0.9, 1.0)),
        ((0.0, 0.1), (0.6, 1.0)),
        ((0.0, 0.5), (0.03, 0.3)),
        ((0.2, 1.0), (0.2, 1.0)),
    )
    return hue(rng, *pick(rng, papers))


def _ink(pixels: Pixels) -> Colour:
    level = 25 if pixels.mean() > 120 else 235
    return level, level, level


def _plain(rng: Random, shape: tuple[int, int]) -> Pixels:
    return np.full((*shape, 3), _any_ground(rng), np.uint8)


def _gradient(rng: Random, shape: tuple[int, int]) -> Pixels:
    ends = np.array([[_any_ground(rng), _any_ground(rng)], [_any_ground(rng), _any_ground(rng)]], np.float32)
    blend = 0.5 * ends + 0.5 * ends[0, 0]
    return np.asarray(cv2.resize(blend, shape[::-1], interpolation=cv2.INTER_LINEAR)).clip(0, 255).astype(np.uint8)


def _picture(rng: Random, shape: tuple[int, int]) -> Pixels:
    cell = float(np.exp(rng.uniform(np.log(6), np.log(200))))
    field = 0.5 + between(rng, 0.2, 0.6) * fractal(
        rng, shape, (cell, cell * between(rng, 0.4, 2.5)), octaves=5, fade=0.6
    )
    return tint(field, tuple(hue(rng, (0.0, 0.9), (0.03, 1.0)) for _ in range(int(rng.integers(2, 6)))))


def _panels(rng: Random, shape: tuple[int, int]) -> Pixels:
    """Two or three parts of different grounds, cut straight or aslant."""
    pixels = _plain(rng, shape)
    height, width = shape
    for _ in range(int(rng.integers(1, 3))):
        a, b = np.sort(rng.uniform(0.1, 0.9, 2)) if chance(rng, 0.4) else np.repeat(rng.uniform(0.15, 0.85), 2)
        part = np.array([[0, 0], [a, 0], [b, 1], [0, 1]])
        part = part if chance(rng, 0.6) else part[:, ::-1]
        part = 1 - part if chance(rng, 0.5) else part
        cv2.fillPoly(pixels, [np.round(part * (width, height)).astype(np.int32)], _any_ground(rng), cv2.LINE_AA)
    return pixels


def _blocks(rng: Random, pixels: Pixels, count: int) -> None:
    height, width = pixels.shape[:2]
    for _ in range(count):
        x0, y0, x1, y1 = _box(rng, (height, width))
        ends = (int(x0 * width), int(y0 * height)), (int(x1 * width), int(y1 * height))
        if chance(rng, 0.5):
            cv2.rectangle(pixels, *ends, _any_ground(rng), cv2.FILLED if chance(rng, 0.6) else 2)
        else:
            middle = ((ends[0][0] + ends[1][0]) // 2, (ends[0][1] + ends[1][1]) // 2)
            cv2.circle(
                pixels, middle, max(2, (ends[1][1] - ends[0][1]) // 2), _any_ground(rng), cv2.FILLED, cv2.LINE_AA
            )


def _box(rng: Random, shape: tuple[int, int]) -> tuple[float, float, float, float]:
    x0, y0 = rng.uniform(0.03, 0.7, 2)
    x1, y1 = x0 + rng.uniform(0.1, 0.95 - x0), y0 + rng.uniform(0.1, 0.95 - y0)
    return float(x0), float(y0), float(x1), float(y1)


def _text(
    rng: Random, pixels: Pixels, box: tuple[float, float, float, float], em: float, ink: Colour | None = None
) -> None:
    """Set rows of words too small to read into `box` (shares of the sheet), `em` px high."""
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = (int(share * side) for share, side in zip(box, (width, height) * 2, strict=True))
    tall, step = max(2, round(0.75 * em)), max(3, round(em * between(rng, 1.2, 2.0)))
    if y1 - y0 < step or x1 - x0 < 8:
        return
    cover = np.zeros((y1 - y0, x1 - x0), np.float32)
    for row in range(0, y1 - y0 - tall + 1, step):
        if chance(rng, 0.9):
            _set_row(rng, cover[row : row + tall], em)
    ground = pixels[y0:y1, x0:x1]
    colour = np.array(ink or _ink(ground), np.float32)
    ground[:] = (ground + cover[..., None] * (colour - ground)).astype(np.uint8)


def _set_row(rng: Random, cover: Pixels, em: float) -> None:
    x, end = 0.0, cover.shape[1] * (1.0 if chance(rng, 0.7) else between(rng, 0.2, 1.0))
    for wide in rng.uniform(1.2, 5.0, 60) * em:
        if x + wide > end:
            return
        strokes = rng.uniform(0.0, 1.0, (3, max(2, int(wide / em * 4)))).astype(np.float32)
        cover[:, int(x) : int(x + wide)] = cv2.resize(strokes, (int(x + wide) - int(x), cover.shape[0]))
        x += float(wide) + 0.45 * em


def _guilloche(rng: Random, pixels: Pixels) -> None:
    height, width = pixels.shape[:2]
    along = np.linspace(0, 1, 80)
    shade = tuple(int(c) for c in np.clip(pixels.reshape(-1, 3).mean(0) + rng.uniform(-35, 35, 3), 0, 255))
    for start in np.linspace(-0.2, 1.2, int(rng.integers(0, 16))):
        wave = start + 0.1 * np.sin(along * rng.uniform(6, 9) + 4 * start)
        path = np.stack([along * width, wave * height], 1).round().astype(np.int32)
        cv2.polylines(pixels, [path], False, shade, 1, cv2.LINE_AA)


def _inset(rng: Random, pixels: Pixels) -> None:
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = _box(rng, (height, width))
    left, top, right, foot = int(x0 * width), int(y0 * height), int(x1 * width), int(y1 * height)
    foot = min(foot, top + height // 3)
    pixels[top:foot, left:right] = pick(rng, (_picture, _plain))(rng, (foot - top, right - left))


def _rules(rng: Random, pixels: Pixels) -> None:
    height, width = pixels.shape[:2]
    x0, y0, x1, y1 = _box(rng, (height, width))
    for y in np.linspace(y0, y1, int(rng.integers(3, 12))):
        cv2.line(pixels, (int(x0 * width), int(y * height)), (int(x1 * width), int(y * height)), _ink(pixels), 1)
    for x in np.linspace(x0, x1, int(rng.integers(2, 6))):
        cv2.line(pixels, (int(x * width), int(y0 * height)), (int(x * width), int(y1 * height)), _ink(pixels), 1)


def _rounded(shape: tuple[int, int], radius: float) -> Mask:
    if radius < 1:
        return np.full(shape, 255, np.uint8)
    mask, corner = np.zeros(shape, np.uint8), round(radius)
    height, width = shape
    mask[corner:-corner], mask[:, corner:-corner] = 255, 255
    for centre in ((corner, corner), (width - 1 - corner, corner), (corner, height - 1 - corner)):
        cv2.circle(mask, centre, corner, 255, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(mask, (width - 1 - corner, height - 1 - corner), corner, 255, cv2.FILLED, cv2.LINE_AA)
    return mask
