"""True lines into fields, without a photo: of the cards of a truth file, or of cards drawn here."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bench.accuracy.fields import Judged, judge
from bench.accuracy.truth import TrueCard, TruePhoto
from bench.synth.card import draw_card
from shared.card.fields import extract_fields
from shared.card.text import TextLine

COARSE = 4.0
"""px/mm; enough for places of lines."""


def judge_printed(photos: Iterable[TruePhoto]) -> Iterator[Judged]:
    """Judge the cards whose lines and fields are known."""
    for card in (card for photo in photos for card in photo.cards):
        if card.lines and card.values:
            yield judge(extract_fields(list(_lines(card))), card.values)


def judge_drawn(count: int, seed: int) -> Iterator[Judged]:
    """Draw cards, two of three Korean, whose words the rules do not know, and judge them."""
    for number in range(seed, seed + count):
        card = draw_card(number, "en" if number % 3 == 2 else "ko", px_per_mm=COARSE)
        lines = [TextLine(line.text, 1.0, _quad(line.box)) for line in card.lines]
        yield judge(extract_fields(lines), {name: (value,) for name, value in card.fields.items()})


def _lines(card: TrueCard) -> Iterator[TextLine]:
    """Set lines where the truth has them, or else under one another."""
    stacked = [_quad((0.0, 20.0 * at, 10.0 * len(text), 20.0 * at + 12.0)) for at, text in enumerate(card.lines)]
    places = card.line_quads or tuple(map(_quad, card.line_boxes)) or stacked
    for text, place in zip(card.lines, places, strict=True):
        yield TextLine(text, 1.0, place.copy())


def _quad(box: Sequence[float]) -> NDArray[np.float64]:
    left, top, right, bottom = box
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)
