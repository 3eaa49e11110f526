"""`python -m bench accuracy`: how well cards are found in photos whose outlines are known."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.photo import Photo, decode_photo
from shared.card.quads import Corners, NoQuad, find_quads

_CELL = 420  # px; one picture of the contact sheet
_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One photo's outcome: the IoU of each true card with its best quad, and the quads that fit no card."""

    file: str
    tags: tuple[str, ...]
    ious: tuple[float, ...]
    quads: tuple[tuple[tuple[float, ...], ...], ...]
    false: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a group of photos."""

    group: str
    photos: int
    cards: int
    mean: float
    over_90: float
    over_95: float
    missed: int
    false: int


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the photos under the folder, print the figures and draw the worst."""
    parser = argparse.ArgumentParser(prog="python -m bench accuracy", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="a folder with truth.json")
    parser.add_argument("--json", type=Path, help="write the figures and every photo's outcome here")
    parser.add_argument("--sheet", type=Path, default=Path("worst.png"), help="picture of the worst photos")
    wanted = parser.parse_args(argv)
    cv2.setNumThreads(1)
    truth = json.loads((wanted.photos / "truth.json").read_text(encoding="utf-8"))
    found = [measure(wanted.photos, file, truth[file]) for file in sorted(truth)]
    figures = list(all_figures(found))
    _print(figures)
    draw_sheet(wanted.photos, truth, found, wanted.sheet)
    if wanted.json:
        _write(wanted.json, figures, found)
    return 0


def measure(folder: Path, file: str, truth: dict[str, Any]) -> Found:
    """Find the quads of one photo and match them with the true ones."""
    quads = find_quads(decode_photo((folder / file).read_bytes()))
    corners = [] if isinstance(quads, NoQuad) else [quad.corners for quad in quads]
    cards = [np.array(card["quad"], np.float64) for card in truth["cards"]]
    table = np.array([[polygon_iou(card, quad) for quad in corners] for card in cards]).reshape(
        len(cards), len(corners)
    )
    fits = int((table.max(axis=1) > 0.5).sum()) if table.size else 0
    ious = tuple(table.max(axis=1)) if table.size else (0.0,) * len(cards)
    plain = tuple(tuple(map(tuple, quad.tolist())) for quad in corners)
    return Found(file, tuple(truth["tags"]), tuple(map(float, ious)), plain, len(corners) - fits)


def polygon_iou(a: Corners, b: Corners) -> float:
    """Return intersection over union of two convex quads, 0..1."""
    first, second = (cv2.convexHull(quad.astype(np.float32)) for quad in (a, b))
    common = cv2.intersectConvexConvex(first, second)[0]
    return float(common / (cv2.contourArea(first) + cv2.contourArea(second) - common))


def all_figures(found: Sequence[Found]) -> Iterator[Figures]:
    """Return figures of all photos, then by set (the first folder or the name's stem), then by tag."""
    yield _figures("all", found)
    for group in sorted({_set_of(one.file) for one in found}):
        yield _figures(f"set {group}", [one for one in found if _set_of(one.file) == group])
    for tag in sorted({tag for one in found for tag in one.tags if not tag.startswith(("area:", "roll:", "tilt:"))}):
        yield _figures(f"tag {tag}", [one for one in found if tag in one.tags])


def _set_of(file: str) -> str:
    return file.split("/", maxsplit=1)[0] if "/" in file else file.rstrip(".jpgn").rstrip("0123456789-_")


def _figures(group: str, found: Sequence[Found]) -> Figures:
    ious = np.array([iou for one in found for iou in one.ious])
    mean, over_90, over_95 = (float(v.mean()) if len(v) else np.nan for v in (ious, ious >= 0.9, ious >= 0.95))
    false = sum(one.false for one in found)
    return Figures(group, len(found), len(ious), mean, over_90, over_95, int((ious < 0.5).sum()), false)


def _print(figures: Iterable[Figures]) -> None:
    print(f"{'':32}{'photos':>7}{'cards':>7}{'IoU':>8}{'>=.90':>8}{'>=.95':>8}{'missed':>8}{'false':>7}")
    for f in figures:
        print(
            f"{f.group:32}{f.photos:7}{f.cards:7}{f.mean:8.3f}{f.over_90:8.3f}{f.over_95:8.3f}{f.missed:8}{f.false:7}"
        )


def draw_sheet(folder: Path, truth: dict[str, Any], found: Sequence[Found], path: Path, most: int = 30) -> None:
    """Draw the worst photos, true outlines in green and found ones in red."""
    ranked = sorted(found, key=lambda one: (min(one.ious, default=1.0) - one.false, one.file))
    worst = [one for one in ranked if one.false or min(one.ious, default=1.0) < 0.95][:most]
    if not worst:
        return
    cells = [_cell(decode_photo((folder / one.file).read_bytes()), truth[one.file], one) for one in worst]
    cells += [np.zeros_like(cells[0])] * (-len(cells) % _COLUMNS)
    rows = [np.hstack(cells[at : at + _COLUMNS]) for at in range(0, len(cells), _COLUMNS)]
    cv2.imwrite(str(path), np.vstack(rows))


def _cell(photo: Photo, truth: dict[str, Any], one: Found) -> NDArray[np.uint8]:
    """Draw one photo in the middle of a grey cell, so that corners outside the frame show."""
    scale = 0.85 * _CELL / max(photo.width, photo.height)
    small = cv2.resize(photo.pixels, None, fx=scale / photo.scale, fy=scale / photo.scale, interpolation=cv2.INTER_AREA)
    cell = np.full((_CELL, _CELL, 3), 60, np.uint8)
    top, left = (np.array(cell.shape[:2]) - small.shape[:2]) // 2
    cell[top : top + small.shape[0], left : left + small.shape[1]] = small
    for corners, colour in [(card["quad"], (0, 255, 0)) for card in truth["cards"]] + [
        (q, (0, 0, 255)) for q in one.quads
    ]:
        points = np.round((np.array(corners) * scale + (left, top)) * 8).astype(np.int32)
        cv2.polylines(cell, [points], True, colour, 1, cv2.LINE_AA, 3)
    label = f"{one.file.split('/')[-1]} {min(one.ious, default=1.0):.3f} +{one.false}"
    cv2.putText(cell, label, (4, _CELL - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (255, 255, 255), 1, cv2.LINE_AA)
    return cell


def _write(path: Path, figures: Sequence[Figures], found: Sequence[Found]) -> None:
    text = json.dumps({"figures": [asdict(f) for f in figures], "photos": [asdict(one) for one in found]}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
