"""What one run of the journey found: a reading of the photo, and the JSON that describes it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from shared.card import PIPELINE_VERSION
from shared.card.codes import Code
from shared.card.contact import rounded
from shared.card.enhanced import Enhanced
from shared.card.lines import Line
from shared.card.photo import Photo
from shared.card.quads import Quad
from shared.card.quality import Defects, Quality
from shared.card.upright import Upright


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """One card of a photo with everything made of it."""

    n: int
    """From 1, in reading order."""
    quad: Quad
    """Its corners are those of the upright card."""
    upright: Upright
    enhanced: Enhanced
    lines: Sequence[Line]
    codes: Sequence[Code]
    """QR codes."""
    quality: Quality


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A photo and its cards; `no_card` says why there is none."""

    photo: Photo
    cards: tuple[Card, ...]
    no_card: str | None = None


def describe(reading: Reading) -> dict[str, Any]:
    """The content of result.json: plain values, the same for the same bytes and pipeline version.

    Quads are in pixels of the photo after EXIF orientation, corners TL, TR, BR, BL; `matrix` takes
    homogeneous pixels of card.jpg, and of ocr.png, to that frame.
    """
    return {
        "pipeline_version": PIPELINE_VERSION,
        "width": reading.photo.width,
        "height": reading.photo.height,
        "no_card": reading.no_card,
        "cards": [_describe_card(card) for card in reading.cards],
    }


def _describe_card(card: Card) -> dict[str, Any]:
    height, width = card.upright.pixels.shape[:2]
    return {
        "n": card.n,
        "quad": rounded(card.quad.corners),
        "score": round(card.quad.score, 3),
        "matrix": card.upright.matrix.tolist(),
        "width": width,
        "height": height,
        "turn": card.upright.turn,
        "turn_confidence": round(card.upright.confidence, 3),
        "lines": [{"quad": rounded(line.quad), "text": "", "confidence": 0.0} for line in card.lines],
        "fields": {},
        "quality": _describe_quality(card.quality),
    }


def _describe_quality(quality: Quality) -> dict[str, Any]:
    scores = {defect.name: round(getattr(quality, defect.name), 2) for defect in fields(Defects)}
    return {**scores, "verdict": quality.verdict, "advice": asdict(quality.advice)}
