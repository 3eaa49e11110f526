"""Line crops become text: what a reader saw on each line, with its place in the photo."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # so that who works on text alone does not load OpenCV
    from shared.card.lines import Line

Corners: TypeAlias = NDArray[np.float64]  # (4, 2) x, y in photo px: TL, TR, BR, BL of the upright line


@dataclass(frozen=True, slots=True)
class Transcript:
    """What an engine read on one line; `confidence` 0..1 is the engine's own."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Unread:
    """The reader gave no text for this card; `reason` is a sentence for the row."""

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class TextLine:
    """One printed line: `text` in NFC whatever it was made from, `confidence` 0..1, `quad` in the photo frame."""

    text: str
    confidence: float
    quad: Corners

    def __post_init__(self) -> None:
        """Compose the text (Hangul may arrive as separate letters) and freeze the quad."""
        object.__setattr__(self, "text", unicodedata.normalize("NFC", self.text))
        self.quad.setflags(write=False)


class Reader(Protocol):
    """An OCR engine."""

    def read(self, lines: Sequence[Line]) -> Sequence[Transcript] | Unread:
        """Read each line, in order. Raises ServiceUnavailable when a later attempt may succeed."""
        ...


def read_text(lines: Sequence[Line], reader: Reader) -> tuple[TextLine, ...] | Unread:
    """Give every line the text that `reader` sees on it, which may be none."""
    transcripts = reader.read(lines)
    if isinstance(transcripts, Unread):
        return transcripts
    if len(transcripts) != len(lines):
        return Unread(f"The reader answered for {len(transcripts)} of {len(lines)} lines.")
    pairs = zip(lines, transcripts, strict=True)
    return tuple(TextLine(seen.text.strip(), seen.confidence, line.quad) for line, seen in pairs)
