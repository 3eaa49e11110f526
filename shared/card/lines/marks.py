"""The marks of ink on a card: boxes of connected components that could be letters or parts of letters."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.upright.components import component_boxes, ink_in

Floats = NDArray[np.float64]

INK: Final = 120  # grey level of an enhanced card; its print is near 0, its ground near 255
TALLEST: Final = 0.3  # of the card's short side; taller marks are logos and pictures
FLATTEST: Final = 15.0  # width over height; flatter marks are rules
BLOCK: Final = 0.15  # of the card's short side, 7.5 mm; QR codes are higher, letters of a name lower
BLOCK_FILL: Final = 0.45  # of its box
MOST_MARKS: Final = 3000  # the largest are kept; a card full of print has about 1,000


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Boxes of n marks in card px, left and top inside, right and bottom outside: each (n,) float64."""

    left: Floats
    top: Floats
    right: Floats
    bottom: Floats
    ink: Floats
    """Pixels of ink in the box, those of marks that reach into it too."""

    @property
    def height(self) -> Floats:
        """Return the heights, (n,)."""
        return self.bottom - self.top

    @property
    def width(self) -> Floats:
        """Return the widths, (n,)."""
        return self.right - self.left

    def __len__(self) -> int:
        return len(self.left)

    def take(self, kept: NDArray[np.bool_] | NDArray[np.intp]) -> "Marks":
        """Return the marks at `kept`, a mask or indices."""
        return Marks(self.left[kept], self.top[kept], self.right[kept], self.bottom[kept], self.ink[kept])


def find_marks(grey: NDArray[np.uint8]) -> Marks:
    """Find the marks of an enhanced card (h, w) that have a letter's size and lie in no block."""
    ink = (grey < INK).astype(np.uint8)
    boxes = component_boxes(ink)
    marks = Marks(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3], ink_in(ink, boxes))
    kept = marks.take(_letter_sized(marks, min(grey.shape)) & ~_in_block(marks, ink))
    return kept.take(np.argsort(-kept.ink, kind="stable")[:MOST_MARKS])


def _in_block(marks: Marks, ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell which marks lie in a QR code, a photo or a logo: ink that closes to a broad, high, filled block.

    The closing is finer than leading, so that lines of text stay apart.
    """
    half = np.ascontiguousarray(ink[::2, ::2])
    short_side = min(half.shape)
    fine = np.ones((max(3, short_side // 80),) * 2, np.uint8)
    closed = np.asarray(cv2.morphologyEx(half, cv2.MORPH_CLOSE, fine), np.uint8)
    boxes = component_boxes(closed)
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    filled = ink_in(closed, boxes) > BLOCK_FILL * width * height
    left, top, right, bottom = 2 * boxes[(height > BLOCK * short_side) & (width < 2 * height) & filled].T
    x, y = (marks.left + marks.right)[:, None] / 2, (marks.top + marks.bottom)[:, None] / 2
    return np.asarray(((x > left) & (x < right) & (y > top) & (y < bottom)).any(axis=1))


def _letter_sized(marks: Marks, short_side: int) -> NDArray[np.bool_]:
    speck = marks.ink < (short_side / 250) ** 2
    giant = np.maximum(marks.height, marks.width / 3) > TALLEST * short_side
    rule = marks.width > FLATTEST * marks.height
    upright_rule = (marks.height > 12 * marks.width) & (marks.height > short_side / 8)
    return np.asarray(~(speck | giant | rule | upright_rule))
