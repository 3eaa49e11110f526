"""A text in, a text that fits out."""

from typing import Final

import regex

ELLIPSIS: Final = "…"


def length(text: str) -> int:
    """Length in UTF-16 code units.

    Kakao's page says only "characters"; this is the strictest way to count them, and that of Java's strings.
    """
    return len(text.encode("utf-16-le")) // 2


def fitted(text: str, most: int) -> str:
    """`text` on one line, in at most `most` code units."""
    return shortened(" ".join(text.split()), most)


def shortened(text: str, most: int) -> str:
    """`text` in at most `most` code units; what is cut off ends in an ellipsis between two graphemes."""
    if length(text) <= most:
        return text
    kept, room = "", most - length(ELLIPSIS)
    for grapheme in regex.findall(r"\X", text[:most]):
        room -= length(grapheme)
        if room < 0:
            break
        kept += grapheme
    return kept.rstrip() + ELLIPSIS
