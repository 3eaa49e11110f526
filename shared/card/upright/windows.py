"""Windows on what could be words: patches of one text height, for telling which way up they are."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.reduction import reduced
from shared.card.upright.components import Boxes, component_boxes, ink_in

Windows = NDArray[np.float32]  # (n, HEIGHT, WIDTH), print positive, in units of each window's own spread

HEIGHT: Final = 32  # px
WIDTH: Final = 96  # px, about five letters
TEXT: Final = 20  # px of a window's height that the box of a word fills
WORK_SIDE: Final = 800  # px, long side of the card on which words are looked for
MOST: Final = 24  # windows of a card; more add time and hardly certainty
_WORD_GAP: Final = 13  # px at WORK_SIDE; 1.4 mm on paper, closes the gaps between letters
_FAINTEST: Final = 18.0  # grey levels
_OVER_AROUND, _OVER_ALL = 1.8, 1.5  # of the mean contrast; lower, blurred lines grow together
_STROKE: Final = 9  # px at WORK_SIDE; wider than an ascender that reaches into the line above
_LOWEST, _HIGHEST = 7, 90  # px at WORK_SIDE; 0.8 mm to 10 mm on paper


def work_size(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a BGR crop in grey, at most WORK_SIDE px long."""
    return reduced(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8), WORK_SIDE)


def find_windows(grey: NDArray[np.uint8]) -> Windows:
    """Cut up to MOST windows out of the longest level words of a card (h, w); (0, ...) where there are none."""
    boxes = _words(grey)
    return _cut(grey, _spots(boxes)) if len(boxes) else np.zeros((0, HEIGHT, WIDTH), np.float32)


def _words(grey: NDArray[np.uint8]) -> Boxes:
    """Return the boxes of what stands out of its ground in level strips."""
    contrast = cv2.absdiff(grey, cv2.blur(grey, (41, 41)))
    around = cv2.convertScaleAbs(cv2.blur(contrast, (61, 61)), alpha=_OVER_AROUND)
    least = max(_FAINTEST, _OVER_ALL * float(contrast.mean()))
    ink = np.asarray(contrast > np.maximum(around, np.uint8(min(least, 255.0))), np.uint8)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, _WORD_GAP), np.uint8))
    strips = np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, _STROKE), np.uint8)), np.uint8)
    boxes = component_boxes(strips)
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    kept = (height >= _LOWEST) & (height <= _HIGHEST) & (width > 1.5 * height)
    return boxes[kept & (ink_in(strips, boxes) > 0.35 * width * height)]


def _spots(boxes: Boxes) -> NDArray[np.float64]:
    """Spread the windows over the words: (n, 3) centre x, centre y, word height, long words first."""
    left, top, width, height = np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]]).T
    count = np.clip(np.round(width / height * TEXT / WIDTH), 1, 4).astype(int)
    word = np.repeat(np.arange(len(boxes)), count)
    nth = np.arange(len(word)) - np.repeat(np.cumsum(count) - count, count)
    x = left[word] + width[word] * (nth + 0.5) / count[word]
    order = np.lexsort((np.arange(len(word)), -(width / height)[word], nth))[:MOST]
    return np.column_stack([x, (top + height / 2)[word], height[word]])[order]


def _cut(grey: NDArray[np.uint8], spots: NDArray[np.float64]) -> Windows:
    """Sample all windows at once."""
    step = spots[:, 2] / TEXT
    across = spots[:, 0, None] + (np.arange(WIDTH) - (WIDTH - 1) / 2) * step[:, None]
    down = spots[:, 1, None] + (np.arange(HEIGHT) - (HEIGHT - 1) / 2) * step[:, None]
    map_x = np.broadcast_to(across[:, None, :], (len(spots), HEIGHT, WIDTH)).reshape(-1, WIDTH)
    map_y = np.broadcast_to(down[:, :, None], (len(spots), HEIGHT, WIDTH)).reshape(-1, WIDTH)
    flat = cv2.remap(
        grey, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return _print_positive(flat.reshape(-1, HEIGHT, WIDTH).astype(np.float32))


def _print_positive(windows: Windows) -> Windows:
    """Centre each window, divide by its spread, and flip it so that the rarer level, the print, is positive."""
    centred = windows - windows.mean(axis=(1, 2), keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=(1, 2), keepdims=True)) + 1.0
    unit = centred / spread
    side = np.where((unit * unit * unit).mean(axis=(1, 2), keepdims=True) < 0, -1, 1)
    return np.asarray(np.clip(unit * side, -2, 4), np.float32)
