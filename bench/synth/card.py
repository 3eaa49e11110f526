"""A seed to one flat card: its print, its outline, and where every line of text stands."""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bench.synth.arrays import Colour, Mask, Pixels, Random, chance, pick
from bench.synth.decor import decorate
from bench.synth.fonts import BOLD_STROKE, Face, faces, font
from bench.synth.layouts import LEADING, Block, Layout, Row, compose
from bench.synth.marks import draw_logo, draw_qr, draw_rule
from bench.synth.people import Language, Person, draw_person
from bench.synth.stock import STOCKS, Box, Stock, StockName, luma, paint_stock

PLAIN_STOCKS = ("white", "ivory", "grey", "dark", "colour", "gradient")
SIZES_MM = ((90.0, 50.0), (90.0, 50.0), (86.0, 52.0), (85.0, 54.0), (88.9, 50.8), (90.0, 55.0))
BASELINE = 0.36  # ems from a row's foot up to its baseline
FAINT_LUMA = 110.0  # between ink and paper, of 255
ICON_EMS = 1.7  # from a sign's left to its text, in ems
ANCHORS = {"left": "ls", "centre": "ms", "right": "rs"}


@dataclass(frozen=True, slots=True)
class FlatLine:
    """One printed line and the box of its ink in mm of the card."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class FlatCard:
    """A card as printed: `pixels` (h, w, 3) uint8 BGR and `mask` (h, w) uint8, 255 where there is paper."""

    pixels: Pixels
    mask: Mask
    size_mm: tuple[float, float]
    lines: tuple[FlatLine, ...]
    fields: Mapping[str, str]
    language: Language
    stock: StockName
    traits: frozenset[str]  # of "rounded", "qr", "faint", "vertical"

    @property
    def px_per_mm(self) -> float:
        """Resolution of `pixels`."""
        return float(self.pixels.shape[1] / self.size_mm[0])


def draw_card(
    seed: int,
    language: Language = "ko",
    stock: StockName | None = None,
    portrait: bool | None = None,
    px_per_mm: float = 20.0,
) -> FlatCard:
    """Draw the card of `seed`; what is not asked for is drawn by lot, one card in seven upright."""
    rng = np.random.default_rng(seed)
    size_mm = pick(rng, SIZES_MM)
    upright = chance(rng, 1 / 7)
    if upright if portrait is None else portrait:
        size_mm = (size_mm[1], size_mm[0])
    drawn = pick(rng, STOCKS)
    bare = paint_stock(rng, stock or drawn, size_mm, px_per_mm)
    person = draw_person(rng, language)
    layout = compose(rng, person, bare)
    if chance(rng, 0.3) and bare.name in PLAIN_STOCKS:
        decorate(rng.spawn(1)[0], bare.pixels, bare.main, px_per_mm)
    face = pick(rng, tuple(face for face in faces() if face.hangul or language == "en"))
    _print_marks(rng, bare, layout, person, px_per_mm)
    lines = _print_text(bare.pixels, layout, face, px_per_mm)
    fields = {name: value for name, value in person.fields.items() if any(value in line.text for line in lines)}
    rounded = chance(rng, 0.15)
    traits = {
        "rounded": rounded,
        "qr": layout.qr is not None,
        "faint": abs(luma(bare.main.ink) - luma(bare.main.ground)) < FAINT_LUMA,
        "vertical": size_mm[0] < size_mm[1],
    }
    mask = _outline(bare.pixels.shape[:2], px_per_mm * 3.0 if rounded else 0.0)
    held = frozenset(trait for trait, holds in traits.items() if holds)
    return FlatCard(bare.pixels, mask, size_mm, lines, fields, language, bare.name, held)


def _print_marks(rng: Random, stock: Stock, layout: Layout, person: Person, px_per_mm: float) -> None:
    if layout.logo is not None:
        box, sheet = layout.logo
        draw_logo(rng, stock.pixels, box, px_per_mm, sheet)
    if layout.qr is not None:
        draw_qr(stock.pixels, layout.qr, px_per_mm, f"https://{person.fields['email'].split('@')[1]}")
    for box, ink in layout.rules:
        draw_rule(stock.pixels, box, px_per_mm, ink)


@dataclass(frozen=True, slots=True)
class Press:
    """Sets rows in one face on a sheet that `pen` draws on."""

    pen: ImageDraw.ImageDraw
    face: Face
    px_per_mm: float

    def print_block(self, block: Block) -> list[FlatLine]:
        """Print a block's rows from top to bottom."""
        x0, y0, x1, y1 = block.box
        across = {"left": x0, "centre": (x0 + x1) / 2, "right": x1}[block.align]
        down = y1 - block.height if block.rising else y0
        lines = []
        for row in block.rows:
            down += row.space + row.size * LEADING
            place = (across * self.px_per_mm, (down - BASELINE * row.size) * self.px_per_mm)
            lines.append(self._print_row(row, place, ANCHORS[block.align], x1 - x0))
        return lines

    def _print_row(self, row: Row, place: tuple[float, float], anchor: str, room_mm: float) -> FlatLine:
        em = row.size * self.px_per_mm
        if row.icon is not None and anchor == ANCHORS["left"]:
            place = self._print_icon(row.icon, place, em)
            room_mm -= ICON_EMS * row.size
        wide = font(self.face, round(em, 1)).getlength(row.text)
        em *= min(1.0, room_mm * self.px_per_mm / wide)
        letters, stroke = font(self.face, round(em, 1)), em * BOLD_STROKE if row.bold else 0.0
        self.pen.text(place, row.text, row.ink, letters, anchor, stroke_width=stroke)
        box = self.pen.textbbox(place, row.text, letters, anchor, stroke_width=stroke)
        left, top, right, bottom = (side / self.px_per_mm for side in box)
        return FlatLine(row.text, (left, top, right, bottom))

    def _print_icon(self, ink: Colour, place: tuple[float, float], em: float) -> tuple[float, float]:
        """Print a disc with a plain sign in it and return where the text goes."""
        x, y = place[0] + 0.55 * em, place[1] - 0.36 * em
        self.pen.ellipse((x - 0.6 * em, y - 0.6 * em, x + 0.6 * em, y + 0.6 * em), ink)
        sign = tuple(255 - channel for channel in ink)
        self.pen.rectangle((x - 0.18 * em, y - 0.3 * em, x + 0.18 * em, y + 0.3 * em), sign)
        return place[0] + ICON_EMS * em, place[1]


def _print_text(pixels: Pixels, layout: Layout, face: Face, px_per_mm: float) -> tuple[FlatLine, ...]:
    sheet = Image.fromarray(pixels)
    press = Press(ImageDraw.Draw(sheet), face, px_per_mm)
    lines = [line for block in layout.blocks for line in press.print_block(block)]
    pixels[:] = np.asarray(sheet)
    return tuple(sorted(lines, key=lambda line: (line.box[1], line.box[0])))


def _outline(shape: tuple[int, int], radius: float) -> Mask:
    mask = np.full(shape, 255, np.uint8)
    corner = round(radius)
    if corner > 1:
        quarter = np.zeros((2 * corner, 2 * corner), np.uint8)
        cv2.circle(quarter, (corner, corner), corner, 255, cv2.FILLED, cv2.LINE_AA)
        mask[:corner, :corner], mask[:corner, -corner:] = quarter[:corner, :corner], quarter[:corner, corner:]
        mask[-corner:, :corner], mask[-corner:, -corner:] = quarter[corner:, :corner], quarter[corner:, corner:]
    return mask
