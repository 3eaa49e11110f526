"""One photo through the whole chain, as the product runs it: outlines, lines, text and fields against the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.accuracy.characters import error_rate
from bench.accuracy.engine import PlainTesseract
from bench.accuracy.fields import Judged, judge
from bench.accuracy.lines import LineCounts, count_lines, slant
from bench.accuracy.outlines import Pairing, pair
from bench.accuracy.truth import TrueCard, TruePhoto
from shared.card.contact import Contact
from shared.card.fields import Fields
from shared.card.pipeline import read_contact, read_photo
from shared.card.reading import Card, Reading
from shared.card.rectified import Rectified
from shared.card.text import Reader
from shared.card.upright import turn_upright

QUARTERS: Final = (0, 90, 180, 270)
SETTLED: Final = 0.9
"""Confidence from which a wrong turn counts as a sure mistake."""
PICTURES: Final = ("raw", "card.jpg", "ocr.png", "chain")
"""What text is read from: the first three by plain Tesseract as a whole, the last line by line as put out."""


@dataclass(frozen=True, slots=True)
class Turns:
    """How the card was turned: `right` of four ways to lie it, `sure_mistakes` among the others."""

    right: int
    sure_mistakes: int


@dataclass(frozen=True, slots=True)
class CardOutcome:
    """What was measured on one true card; what needs an outline or text that is not there is None or empty."""

    iou: float
    printed: int
    """Lines that the truth knows."""
    turns: Turns | None = None
    lines: LineCounts | None = None
    slant: float | None = None
    verdict: str = "retake"
    errors: Mapping[str, float] = field(default_factory=dict)
    """Character error rates by PICTURES."""
    contact: Judged | None = None
    seconds: tuple[float, float] | None = None
    """Reading the card as the product does, and plain Tesseract on the same line crops."""


@dataclass(frozen=True, slots=True)
class PhotoOutcome:
    """What was measured on one photo."""

    file: str
    source: str
    tags: tuple[str, ...]
    cards: tuple[CardOutcome, ...]
    quads: tuple[tuple[tuple[float, ...], ...], ...]
    """The outlines that were found."""
    false: int
    """How many of them fit no card."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Measures photos below `folder`; without `reader` nothing is read, without `plain` only as the product does."""

    folder: Path
    reader: Reader | None
    plain: PlainTesseract | None

    def measure(self, true: TruePhoto) -> PhotoOutcome:
        """Take one photo through every stage."""
        data, seen = (self.folder / true.file).read_bytes(), _Rectified()
        reading = read_photo(data, observe=seen)
        outlines = pair([card.quad for card in true.cards], [card.quad.corners for card in reading.cards])
        raw = self.plain.read_picture(_grey(data)) if self.plain and any(card.lines for card in true.cards) else None
        return PhotoOutcome(
            true.file,
            true.source,
            true.tags,
            tuple(self._outcomes(true, reading, outlines, seen.each, raw)),
            tuple(tuple(map(tuple, card.quad.corners.tolist())) for card in reading.cards),
            outlines.false,
        )

    def _outcomes(
        self, true: TruePhoto, reading: Reading, outlines: Pairing, crops: Sequence[Rectified], raw: list[str] | None
    ) -> list[CardOutcome]:
        outcomes = []
        for card, iou, at in zip(true.cards, outlines.ious, outlines.indexes, strict=True):
            outcome = self._missed(card, iou) if at is None else self._found(card, iou, reading.cards[at], crops[at])
            errors = {"raw": error_rate(card.lines, raw)} if raw is not None and card.lines else {}
            outcomes.append(replace(outcome, errors={**errors, **outcome.errors}))
        return outcomes

    def _missed(self, true: TrueCard, iou: float) -> CardOutcome:
        """Return what counts for a card whose outline was not found: nothing was read."""
        if self.reader is None:
            return CardOutcome(iou, len(true.lines))
        shown = PICTURES[1:] if self.plain else PICTURES[3:]
        errors = dict.fromkeys(shown, 1.0) if true.lines else {}
        contact = judge(Fields(), true.values) if true.values else None
        places = max(len(true.line_quads), len(true.line_boxes))
        return CardOutcome(iou, len(true.lines), lines=LineCounts(places, 0, 0), errors=errors, contact=contact)

    def _found(self, true: TrueCard, iou: float, card: Card, crop: Rectified) -> CardOutcome:
        outcome = CardOutcome(
            iou,
            len(true.lines),
            _turns(true, card, crop),
            count_lines(true, card.lines),
            slant(card.lines, card.upright),
            card.quality.verdict,
        )
        return replace(outcome, **self._read(true, card, self.reader)) if self.reader and true.lines else outcome

    def _read(self, true: TrueCard, card: Card, reader: Reader) -> dict[str, Any]:
        """Read the card as the product does, and with plain Tesseract."""
        start = perf_counter()
        contact = read_contact(card.lines, card.codes, reader)
        ours = perf_counter() - start
        errors, seconds = {}, None
        if self.plain is not None:
            self.plain.read_lines(card.lines)
            seconds = ours, perf_counter() - start - ours
            colour = np.asarray(cv2.cvtColor(card.upright.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
            errors["card.jpg"] = error_rate(true.lines, self.plain.read_picture(colour))
            errors["ocr.png"] = error_rate(true.lines, self.plain.read_picture(card.enhanced.pixels))
        errors["chain"] = error_rate(true.lines, [line.text for line in contact.lines])
        return {"errors": errors, "seconds": seconds, "contact": _judged(contact, true)}


class _Rectified:
    """Observes a pipeline and keeps the crops before they are turned upright."""

    def __init__(self) -> None:
        self.each: list[Rectified] = []

    def __call__(self, stage: str, value: object) -> None:
        """Keep a crop."""
        if isinstance(value, Rectified):
            self.each.append(value)


def _grey(data: bytes) -> NDArray[np.uint8]:
    """Decode a photo as anybody would, at full size and turned as its EXIF says."""
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def _judged(contact: Contact, true: TrueCard) -> Judged | None:
    return judge(contact.fields, true.values) if true.values else None


def _turns(true: TrueCard, card: Card, crop: Rectified) -> Turns:
    """Lie the crop in four ways, as if the photo had been taken so, and see whether it is turned upright."""
    corners = np.roll(card.quad.corners, -(card.upright.turn // 90), axis=0)  # from the crop's top left on
    wanted = int(-90 * np.linalg.norm(corners - true.quad[0], axis=1).argmin()) % 360
    turns = [turn_upright(_lying(crop, degrees)) for degrees in QUARTERS]
    right = [(lying + upright.turn) % 360 == wanted for lying, upright in zip(QUARTERS, turns, strict=True)]
    sure = [upright.confidence >= SETTLED for upright in turns]
    return Turns(sum(right), sum(s and not r for r, s in zip(right, sure, strict=True)))


def _lying(crop: Rectified, degrees: int) -> Rectified:
    """Turn a crop clockwise."""
    return Rectified(np.ascontiguousarray(np.rot90(crop.pixels, -degrees // 90)), crop.matrix.copy())
