"""A line's box and slope become a straight, padded crop of one text size."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

TEXT_HEIGHT: Final = 42  # px of a capital or a Hangul syllable in a crop; x-height is then about 30
PADDING: Final = 0.35  # of the line's height, on every side
LONGEST: Final = 4096  # px


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A text line: (h, w) uint8 grey, dark on light, straight and padded, read-only.

    `matrix` takes its px to photo px; `quad` is the line without padding, (4, 2) photo px TL, TR, BR, BL.
    """

    pixels: NDArray[np.uint8]
    matrix: NDArray[np.float64]
    quad: NDArray[np.float64]

    def __post_init__(self) -> None:
        """Freeze the arrays: no stage draws on its input."""
        for array in (self.pixels, self.matrix, self.quad):
            array.setflags(write=False)


def cut_line(grey: NDArray[np.uint8], matrix: NDArray[np.float64], corners: NDArray[np.float64], text: float) -> Line:
    """Cut the line at `corners`, (4, 2) px of `grey`, whose capitals are `text` px high."""
    across, down = corners[1] - corners[0], corners[3] - corners[0]
    width, height = float(np.hypot(*across)), float(np.hypot(*down))
    pad = PADDING * height
    scale = min(TEXT_HEIGHT / text, LONGEST / (width + 2 * pad))
    size = max(1, round((width + 2 * pad) * scale)), max(1, round((height + 2 * pad) * scale))
    ex, ey = across / width, down / height
    origin = corners[0] - pad * (ex + ey)
    to_grey = np.eye(3)
    to_grey[:2] = np.column_stack([ex / scale, ey / scale, origin])
    pixels = cv2.warpAffine(
        grey, to_grey[:2], size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    quad = cv2.perspectiveTransform(corners[None], matrix)[0]
    return Line(np.asarray(pixels, np.uint8), matrix @ to_grey, quad)
