"""What lies about on desks besides cards: pens, paper, notes, cups, keyboards, telephones."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bench.synth import words
from bench.synth.arrays import Colour, Mask, Pixels, Random, between, chance, pick
from bench.synth.fonts import faces, font
from bench.synth.lay import Lie
from bench.synth.stock import hue

FINEST = 7.0  # px per mm; things are drawn coarser than cards: nobody has to read them


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """A flat thing as `lay.Flat` asks for it, what it is called, and how it lies."""

    name: str
    pixels: Pixels
    mask: Mask
    size_mm: tuple[float, float]
    lie: Lie


def draw_thing(rng: Random, px_per_mm: float) -> Thing:
    """Draw one thing by lot, for a photo that shows it at `px_per_mm`."""
    draw = pick(
        rng, (pen, pen, paper, paper, notebook, note, cup, keyboard, telephone, ruler, cable, brochure, mouse, mat)
    )
    return draw(rng, min(FINEST, 2.0 * px_per_mm))


def pen(rng: Random, density: float) -> Thing:
    """A ball pen or a pencil, its tip at the left; `density` is in px per mm, here and below."""
    size = (between(rng, 125.0, 148.0), between(rng, 7.0, 9.5))
    pixels, mask = _blank(size, hue(rng, (0.0, 0.9), (0.1, 0.9)), density)
    height, width = mask.shape
    tip = max(2, int(width * between(rng, 0.06, 0.12)))
    pixels[:, int(width * 0.62) :] = hue(rng, (0.0, 0.9), (0.1, 0.95))
    pixels[:, int(width * 0.6) : int(width * 0.62)] = (190, 195, 200)
    pixels[int(height * 0.4) : int(height * 0.58), int(width * 0.64) : int(width * 0.95)] = (200, 200, 205)
    pixels[:, :tip] = (150, 160, 165)
    top, foot = 0, height - 1
    corners = np.array([[0, height // 2], [tip, top], [width * 0.99, top], [width * 0.99, foot], [tip, foot]])
    cv2.fillPoly(mask, [corners.astype(np.int32)], 255, cv2.LINE_AA)
    return Thing("pen", _like_a_rod(pixels), mask, size, Lie(4.0, 0.7))


def paper(rng: Random, density: float) -> Thing:
    """A printed sheet, A4 or A5, or a till receipt."""
    size = pick(rng, ((210.0, 297.0), (297.0, 210.0), (148.0, 210.0), (80.0, 180.0)))
    pixels, mask = _blank(size, hue(rng, (0.0, 0.03), (0.88, 1.0)), density)
    mask[:] = 255
    rim = 0.09 * size[0]
    _print_prose(rng, pixels, (rim, 1.5 * rim, size[0] - rim, size[1] - 1.5 * rim), density)
    return Thing("paper", pixels, mask, size, Lie(0.3, 0.3))


def brochure(rng: Random, density: float) -> Thing:
    """A coloured leaflet: pictures, boxes and prose."""
    size = pick(rng, ((148.0, 210.0), (210.0, 297.0), (100.0, 210.0)))
    pixels, mask = _blank(size, hue(rng, (0.0, 0.5), (0.6, 1.0)), density)
    mask[:] = 255
    for _ in range(int(rng.integers(2, 6))):
        x0, y0 = rng.uniform(0.0, 0.7, 2) * size
        x1, y1 = np.array([x0, y0]) + rng.uniform(0.15, 0.5, 2) * size
        left, top, right, foot = (int(side * density) for side in (x0, y0, x1, y1))
        patch = pixels[top:foot, left:right]
        hues = np.array([[hue(rng, (0.2, 0.9), (0.2, 1.0)) for _ in range(3)] for _ in range(2)], np.uint8)
        patch[:] = cv2.resize(hues, patch.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    _print_prose(rng, pixels, (0.1 * size[0], 0.6 * size[1], 0.8 * size[0], 0.95 * size[1]), density)
    return Thing("brochure", pixels, mask, size, Lie(0.4, 0.8))


def mat(rng: Random, density: float) -> Thing:
    """A desk mat or a tray: one large even sheet whose long straight sides belong to no card."""
    size = (between(rng, 250.0, 600.0), between(rng, 180.0, 350.0))
    pixels, mask = _blank(size, hue(rng, (0.0, 0.6), (0.1, 0.9)), density)
    _fill_rounded(mask, between(rng, 3.0, 15.0) * density)
    return Thing("mat", pixels, mask, size, Lie(1.5, 0.3))


def notebook(rng: Random, density: float) -> Thing:
    """A notebook: a plain cover with a spine, or ruled pages."""
    size = (between(rng, 110.0, 170.0), between(rng, 150.0, 230.0))
    closed = chance(rng, 0.5)
    ground = hue(rng, (0.1, 0.8), (0.15, 0.7)) if closed else hue(rng, (0.0, 0.06), (0.85, 0.97))
    pixels, mask = _blank(size, ground, density)
    mask[:] = 255
    if closed:
        pixels[:, : round(9 * density)] = hue(rng, (0.0, 0.7), (0.1, 0.5))
    else:
        for down in np.arange(15.0, size[1], 7.0):
            pixels[round(down * density) : round(down * density) + max(1, round(0.3 * density))] = (205, 190, 180)
    return Thing("notebook", pixels, mask, size, Lie(5.0, 0.4))


def note(rng: Random, density: float) -> Thing:
    """A sticky note with a scribble."""
    size = (between(rng, 50.0, 76.0), between(rng, 50.0, 76.0))
    colours: tuple[Colour, ...] = ((130, 235, 250), (190, 170, 250), (200, 235, 170), (240, 215, 160))
    pixels, mask = _blank(size, pick(rng, colours), density)
    mask[:] = 255
    for row in np.linspace(0.25, 0.75, int(rng.integers(2, 5))):
        wave = np.cumsum(rng.normal(0, 0.012, 60)) + row
        path = np.stack([np.linspace(0.12, 0.85, 60) * pixels.shape[1], wave * pixels.shape[0]], 1)
        thick = max(1, round(0.5 * density))
        cv2.polylines(pixels, [path.round().astype(np.int32)], False, (70, 50, 40), thick, cv2.LINE_AA)
    return Thing("note", pixels, mask, size, Lie(1.2, 0.2))


def cup(rng: Random, density: float) -> Thing:
    """A cup of coffee or tea, from above."""
    across = between(rng, 75.0, 95.0)
    pixels, mask = _blank((across, across), hue(rng, (0.0, 0.4), (0.5, 0.98)), density)
    drinks: tuple[Colour, ...] = ((20, 35, 60), (15, 20, 30), (70, 120, 170))
    middle, radius = mask.shape[0] // 2, mask.shape[0] / 2
    for share, colour in ((0.9, hue(rng, (0.0, 0.05), (0.75, 0.95))), (0.8, pick(rng, drinks))):
        cv2.circle(pixels, (middle, middle), round(radius * share), colour, cv2.FILLED, cv2.LINE_AA)
    cv2.circle(mask, (middle, middle), round(radius) - 1, 255, cv2.FILLED, cv2.LINE_AA)
    return Thing("cup", pixels, mask, (across, across), Lie(12.0, 0.8))


def keyboard(rng: Random, density: float) -> Thing:
    """A keyboard: rows of lettered keys, shifted against one another."""
    size = (between(rng, 280.0, 430.0), between(rng, 110.0, 135.0))
    dark = chance(rng, 0.6)
    body, key, legend = (
        (hue(rng, (0.0, 0.1), (0.06, 0.2)), hue(rng, (0.0, 0.1), (0.12, 0.3)), (200, 200, 200))
        if dark
        else (hue(rng, (0.0, 0.05), (0.75, 0.95)), hue(rng, (0.0, 0.04), (0.88, 1.0)), (60, 60, 60))
    )
    pixels, mask = _blank(size, body, density)
    mask[:] = 255
    for row in range(int(size[1] / 19.0)):
        for left in np.arange((row * 0.3 % 1) * 19.0 + 1.0, size[0] - 17.0, 19.0):
            x, y, side = round(left * density), round((row * 19.0 + 1.5) * density), round(16.5 * density)
            pixels[y : y + side, x : x + side] = key
            letter, foot = chr(65 + int(rng.integers(26))), (round(x + 2.5 * density), round(y + 7.0 * density))
            cv2.putText(pixels, letter, foot, 0, 0.2 * density, legend, max(1, round(0.3 * density)), cv2.LINE_AA)
    return Thing("keyboard", pixels, mask, size, Lie(6.0, 0.5))


def telephone(rng: Random, density: float) -> Thing:
    """A phone lying on its back, screen off."""
    size = (between(rng, 68.0, 78.0), between(rng, 140.0, 162.0))
    pixels, mask = _blank(size, hue(rng, (0.0, 0.3), (0.05, 0.3)), density)
    _fill_rounded(mask, 9.0 * density)
    rim = max(1, round(1.8 * density))
    pixels[rim:-rim, rim:-rim] = hue(rng, (0.0, 0.4), (0.02, 0.14))
    return Thing("telephone", pixels, mask, size, Lie(7.0, 1.0))


def mouse(rng: Random, density: float) -> Thing:
    """A computer mouse."""
    size = (between(rng, 100.0, 120.0), between(rng, 56.0, 66.0))
    pixels, mask = _blank(size, hue(rng, (0.0, 0.2), (0.1, 0.95)), density)
    _fill_rounded(mask, 0.48 * mask.shape[0])
    pixels[mask.shape[0] // 2, : mask.shape[1] // 3] = (20, 20, 20)
    return Thing("mouse", _like_a_rod(pixels), mask, size, Lie(14.0, 0.5))


def ruler(rng: Random, density: float) -> Thing:
    """A ruler with its ticks."""
    size = (between(rng, 150.0, 310.0), between(rng, 24.0, 36.0))
    pixels, mask = _blank(size, hue(rng, (0.0, 0.5), (0.6, 0.95)), density)
    mask[:] = 255
    for tick in range(5, int(size[0]) - 5):
        reach, x = 7.0 if tick % 10 == 0 else 3.5, round(tick * density)
        pixels[: round(reach * density), x : x + max(1, round(0.25 * density))] = (30, 30, 30)
    return Thing("ruler", pixels, mask, size, Lie(2.0, 0.8))


def cable(rng: Random, density: float) -> Thing:
    """A cable winding across the desk."""
    size = (between(rng, 150.0, 300.0), between(rng, 40.0, 120.0))
    pixels, mask = _blank(size, hue(rng, (0.0, 0.2), (0.05, 0.95)), density)
    along = np.linspace(0.02, 0.98, 80)
    across = 0.5 + 0.35 * np.sin(along * rng.uniform(3, 9) + rng.uniform(0, 6))
    path = np.stack([along * mask.shape[1], across * mask.shape[0]], 1).round().astype(np.int32)
    cv2.polylines(mask, [path], False, 255, max(1, round(3.5 * density)), cv2.LINE_AA)
    return Thing("cable", pixels, mask, size, Lie(3.0, 0.5))


def _blank(size_mm: tuple[float, float], colour: Colour, density: float) -> tuple[Pixels, Mask]:
    shape = (round(size_mm[1] * density), round(size_mm[0] * density))
    return np.full((*shape, 3), colour, np.uint8), np.zeros(shape, np.uint8)


def _fill_rounded(mask: Mask, radius: float) -> None:
    """Fill a mask up to its rim but for the corners, in place."""
    corner, (height, width) = max(2, round(radius)), mask.shape
    for y in (corner, height - corner - 1):
        for x in (corner, width - corner - 1):
            cv2.circle(mask, (x, y), corner - 1, 255, cv2.FILLED, cv2.LINE_AA)
    mask[corner:-corner, 1:-1] = 255
    mask[1:-1, corner:-corner] = 255


def _like_a_rod(pixels: Pixels) -> Pixels:
    """Shade along y as light falls on a rod."""
    across = np.linspace(-1, 1, pixels.shape[0], dtype=np.float32)[:, None, None]
    light = np.sqrt(np.clip(1.0 - across**2, 0, 1)) * 0.75 + 0.3 + 0.4 * np.exp(-(((across + 0.35) / 0.12) ** 2))
    shaded: Pixels = np.clip(pixels * light, 0, 255)
    return shaded.astype(np.uint8)


def _print_prose(rng: Random, pixels: Pixels, box: tuple[float, float, float, float], density: float) -> None:
    """Set lines of words, large or small, into `box` (mm), in place."""
    em = between(rng, 2.6, 4.5)
    count = int((box[3] - box[1]) / (1.7 * em))
    length = max(4, int((box[2] - box[0]) / (0.75 * em)))
    prose = " ".join(pick(rng, words.PROSE) for _ in range(max(1, count * length // 24)))
    lines = [prose[start : start + length] for start in range(0, count * length, length)]
    letters = font(pick(rng, faces()), max(2.0, round(em * density, 1)))
    sheet = Image.fromarray(pixels)
    pen = ImageDraw.Draw(sheet)
    for row, line in enumerate(lines):
        pen.text((box[0] * density, (box[1] + row * 1.7 * em) * density), line, (50, 45, 45), letters)
    pixels[:] = np.asarray(sheet)
