"""The journey, as a sentence: bytes of a photo in, a reading out. The order stands here and nothing else."""

from collections.abc import Callable

from shared.card.photo import Photo, decode_photo
from shared.card.quads import NoQuad, Quad, find_quads
from shared.card.reading import Card, Reading
from shared.card.rectified import rectify

Observe = Callable[[str, object], None]
"""Told the name of each stage and what it gave: for timings and debug pictures."""


def unseen(stage: str, value: object) -> None:
    """Observe nothing."""


def read_photo(data: bytes, *, observe: Observe = unseen) -> Reading:
    """Take one photo through every stage. Raises the errors of `decode_photo`."""
    observe("photo", photo := decode_photo(data))
    observe("quads", quads := find_quads(photo))
    if isinstance(quads, NoQuad):
        return Reading(photo, (), no_card=quads.reason)
    cards = tuple(read_card(photo, quad, n, observe=observe) for n, quad in enumerate(quads, start=1))
    return Reading(photo, cards)


def read_card(photo: Photo, quad: Quad, n: int, *, observe: Observe = unseen) -> Card:
    """Take one card through the stages that follow its quad."""
    observe("rectified", rectified := rectify(photo, quad))
    return Card(n, quad, rectified)
