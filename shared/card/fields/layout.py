"""Where lines stand on the card: sizes and gaps in the direction of reading, whatever way the photo shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from shared.card.text import TextLine


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Boxes of n lines in axes of the text: `boxes` (n, 4) float64 left, top, right, bottom in photo px."""

    boxes: NDArray[np.float64]

    @classmethod
    def of(cls, lines: Sequence[TextLine]) -> Self:
        """Turn the quads so that text runs along x; all lines of a card run the same way."""
        quads = np.array([line.quad for line in lines], np.float64).reshape(-1, 4, 2)
        along = (quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]).sum(axis=0)
        length = np.linalg.norm(along)
        across = along / length if length > 0 else np.array([1.0, 0.0])
        x, y = quads @ across, quads @ np.array([-across[1], across[0]])
        return cls(np.stack([x[:, [0, 3]].mean(1), y[:, :2].mean(1), x[:, 1:3].mean(1), y[:, 2:].mean(1)], axis=1))

    @property
    def heights(self) -> NDArray[np.float64]:
        """Heights (n,) of the lines, at least a pixel."""
        return np.maximum(self.boxes[:, 3] - self.boxes[:, 1], 1.0)

    def size(self, line: int) -> float:
        """Height of a line as a multiple of the card's median line."""
        return float(self.heights[line] / np.median(self.heights))

    def gaps(self, line: int) -> NDArray[np.float64]:
        """Free space (n,) between a line and every other, as a multiple of the median height."""
        box = self.boxes[line]
        apart = np.maximum(self.boxes[:, :2] - box[2:], box[:2] - self.boxes[:, 2:])
        return np.asarray(np.linalg.norm(np.maximum(apart, 0), axis=1) / np.median(self.heights))

    def follows(self, line: int, before: int) -> bool:
        """Whether `line` stands right under `before`, as the next line of one text in the same size does."""
        (left, top, right, _), (other_left, _, other_right, bottom) = self.boxes[line], self.boxes[before]
        height = max(self.heights[line], self.heights[before])
        like = 0.6 < self.heights[line] / self.heights[before] < 1.67
        return bool(like and -0.7 * height < top - bottom < 1.5 * height and left < other_right and other_left < right)

    def beside(self, line: int) -> tuple[int, float] | None:
        """Return the next line to the right in the same row and size, and the gap to it in heights; None without."""
        left, top, right, bottom = self.boxes[line]
        low = np.minimum(self.heights, self.heights[line])
        shared = np.minimum(bottom, self.boxes[:, 3]) - np.maximum(top, self.boxes[:, 1])
        gaps = (self.boxes[:, 0] - right) / low
        fits = (shared > 0.5 * low) & (self.heights < 1.6 * low) & (self.heights[line] < 1.6 * low)
        fits &= (gaps > -0.5) & (self.boxes[:, 0] > left)
        if not fits.any():
            return None
        nearest = int(np.argmin(np.where(fits, gaps, np.inf)))
        return nearest, float(gaps[nearest])
