"""A reading in, the files of its output folder out: the same bytes for the same reading."""

import json
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.overlay import draw_overlay
from shared.card.reading import Reading, describe

Pixels = NDArray[np.uint8]

JPEG_QUALITY: Final = 92
"""Visually lossless for print on paper; 1.8 ms for a crop (peers' measurement), a third of PNG's size."""
PHOTO_SIDE: Final = 2000
"""Longest side of photo.jpg and overlay.jpg in pixels: sharp on a desktop screen, 0.3-0.8 MB."""


def make_outputs(reading: Reading) -> dict[str, bytes]:
    """Encode every output by its path below `{photo_id}/{pipeline_version}/`."""
    small = _shrunk(reading.photo.pixels, PHOTO_SIDE)
    found = [card.quad for card in reading.cards]
    files = {
        "photo.jpg": encode_jpeg(small),
        "overlay.jpg": encode_jpeg(draw_overlay(reading.photo, found)),
    }
    for card in reading.cards:
        files[f"{card.n}/card.jpg"] = encode_jpeg(card.rectified.pixels)
    files["result.json"] = json.dumps(describe(reading), ensure_ascii=False, indent=1).encode()
    return files


def encode_jpeg(pixels: Pixels) -> bytes:
    """Encode (h, w, 3) BGR or (h, w) grey pixels; there is no metadata in the file."""
    _, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()


def _shrunk(pixels: Pixels, side: int) -> Pixels:
    """`pixels` with its longest side at most `side`."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
