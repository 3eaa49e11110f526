"""Photos that tests draw: plain cards on a plain desk, with corners that are known."""

import cv2
import numpy as np
from numpy.typing import NDArray

DESK = (70, 80, 90)
CARD = (245, 245, 245)
INK = (30, 30, 30)


def desk(width: int = 1200, height: int = 900) -> NDArray[np.uint8]:
    """An empty desk with a little grain, (h, w, 3) BGR."""
    grain = np.random.default_rng(7).integers(-4, 5, (height, width, 1))
    return np.asarray(np.clip(np.array(DESK) + grain, 0, 255), np.uint8)


def lay_card(
    photo: NDArray[np.uint8], centre: tuple[float, float], width: float, degrees: float
) -> NDArray[np.float64]:
    """Draw a 90x50 card with some lines of print on `photo`; give its corners TL, TR, BR, BL in pixels."""
    height = width * 50 / 90
    flat = np.full((500, 900, 3), CARD, np.uint8)
    for row, length in enumerate((300, 420, 260, 380)):
        cv2.rectangle(flat, (80, 100 + 80 * row), (80 + length, 130 + 80 * row), INK, -1)
    turn = np.deg2rad(degrees)
    right = np.array((np.cos(turn), np.sin(turn))) * width / 2
    down = np.array((-np.sin(turn), np.cos(turn))) * height / 2
    middle = np.array(centre)
    corners = np.array([middle - right - down, middle + right - down, middle + right + down, middle - right + down])
    flat_corners = np.array([(-0.5, -0.5), (899.5, -0.5), (899.5, 499.5), (-0.5, 499.5)], np.float32)
    matrix = cv2.getPerspectiveTransform(flat_corners, corners.astype(np.float32))
    size = (photo.shape[1], photo.shape[0])
    cv2.warpPerspective(flat, matrix, size, dst=photo, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
    return corners


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """Encode as a camera would."""
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()


def photo_of_cards(*degrees: float) -> bytes:
    """A JPEG of one card for each angle, side by side; none for an empty desk."""
    pixels = desk()
    for number, angle in enumerate(degrees):
        lay_card(pixels, (pixels.shape[1] * (number + 0.5) / len(degrees), 450), 800 / len(degrees), angle)
    return jpeg(pixels)
