"""What one run of the journey found: a reading of the photo, and the JSON that describes it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from shared.card import PIPELINE_VERSION
from shared.card.photo import Photo
from shared.card.quads import Quad
from shared.card.rectified import Rectified


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """One card of a photo with everything made of it."""

    n: int
    """From 1, in reading order."""
    quad: Quad
    rectified: Rectified


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A photo and its cards; `no_card` says why there is none."""

    photo: Photo
    cards: tuple[Card, ...]
    no_card: str | None = None


def describe(reading: Reading) -> dict[str, Any]:
    """The content of result.json: plain values, the same for the same bytes and pipeline version.

    Quads are in pixels of the photo after EXIF orientation, corners TL, TR, BR, BL; `matrix` takes
    homogeneous pixels of card.jpg to that frame.
    """
    return {
        "pipeline_version": PIPELINE_VERSION,
        "width": reading.photo.width,
        "height": reading.photo.height,
        "no_card": reading.no_card,
        "cards": [_describe_card(card) for card in reading.cards],
    }


def _describe_card(card: Card) -> dict[str, Any]:
    height, width = card.rectified.pixels.shape[:2]
    return {
        "n": card.n,
        "quad": np.round(card.quad.corners.astype(float), 2).tolist(),
        "score": round(float(card.quad.score), 3),
        "matrix": card.rectified.matrix.tolist(),
        "width": width,
        "height": height,
        "lines": [],
        "fields": {},
        "quality": {},
    }
