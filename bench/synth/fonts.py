"""The typefaces that cards are set in, as Pillow fonts of a pixel size.

Noto Sans KR and Noto Serif KR (SIL Open Font License 1.1) come from the data package `pylopdf-fonts-ko`; both hold
Hangul and Latin, in one weight, so bold print is drawn with a stroke.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pylopdf_fonts_ko
from PIL import ImageFont

BOLD_STROKE = 0.022  # share of the em that each side of a glyph's outline gains


@dataclass(frozen=True, slots=True)
class Face:
    """One typeface file; `hangul` says whether it can set Korean."""

    path: Path
    hangul: bool


@cache
def faces() -> tuple[Face, ...]:
    """Return the faces that every machine of this project has."""
    return Face(pylopdf_fonts_ko.sans_path(), True), Face(pylopdf_fonts_ko.serif_path(), True)


@lru_cache(maxsize=512)
def font(face: Face, px: float) -> ImageFont.FreeTypeFont:
    """Load `face` at an em of `px` pixels."""
    return ImageFont.truetype(face.path, px, layout_engine=ImageFont.Layout.BASIC)
