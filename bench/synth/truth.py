"""Drawn photographs to the truth file that measurements read."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bench.synth.arrays import Field, Points
from bench.synth.drawn import DrawnCard, DrawnPhoto

EDGE_REACH = 0.006  # of a side's length, from the edge to where its two sides are compared


def write_photos(folder: Path, photos: Iterable[tuple[str, DrawnPhoto]]) -> int:
    """Write each (name, photo) as a JPEG into `folder`, truth.json beside them, and return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = {}
    for name, photo in photos:
        (folder / name).write_bytes(photo.jpeg)
        truth[name] = photo_truth(photo)
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return len(truth)


def photo_truth(photo: DrawnPhoto) -> dict[str, Any]:
    """Describe one photo: sizes and quads in px, lines and their quads from top to bottom of each card."""
    height, width = photo.pixels.shape[:2]
    return {
        "width": width,
        "height": height,
        "kind": photo.kind,
        "tags": list(photo.tags),
        "cards": [_card_truth(card) for card in photo.cards],
        "min_edge_contrast": min_edge_contrast(photo),
        "quad_source": "drawn",
    }


def min_edge_contrast(photo: DrawnPhoto) -> float | None:
    """Mean step in grey (0..255) across the weakest side of all cards, outside the frame left out; None: no card."""
    grey = cv2.cvtColor(photo.pixels, cv2.COLOR_BGR2GRAY).astype(np.float32)
    steps = [_edge_contrast(grey, card.quad, side) for card in photo.cards for side in range(4)]
    seen = [step for step in steps if step is not None]
    return round(min(seen), 1) if seen else None


def _edge_contrast(grey: Field, quad: Points, side: int) -> float | None:
    start, end = quad[side], quad[(side + 1) % 4]
    along = (end - start) / np.linalg.norm(end - start)
    reach = EDGE_REACH * np.linalg.norm(end - start) * np.array([-along[1], along[0]])
    points = start + np.linspace(0.1, 0.9, 64)[:, None] * (end - start)
    inner, outer = (np.round(points + sign * reach).astype(int) for sign in (1, -1))
    limit = np.array(grey.shape[::-1])
    seen = ((np.minimum(inner, outer) >= 0) & (np.maximum(inner, outer) < limit)).all(1)
    if not seen.any():
        return None
    step = grey[inner[seen, 1], inner[seen, 0]] - grey[outer[seen, 1], outer[seen, 0]]
    return float(np.abs(step).mean())


def _card_truth(card: DrawnCard) -> dict[str, Any]:
    return {
        "quad": _rounded(card.quad),
        "lines": [line.text for line in card.lines],
        "line_quads": [_rounded(line.quad) for line in card.lines],
        "fields": dict(card.fields),
        "size_mm": list(card.size_mm),
        "turn": card.turn,
    }


def _rounded(points: Points) -> list[list[float]]:
    rounded: list[list[float]] = points.round(2).tolist()
    return rounded
