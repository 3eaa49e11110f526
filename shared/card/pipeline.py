"""The journey, as a sentence: bytes of a photo in, a reading out. The order stands here and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from shared.card.codes import Code, find_codes
from shared.card.contact import Contact, make_contact
from shared.card.enhanced import enhance
from shared.card.lines import Line, find_lines
from shared.card.photo import Photo, decode_photo
from shared.card.quads import NoQuad, Quad, find_quads
from shared.card.quality import judge_quality
from shared.card.reading import Card, Reading
from shared.card.rectified import detailed, rectify
from shared.card.text import Reader, read_text
from shared.card.upright import Upright, turn_upright, turned

Observe = Callable[[str, object], None]
"""Told the name of each stage and what it gave: for timings and debug pictures."""


def unseen(stage: str, value: object) -> None:
    """Observe nothing."""


def read_photo(data: bytes, *, observe: Observe = unseen) -> Reading:
    """Take one photo through every stage up to its lines. Raises the errors of `decode_photo`."""
    observe("photo", photo := decode_photo(data))
    observe("quads", quads := find_quads(photo))
    if isinstance(quads, NoQuad):
        return Reading(photo, (), no_card=quads.reason)
    photo = detailed(photo, data, [quad.corners for quad in quads])
    cards = []
    for n, quad in enumerate(quads, start=1):
        observe("rectified", rectified := rectify(photo, quad))
        observe("upright", upright := turn_upright(rectified))
        cards.append(read_card(photo, _from_top_left(quad, upright.turn), upright, n, observe=observe))
    return Reading(photo, tuple(cards))


def read_drawn(data: bytes, drawn: Mapping[int, ArrayLike], *, observe: Observe = unseen) -> Reading:
    """Do the same for exactly the outlines that a person drew, by n: their first corner says which way is up."""
    observe("photo", photo := decode_photo(data))
    quads = {n: Quad(np.asarray(corners, np.float64), score=1.0) for n, corners in drawn.items()}
    photo = detailed(photo, data, [quad.corners for quad in quads.values()])
    cards = []
    for n, quad in quads.items():
        observe("rectified", rectified := rectify(photo, quad))
        cards.append(read_card(photo, quad, turned(rectified, 0, confidence=1.0), n, observe=observe))
    return Reading(photo, tuple(cards), no_card=None if cards else "A person removed every card.")


def read_card(photo: Photo, quad: Quad, upright: Upright, n: int, *, observe: Observe = unseen) -> Card:
    """Take one upright card through the stages that follow."""
    observe("enhanced", enhanced := enhance(upright))
    observe("lines", lines := find_lines(enhanced))
    observe("codes", codes := find_codes(upright))
    observe("quality", quality := judge_quality(photo, quad, upright, enhanced, lines))
    return Card(n, quad, upright, enhanced, lines, codes, quality)


def read_contact(lines: Sequence[Line], codes: Sequence[Code], reader: Reader, *, observe: Observe = unseen) -> Contact:
    """Take a card's line crops and codes through the stages that follow them. Raises ServiceUnavailable."""
    observe("text", text := read_text(lines, reader))
    observe("fields", contact := make_contact(text, codes))
    return contact


def _from_top_left(quad: Quad, turn: int) -> Quad:
    """Start the corners at the top left of the card after a turn by `turn` degrees clockwise."""
    return replace(quad, corners=np.roll(quad.corners, turn // 90, axis=0))
