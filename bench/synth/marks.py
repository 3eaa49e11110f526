"""What is printed on a card besides text: logos, QR codes, rules."""

import cv2
import numpy as np

from bench.synth.arrays import Colour, Pixels, Points, Random, chance
from bench.synth.stock import Box, Sheet


def draw_logo(rng: Random, pixels: Pixels, box: Box, px_per_mm: float, sheet: Sheet) -> None:
    """Draw an invented emblem in the accent of `sheet` into `box` (mm) of `pixels`, in place."""
    ink, ground = sheet.accent, sheet.ground
    x0, y0, x1, y1 = (side * px_per_mm for side in box)
    centre, radius = np.array([(x0 + x1) / 2, (y0 + y1) / 2]), min(x1 - x0, y1 - y0) / 2
    kind = int(rng.integers(6))
    if kind == 0:
        _disc(pixels, centre, radius, ink)
        _disc(pixels, centre, radius * 0.62, ground)
        _disc(pixels, centre, radius * 0.3, ink)
    elif kind == 1:
        turn = rng.uniform(0, 2)
        _fill(pixels, _regular(centre, radius, int(rng.integers(3, 7)), turn), ink)
        if chance(rng, 0.6):
            _fill(pixels, _regular(centre, radius * 0.5, int(rng.integers(3, 7)), turn), ground)
    elif kind == 2:
        for shift, share in ((-0.35, 0.6), (0.35, 0.6), (0.0, 0.35)):
            _disc(pixels, centre + np.array([shift * radius, 0.0]), radius * share, ink if share > 0.5 else ground)
    elif kind == 3:
        for place, share in enumerate((0.4, 0.7, 1.0)):
            left = x0 + place * 0.7 * radius
            corners = np.array([[left, y1 - 2 * radius * share], [left + 0.5 * radius, y1]])
            cv2.rectangle(pixels, *_ends(corners), ink, cv2.FILLED)
    elif kind == 4:
        wave = np.linspace(0, 2 * np.pi, 40)
        for row in (-0.5, 0.0, 0.5):
            path = centre + radius * np.stack([wave / np.pi - 1, row + 0.22 * np.sin(wave)], 1)
            cv2.polylines(pixels, [path.round().astype(int)], False, ink, max(2, round(radius * 0.2)), cv2.LINE_AA)
    else:
        cv2.rectangle(pixels, *_ends(np.array([[x0, y0], [x0 + 2 * radius, y1]])), ink, cv2.FILLED)
        _fill(pixels, _regular(np.array([x0 + radius, centre[1]]), radius * 0.7, 3, rng.uniform(0, 2)), ground)


def draw_qr(pixels: Pixels, box: Box, px_per_mm: float, text: str) -> None:
    """Draw `text` as a QR code with its quiet zone into `box` (mm) of `pixels`, in place."""
    code = cv2.QRCodeEncoder.create().encode(text)
    x0, y0, x1, y1 = (round(side * px_per_mm) for side in box)
    code = cv2.resize(code, (x1 - x0, y1 - y0), interpolation=cv2.INTER_NEAREST)
    pixels[y0:y1, x0:x1] = code[..., None]


def draw_rule(pixels: Pixels, box: Box, px_per_mm: float, ink: Colour) -> None:
    """Draw a straight rule that fills `box` (mm) of `pixels`, in place, at least one pixel thick."""
    x0, y0, x1, y1 = (round(side * px_per_mm) for side in box)
    pixels[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)] = ink


def _disc(pixels: Pixels, centre: Points, radius: float, ink: Colour) -> None:
    cv2.circle(pixels, (round(centre[0]), round(centre[1])), max(1, round(radius)), ink, cv2.FILLED, cv2.LINE_AA)


def _regular(centre: Points, radius: float, sides: int, turn: float) -> Points:
    angles = turn + np.arange(sides) * 2 * np.pi / sides
    return centre + radius * np.stack([np.cos(angles), np.sin(angles)], 1)


def _fill(pixels: Pixels, corners: Points, ink: Colour) -> None:
    cv2.fillPoly(pixels, [corners.round().astype(np.int32)], ink, cv2.LINE_AA)


def _ends(corners: Points) -> tuple[tuple[int, int], tuple[int, int]]:
    (x0, y0), (x1, y1) = corners.round().astype(int).tolist()
    return (x0, y0), (x1, y1)
