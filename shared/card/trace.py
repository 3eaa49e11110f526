"""One picture a stage, so that a person sees where a photo went wrong."""

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.enhanced import Enhanced
from shared.card.lines import Line
from shared.card.outputs import encode_jpeg
from shared.card.overlay import draw_overlay
from shared.card.photo import Photo
from shared.card.quads import Quad
from shared.card.rectified import Rectified
from shared.card.upright import Upright

Pixels = NDArray[np.uint8]


class Trace:
    """Observes the pipeline: `pictures` holds a JPEG for each stage that can be seen, by "01-photo.jpg" and so on."""

    def __init__(self) -> None:
        self.pictures: dict[str, bytes] = {}
        self._photo: Photo | None = None

    def __call__(self, stage: str, value: object) -> None:
        """Draw what `stage` gave."""
        picture = self._picture(value)
        if picture is not None:
            self.pictures[f"{len(self.pictures) + 1:02d}-{stage}.jpg"] = encode_jpeg(picture)

    def _picture(self, value: object) -> Pixels | None:
        match value:
            case Photo():
                self._photo = value
                return value.pixels
            case Rectified() | Upright() | Enhanced():
                return value.pixels
            case tuple() if self._photo is not None and all(isinstance(one, Quad) for one in value):
                return draw_overlay(self._photo, value)
            case (Line(), *_):
                return _stacked([line.pixels for line in value if isinstance(line, Line)])
        return None


def _stacked(crops: list[Pixels]) -> Pixels:
    """Lay grey crops under each other, with a black rule between."""
    width = max(crop.shape[1] for crop in crops)
    padded = [cv2.copyMakeBorder(c, 0, 4, 0, width - c.shape[1], cv2.BORDER_CONSTANT, value=(0,)) for c in crops]
    return np.asarray(np.vstack(padded), np.uint8)
