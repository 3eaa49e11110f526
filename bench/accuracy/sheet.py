"""A picture of the worst photos: true outlines in green, found ones in red."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.accuracy.measure import PhotoOutcome
from bench.accuracy.truth import TruePhoto
from shared.card.photo import decode_photo

CELL: Final = 420
"""px; one picture of the sheet."""
COLUMNS: Final = 5
MOST: Final = 30
GOOD_IOU: Final = 0.95
GOOD_RATE: Final = 0.1


def draw_sheet(folder: Path, photos: Mapping[str, TruePhoto], outcomes: Sequence[PhotoOutcome], path: Path) -> None:
    """Draw the photos whose outlines or characters are worst, the worst first; no file when all are good."""
    worst = [one for one in sorted(outcomes, key=lambda one: (_worth(one), one.file)) if _is_bad(one)][:MOST]
    if not worst:
        return
    cells = [_cell(folder, photos[one.file], one) for one in worst]
    cells += [np.zeros_like(cells[0])] * (-len(cells) % COLUMNS)
    rows = [np.hstack(cells[at : at + COLUMNS]) for at in range(0, len(cells), COLUMNS)]
    cv2.imwrite(str(path), np.vstack(rows))


def _iou(one: PhotoOutcome) -> float:
    return min((card.iou for card in one.cards), default=1.0)


def _rate(one: PhotoOutcome) -> float:
    """Return the worst character error rate as put out, 0 where nothing is known."""
    return max((card.errors.get("chain", 0.0) for card in one.cards), default=0.0)


def _worth(one: PhotoOutcome) -> float:
    return _iou(one) - one.false - _rate(one)


def _is_bad(one: PhotoOutcome) -> bool:
    return bool(one.false) or _iou(one) < GOOD_IOU or _rate(one) > GOOD_RATE


def _cell(folder: Path, true: TruePhoto, one: PhotoOutcome) -> NDArray[np.uint8]:
    """Draw one photo in the middle of a grey cell, so that corners outside the frame show."""
    photo = decode_photo((folder / one.file).read_bytes())
    scale = 0.85 * CELL / max(photo.width, photo.height)
    small = cv2.resize(photo.pixels, None, fx=scale / photo.scale, fy=scale / photo.scale, interpolation=cv2.INTER_AREA)
    cell = np.full((CELL, CELL, 3), 60, np.uint8)
    top, left = (np.array(cell.shape[:2]) - small.shape[:2]) // 2
    cell[top : top + small.shape[0], left : left + small.shape[1]] = small
    outlines = [(card.quad, (0, 255, 0)) for card in true.cards] + [(np.array(q), (0, 0, 255)) for q in one.quads]
    for corners, colour in outlines:
        points = np.round((corners * scale + (left, top)) * 8).astype(np.int32)
        cv2.polylines(cell, [points], True, colour, 1, cv2.LINE_AA, 3)
    label = f"{Path(one.file).name} {_iou(one):.3f} +{one.false} CER {_rate(one):.2f}"
    cv2.putText(cell, label, (4, CELL - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)
    return cell
