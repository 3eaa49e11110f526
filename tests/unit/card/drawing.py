"""Cards drawn on desks, with corners we know."""

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.photo import Photo

Floats = NDArray[np.float64]


def photo_of(pixels: NDArray[np.uint8]) -> Photo:
    return Photo(pixels, pixels.shape[1], pixels.shape[0], 1.0)


def desk(width: int = 1200, height: int = 900, colour: tuple[int, int, int] = (70, 90, 110)) -> NDArray[np.uint8]:
    """A plain desk with sensor noise, BGR."""
    noise = np.random.default_rng(3).normal(0, 3, (height, width, 3))
    return np.clip(np.array(colour) + noise, 0, 255).astype(np.uint8)


def card_on(ground: NDArray[np.uint8], corners: Floats, colour: int = 235) -> NDArray[np.uint8]:
    """Lay a printed card on `ground`, its outline at `corners` (4, 2) to a fraction of a pixel."""
    face = np.full((500, 900, 3), colour, np.uint8)
    for row, text in enumerate(("Hanbit Studio", "Jimin Park", "Design Lead", "010-5550-0199")):
        cv2.putText(face, text, (70, 120 + 95 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (40, 40, 40), 3, cv2.LINE_AA)
    outline = np.array([(-0.5, -0.5), (899.5, -0.5), (899.5, 499.5), (-0.5, 499.5)], np.float32)
    fine = corners.astype(np.float32) * 2 + 0.5
    matrix = cv2.getPerspectiveTransform(outline, fine)
    size = (ground.shape[1] * 2, ground.shape[0] * 2)
    large = cv2.resize(ground, size)
    cv2.warpPerspective(face, matrix, size, large, borderMode=cv2.BORDER_TRANSPARENT)
    return np.asarray(cv2.resize(large, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def seen_from(
    tilt: float,
    turn: float,
    size_mm: tuple[float, float] = (90, 50),
    centre: tuple[float, float] = (600, 450),
    focal: float = 1000.0,
) -> Floats:
    """Corners of a card of `size_mm` seen by a pinhole camera with its axis at `centre`; degrees, `focal` in px."""
    w, h = size_mm
    flat = np.array([(-w, -h, 0), (w, -h, 0), (w, h, 0), (-w, h, 0)]) / 2
    t, r = np.radians(tilt), np.radians(turn)
    roll = np.array([(np.cos(r), -np.sin(r), 0), (np.sin(r), np.cos(r), 0), (0, 0, 1)])
    lean = np.array([(1, 0, 0), (0, np.cos(t), -np.sin(t)), (0, np.sin(t), np.cos(t))])
    placed = flat @ roll.T @ lean.T + (0, 0, 160)
    return np.asarray(focal * placed[:, :2] / placed[:, 2:] + np.array(centre))


def polygon_iou(a: Floats, b: Floats) -> float:
    """Intersection over union of two convex quads."""
    first, second = a.astype(np.float32), b.astype(np.float32)
    common = cv2.intersectConvexConvex(first, second)[0]
    return float(common / (cv2.contourArea(first) + cv2.contourArea(second) - common))
