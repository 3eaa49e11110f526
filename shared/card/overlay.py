"""The photo with what was found drawn on it, for people."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.photo import Photo
from shared.card.quads import Corners, Quad
from shared.card.reduction import reduced

OVERLAY_SIDE: Final = 1280  # px; twice the width of a phone's screen
_QUAD_COLOUR: Final = (60, 200, 60)  # BGR
_LINE_COLOUR: Final = (230, 120, 20)
_SHIFT: Final = 4  # fractional bits of the drawn coordinates


def draw_overlay(
    photo: Photo, quads: Sequence[Quad], lines: Sequence[Corners] = (), verdict: str = ""
) -> NDArray[np.uint8]:
    """Draw numbered quads, text-line boxes (4, 2) and an ASCII verdict on the photo, at most OVERLAY_SIDE px long."""
    canvas, scale = _canvas(photo)
    stroke = max(1, round(max(canvas.shape) / 500))
    for box in lines:
        _outline(canvas, box * scale, _LINE_COLOUR, max(1, stroke // 2))
    for number, quad in enumerate(quads, start=1):
        _outline(canvas, quad.corners * scale, _QUAD_COLOUR, stroke)
        _label(canvas, f"{number}  {quad.score:.2f}", quad.corners[0] * scale, stroke)
    if verdict:
        _label(canvas, verdict, np.array((stroke * 8.0, canvas.shape[0] - stroke * 8.0)), stroke)
    return canvas


def _canvas(photo: Photo) -> tuple[NDArray[np.uint8], float]:
    canvas = np.array(reduced(photo.pixels, OVERLAY_SIDE))  # a copy: the photo is read-only
    return canvas, canvas.shape[1] / photo.width


def _outline(canvas: NDArray[np.uint8], corners: Corners, colour: tuple[int, int, int], stroke: int) -> None:
    points = np.round(corners * 2**_SHIFT).astype(np.int32)
    cv2.polylines(canvas, [points], True, colour, stroke, cv2.LINE_AA, _SHIFT)


def _label(canvas: NDArray[np.uint8], text: str, at: NDArray[np.float64], stroke: int) -> None:
    """Write `text` in black on white edging, legible on any ground."""
    x, y = round(float(at[0])), max(stroke * 10, round(float(at[1])))
    for colour, width in (((255, 255, 255), stroke * 3), ((0, 0, 0), stroke)):
        cv2.putText(canvas, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, stroke * 0.35, colour, width, cv2.LINE_AA)
