"""A reading in, the pictures of its output folder out: the same bytes for the same reading."""

from collections.abc import Iterator
from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.overlay import draw_overlay
from shared.card.reading import Card, Reading
from shared.card.reduction import reduced

Pixels: TypeAlias = NDArray[np.uint8]

JPEG_QUALITY: Final = 92
"""Visually lossless for print on paper; 1.8 ms for a crop (peers' measurement), a third of PNG's size."""
PNG_OPTIONS: Final = (
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_SUB),
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_HUFFMAN_ONLY),
)
"""2.4 times as fast as compression at level 1, and a tenth smaller: print hardly repeats itself byte by byte."""
PHOTO_SIDE: Final = 2048
"""Longest side of photo.jpg in pixels: sharp on a desktop screen, 0.3-0.8 MB. Half of a 12 MP photo, 2,016 px, fits."""
THUMB_SIDE: Final = 320
"""Longest side of thumb.jpg in pixels: twice a list's 160 px, for dense screens."""


def make_outputs(reading: Reading) -> dict[str, bytes]:
    """Encode every picture by its path below `{photo_id}/{pipeline_version}/`."""
    files = {"photo.jpg": encode_jpeg(reduced(reading.photo.pixels, PHOTO_SIDE)), "overlay.jpg": _overlay(reading)}
    for card in reading.cards:
        files |= {f"{card.n}/{path}": data for path, data in _card_files(card)}
    return files


def _overlay(reading: Reading) -> bytes:
    quads = [card.quad for card in reading.cards]
    lines = [line.quad for card in reading.cards for line in card.lines]
    verdict = ", ".join(card.quality.verdict for card in reading.cards) or "no card"
    return encode_jpeg(draw_overlay(reading.photo, quads, lines, verdict))


def _card_files(card: Card) -> Iterator[tuple[str, bytes]]:
    yield "card.jpg", encode_jpeg(card.upright.pixels)
    yield "thumb.jpg", encode_jpeg(reduced(card.upright.pixels, THUMB_SIDE))
    yield "ocr.png", encode_png(card.enhanced.pixels)
    for number, line in enumerate(card.lines, start=1):
        yield f"lines/{number:02d}.png", encode_png(line.pixels)


def encode_jpeg(pixels: Pixels) -> bytes:
    """Encode (h, w, 3) BGR or (h, w) grey pixels; there is no metadata in the file."""
    _, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()


def encode_png(pixels: Pixels) -> bytes:
    """Encode (h, w) grey pixels without loss."""
    _, encoded = cv2.imencode(".png", pixels, PNG_OPTIONS)
    return encoded.tobytes()
