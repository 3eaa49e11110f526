"""`python -m bench.reading`: is the card upright, are its lines found, and what does Tesseract read of them."""

import argparse
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.accuracy import polygon_iou
from shared.card.enhanced import Enhanced, enhance
from shared.card.lines import Line, find_lines
from shared.card.photo import Photo, decode_photo
from shared.card.quads import Corners, NoQuad, Quad, find_quads
from shared.card.quality import judge_quality
from shared.card.rectified import Rectified, rectify
from shared.card.upright import Upright, turn_upright

Boxes = NDArray[np.float64]  # (n, 4) left, top, right, bottom

FACE_SIDE = 1600  # px; truth line boxes are drawn on the flat card with this long side
QUARTERS = (0, 90, 180, 270)
PICTURES = ("card", "ocr", "lines")  # card.jpg and ocr.png in one go, the line crops one by one
SETTLED = 0.9  # confidence from which a wrong turn counts as a sure mistake


@dataclass(frozen=True, slots=True)
class Read:
    """What was measured on one card."""

    file: str
    tags: tuple[str, ...]
    right_turns: int
    sure_mistakes: int
    lines: int
    found: int
    false: int
    slant: float
    verdict: str
    errors: dict[str, float]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the cards under the folder and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="a folder with truth.json")
    parser.add_argument("--match", default="", help="only files whose name contains this")
    parser.add_argument("--found", action="store_true", help="start from the outlines that are found")
    parser.add_argument("--no-ocr", action="store_true", help="skip Tesseract")
    parser.add_argument("--json", type=Path, help="write every card's outcome here")
    wanted = parser.parse_args(argv)
    cv2.setNumThreads(1)
    truth = json.loads((wanted.photos / "truth.json").read_text(encoding="utf-8"))
    files = [file for file in sorted(truth) if wanted.match in file and truth[file]["cards"]]
    reads = [
        read
        for file in files
        for read in measure(wanted.photos, file, truth[file], found=wanted.found, ocr=not wanted.no_ocr)
    ]
    report(reads)
    if wanted.json:
        plain = [{name: getattr(read, name) for name in Read.__slots__} for read in reads]
        wanted.json.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(folder: Path, file: str, truth: dict[str, Any], *, found: bool, ocr: bool) -> list[Read]:
    """Measure every card of one photo, from its true outline or from the one that is found."""
    photo = decode_photo((folder / file).read_bytes())
    true = [Quad(np.array(card["quad"], np.float64), 1.0) for card in truth["cards"]]
    quads = [nearest(quad, find_quads(photo)) for quad in true] if found else true
    cards = [{**card, "file": file, "tags": tuple(truth["tags"])} for card in truth["cards"]]
    return [
        measure_card(photo, quad, card, ocr=ocr) if quad else _missed(card)
        for quad, card in zip(quads, cards, strict=True)
    ]


def nearest(true: Quad, found: tuple[Quad, ...] | NoQuad) -> Quad | None:
    """Return the found quad that overlaps the true one most, if one covers half of it."""
    if isinstance(found, NoQuad):
        return None
    best = max(found, key=lambda quad: polygon_iou(true.corners, quad.corners))
    return best if polygon_iou(true.corners, best.corners) > 0.5 else None


def measure_card(photo: Photo, quad: Quad, card: dict[str, Any], *, ocr: bool) -> Read:
    """Run the stages after the quad on one card, as the pipeline does."""
    rectified = rectify(photo, quad)
    wanted = true_turn(quad, card)
    turns = [turn_upright(_lying(rectified, degrees)) for degrees in QUARTERS]
    right = [(lying + upright.turn) % 360 == wanted for lying, upright in zip(QUARTERS, turns, strict=True)]
    upright = turns[0]
    enhanced = enhance(upright)
    lines = find_lines(enhanced)
    to_face = face_of(card)
    boxes = true_boxes(card, to_face)
    table = overlaps(boxes, boxes_on(to_face, [line.quad for line in lines]))
    return Read(
        file=card["file"],
        tags=card["tags"],
        right_turns=sum(right),
        sure_mistakes=sum(not ok and up.confidence >= SETTLED for ok, up in zip(right, turns, strict=True)),
        lines=len(boxes),
        found=int((table.max(axis=1, initial=0) >= 0.5).sum()),
        false=int((table.max(axis=0, initial=0) < 0.5).sum()),
        slant=slant(lines, upright),
        verdict=judge_quality(photo, quad, upright, enhanced, lines).verdict,
        errors=reading_errors(card, upright, enhanced, lines) if ocr and card.get("lines") else {},
    )


def _missed(card: dict[str, Any]) -> Read:
    """Return what counts for a card whose outline was not found: nothing was read."""
    errors = dict.fromkeys(PICTURES, 1.0) if card.get("lines") else {}
    lines = len(true_boxes(card, face_of(card)))
    return Read(card["file"], card["tags"], 0, 0, lines, 0, 0, 0.0, "retake", errors)


def true_turn(quad: Quad, card: dict[str, Any]) -> int:
    """Return the degrees clockwise that make a crop of `quad` upright, from where the true top left corner is."""
    distance = np.linalg.norm(quad.corners - np.array(card["quad"][0]), axis=1)
    return int(-90 * distance.argmin()) % 360


def _lying(rectified: Rectified, degrees: int) -> Rectified:
    """Turn a crop clockwise, as if the photo had been taken that way."""
    pixels = np.ascontiguousarray(np.rot90(rectified.pixels, -degrees // 90))
    return Rectified(pixels, rectified.matrix.copy())


def face_of(card: dict[str, Any]) -> NDArray[np.float64]:
    """Return the homography from photo px to the flat card whose long side is FACE_SIDE px."""
    size = np.array(card.get("size_mm") or (90, 50), np.float64)
    width, height = size * FACE_SIDE / size.max()
    face = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(np.array(card["quad"], np.float32), face), np.float64)


def true_boxes(card: dict[str, Any], to_face: NDArray[np.float64]) -> Boxes:
    """Return the boxes of the printed lines on the flat card, from boxes on it or from quads in the photo."""
    if "line_quads" in card:
        return boxes_on(to_face, [np.array(quad, np.float64) for quad in card["line_quads"]])
    return np.array(card.get("line_boxes") or [], np.float64).reshape(-1, 4)


def boxes_on(to_face: NDArray[np.float64], quads: Sequence[Corners]) -> Boxes:
    """Return the boxes on the flat card of quads in the photo."""
    flat = [cv2.perspectiveTransform(quad[None], to_face)[0] for quad in quads]
    return np.array([[*quad.min(axis=0), *quad.max(axis=0)] for quad in flat]).reshape(-1, 4)


def overlaps(a: Boxes, b: Boxes) -> NDArray[np.float64]:
    """Return intersection over union of each box with each, (n, m)."""
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(axis=2)
    first, second = ((boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (a, b))
    return np.asarray(common / (first[:, None] + second - common))


def slant(lines: Sequence[Line], upright: Upright) -> float:
    """Return the median angle, in degrees, that lines long enough to tell have to the crop's rows."""
    back = np.linalg.inv(upright.matrix)
    quads = [cv2.perspectiveTransform(line.quad[None], back)[0] for line in lines]
    along = [quad[1] - quad[0] for quad in quads if np.ptp(quad[:, 0]) > 6 * np.ptp(quad[:, 1])]
    return float(np.median([abs(np.degrees(np.arctan2(y, x))) for x, y in along])) if along else 0.0


def reading_errors(
    card: dict[str, Any], upright: Upright, enhanced: Enhanced, lines: Sequence[Line]
) -> dict[str, float]:
    """Return the character error rate by what Tesseract was given, keyed by PICTURES."""
    single = [read_text(line.pixels, mode=7) for line in lines]
    return {
        "card": error_rate(card["lines"], read_text(upright.pixels)),
        "ocr": error_rate(card["lines"], read_text(enhanced.pixels)),
        "lines": error_rate(card["lines"], [" ".join(texts) for texts in single]),
    }


def read_text(pixels: NDArray[np.uint8], mode: int = 11) -> list[str]:
    """Read a picture with Tesseract in page segmentation `mode` (11 sparse text, 7 one line)."""
    _, packed = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    command = ["tesseract", "-", "-", "-l", "eng+kor", "--psm", str(mode)]
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, input=packed.tobytes(), capture_output=True, check=True, env=alone)
    return [line for line in done.stdout.decode().splitlines() if line.strip()]


def error_rate(truth: Sequence[str], read: Sequence[str]) -> float:
    """Return the share of the true characters that were not read; spaces count as nothing.

    Lines are matched one to one, the closest pair first; a line that nothing was read of costs its length, a
    line read where none is costs nothing.
    """
    wanted, got = [_plain(line) for line in truth], [_plain(line) for line in read]
    pairs = sorted((edits(a, b) / len(a), i, j) for i, a in enumerate(wanted) for j, b in enumerate(got) if a and b)
    costs = {i: float(len(line)) for i, line in enumerate(wanted)}
    open_wanted, open_got = set(costs), set(range(len(got)))
    for share, i, j in pairs:
        if i in open_wanted and j in open_got:
            costs[i] = min(1.0, share) * len(wanted[i])
            open_wanted.remove(i)
            open_got.remove(j)
    return sum(costs.values()) / max(1, sum(map(len, wanted)))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def edits(a: str, b: str) -> int:
    """Return the Levenshtein distance of two strings."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        above, row = row, [i]
        for j, y in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]


def report(reads: Sequence[Read]) -> None:
    """Print the figures of all cards."""
    told = [read for read in reads if read.lines not in {1, 2}]
    turns = 4 * max(1, len(told))
    lines, found = sum(r.lines for r in reads), sum(r.found for r in reads)
    print(f"cards {len(reads)}, with three lines or more or unknown {len(told)}")
    print(f"upright in {sum(r.right_turns for r in told) / turns:.3f} of {turns} turns")
    print(f"wrong and sure {sum(r.sure_mistakes for r in told)}")
    if lines:
        false = sum(r.false for r in reads) / len(reads)
        print(f"line recall at IoU 0.5 {found / lines:.3f} of {lines}, false lines a card {false:.2f}")
    print(f"slant of the lines, median {np.median([r.slant for r in reads]):.2f} degrees")
    print("verdicts", {v: sum(r.verdict == v for r in reads) for v in ("good", "usable", "retake")})
    for name in PICTURES:
        rates = [r.errors[name] for r in reads if r.errors]
        if rates:
            middle, mean, good = np.median(rates), np.mean(rates), np.mean(np.array(rates) <= 0.05)
            print(f"CER {name:6} median {middle:.3f} mean {mean:.3f} <= .05 {good:.2f} of {len(rates)}")


if __name__ == "__main__":
    sys.exit(main())
