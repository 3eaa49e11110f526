"""An upright card in, the QR codes printed on it out, with their texts and places."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.upright import Upright

MAX_CODES: Final = 4
"""Of one card that are read."""
_CHARSETS: Final = ("utf-8", "cp949")  # cp949: Korean code makers before 2015


@dataclass(frozen=True, slots=True, eq=False)
class Code:
    """A QR code: its `text`, and its `quad` (4, 2) float64 in the photo frame, TL, TR, BR, BL of the code."""

    text: str
    quad: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Freeze the quad."""
        self.quad.setflags(write=False)


def find_codes(upright: Upright) -> tuple[Code, ...]:
    """Find the QR codes that can be decoded, at most MAX_CODES.

    OpenCV's detector of ArUco kind: as many codes as its other one on drawn photos, in a third of the time (2026-11).
    """
    grey = cv2.cvtColor(upright.pixels, cv2.COLOR_BGR2GRAY)
    _, payloads, corners, _ = cv2.QRCodeDetectorAruco().detectAndDecodeBytesMulti(grey)
    if corners is None:
        return ()
    quads = cv2.perspectiveTransform(np.asarray(corners, np.float64).reshape(-1, 4, 2), upright.matrix)
    found = (Code(text, quad) for payload, quad in zip(payloads, quads, strict=True) for text in _texts(payload))
    return tuple(found)[:MAX_CODES]


def _texts(payload: bytes) -> Iterator[str]:
    """Yield the payload as text in the first charset that it is valid in; nothing if it is empty or no text."""
    for charset in _CHARSETS:
        try:
            text = payload.decode(charset)
        except UnicodeDecodeError:
            continue
        if text:
            yield text
        return
