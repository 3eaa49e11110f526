"""Tesseract, Korean and English: line crops in, text with confidence out. Loaded once per process.

A line is read by both languages together, Korean first: the other order puts blanks between syllables. A line without
Hangul is read again by English alone, which mistakes fewer words for digits: on 54 drawn cards the character error rate
fell from .0527 to .0498 (2026-11).
"""

import re
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from tesserocr import OEM, PSM, PyTessBaseAPI  # type: ignore[import-untyped]

from shared.card.lines import Line
from shared.card.text import Transcript, Unread
from shared.errors import BadSetting

Grey: TypeAlias = NDArray[np.uint8]  # (h, w), dark on light

LANGUAGES: Final = ("kor", "eng")
TESSDATA: Final = (
    "/usr/share/tesseract-ocr/5/tessdata",  # Debian 12 and later, Ubuntu 22.10 and later
    "/usr/share/tesseract-ocr/4.00/tessdata",  # Ubuntu 20.04 and 22.04
    "/usr/share/tessdata",  # Alpine, Arch
    "/usr/share/tesseract/tessdata",  # Fedora
    "/opt/homebrew/share/tessdata",  # macOS, Apple silicon
    "/usr/local/share/tessdata",  # macOS, Intel; built from source
)
"""Where packages put the language data, in the order that they are looked at."""
INSTALL: Final = (
    "Install it with `apt-get install tesseract-ocr tesseract-ocr-kor` (Debian, Ubuntu)"
    " or `brew install tesseract tesseract-lang` (macOS)."
)
LINE_SECONDS: Final = 5.0
"""For one line; a card's line takes 0.03 s (median), and its photo has 30 s in all."""
CARD_SECONDS: Final = 15.0
"""For one card."""
NO_WORSE: Final = 0.05
"""By how much less sure English alone may be of a line without Hangul and still be believed."""
_DPI: Final = 300
_HANGUL: Final = re.compile("[가-힣]")


class TimedOut(Exception):
    """A line was not read in time."""


class _Engine:
    """One loaded recogniser of single lines."""

    def __init__(self, tessdata: str, languages: str) -> None:
        self._api = PyTessBaseAPI(path=tessdata, lang=languages, oem=OEM.LSTM_ONLY)

    def read(self, pixels: Grey) -> Transcript:
        """Read one line. Raises TimedOut.

        Feet of the next line in the crop make the engine's layout drop the whole line; it is then read without layout.
        """
        held = np.ascontiguousarray(pixels).tobytes()  # the engine reads from it without a copy of its own
        seen = self._recognise(held, pixels.shape, PSM.SINGLE_LINE)
        return seen if seen.text else self._recognise(held, pixels.shape, PSM.RAW_LINE)

    def _recognise(self, held: bytes, shape: tuple[int, ...], mode: int) -> Transcript:
        height, width = shape
        self._api.SetPageSegMode(mode)
        self._api.SetImageBytes(held, width, height, 1, width)
        self._api.SetSourceResolution(_DPI)
        if not self._api.Recognize(timeout=round(LINE_SECONDS * 1000)):
            raise TimedOut
        text, sure = self._api.GetUTF8Text(), self._api.MeanTextConf() / 100
        self._api.Clear()
        return Transcript(" ".join(text.split()), min(1.0, max(0.0, sure)))


class TesseractReader:
    """Reads lines with Tesseract; the data of both languages is in the folder `tessdata`."""

    def __init__(self, tessdata: str) -> None:
        self._both = _Engine(tessdata, "+".join(LANGUAGES))
        self._english = _Engine(tessdata, "eng")

    def read(self, lines: Sequence[Line]) -> Sequence[Transcript] | Unread:
        """Read every line; Unread when they take too long."""
        until = time.monotonic() + CARD_SECONDS
        transcripts: list[Transcript] = []
        for line in lines:
            if time.monotonic() > until:
                return Unread(f"Tesseract read {len(transcripts)} of {len(lines)} lines in {CARD_SECONDS:g} s.")
            try:
                transcripts.append(self._transcript(line.pixels))
            except TimedOut:
                return Unread(f"Tesseract did not read a line within {LINE_SECONDS:g} s.")
        return transcripts

    def _transcript(self, pixels: Grey) -> Transcript:
        both = self._both.read(pixels)
        if _HANGUL.search(both.text) or not both.text:
            return both
        english = self._english.read(pixels)
        return english if english.text and english.confidence >= both.confidence - NO_WORSE else both


@lru_cache(maxsize=1)
def tesseract_reader(tessdata: str | None = None) -> TesseractReader:
    """Return this process's reader; `tessdata` names the folder of the language data. Raises BadSetting."""
    return TesseractReader(find_tessdata(tessdata))


def find_tessdata(named: str | None = None, places: Sequence[str] = TESSDATA) -> str:
    """Return the folder that holds both languages: the named one, or the first of the usual places.

    Raises BadSetting, with the command that installs what is missing.
    """
    folders = (named,) if named else places
    missing = {folder: _missing(Path(folder)) for folder in folders}
    complete = next((folder for folder, languages in missing.items() if not languages), None)
    if complete:
        return complete
    nearest = min(missing, key=lambda folder: len(missing[folder]))
    lacks = " and ".join(f"{language}.traineddata" for language in missing[nearest])
    raise BadSetting(f"Tesseract's language data was not found: {nearest} lacks {lacks}. {INSTALL}")


def _missing(folder: Path) -> tuple[str, ...]:
    return tuple(language for language in LANGUAGES if not (folder / f"{language}.traineddata").is_file())
