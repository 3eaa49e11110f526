"""What is known of a drawn photograph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bench.synth.arrays import Pixels, Points


class DrawnLine(NamedTuple):
    """One printed line and its corners TL, TR, BR, BL in photo px, (4, 2) float64."""

    text: str
    quad: Points


@dataclass(frozen=True, slots=True, eq=False)
class DrawnCard:
    """A card as it lies in a photo.

    `quad` is (4, 2) float64 in photo px: TL, TR, BR, BL as the reader of the upright card sees it. `turn` is the
    nearest number of degrees clockwise (0, 90, 180, 270) that makes its text upright. `lines` and `fields` are those
    that the photo shows: not cut off by the frame, not under a finger.
    """

    quad: Points
    lines: tuple[DrawnLine, ...]
    turn: int
    fields: Mapping[str, str]
    size_mm: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPhoto:
    """A photograph: `pixels` (h, w, 3) uint8 BGR before, `jpeg` after compression."""

    pixels: Pixels
    jpeg: bytes
    cards: tuple[DrawnCard, ...]
    tags: tuple[str, ...]
    kind: Literal["photo", "scan"]
