"""Where a phone looks at the desk from, to the homography from desk millimetres to photo pixels."""

from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np

from bench.synth.arrays import Matrix, Points


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera above the desk, looking at the desk's origin, which lands in the photo's centre.

    `px_per_mm` is the scale at that point. `tilt` (degrees) leans the desk about the axis at `azimuth` (degrees).
    `focal` is the focal length as a share of the photo's long side: 26 mm on a 36 mm frame, a phone's main lens.
    """

    size: tuple[int, int]  # width, height in px
    px_per_mm: float
    tilt: float = 0.0
    azimuth: float = 0.0
    focal: float = 26 / 36

    @property
    def matrix(self) -> Matrix:
        """Homography from desk mm (x right, y down) to photo px."""
        width, height = self.size
        focal = self.focal * max(width, height)
        axis = np.array([cos(radians(self.azimuth)), sin(radians(self.azimuth)), 0.0]) * radians(self.tilt)
        turn, _ = cv2.Rodrigues(axis)
        inner = np.array([[focal, 0, (width - 1) / 2], [0, focal, (height - 1) / 2], [0, 0, 1.0]])
        pose = np.column_stack([turn[:, 0], turn[:, 1], [0.0, 0.0, focal / self.px_per_mm]])
        return np.asarray(inner @ pose, np.float64)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card lies: its centre on the desk in mm, turned clockwise by `angle` degrees."""

    x: float
    y: float
    angle: float

    def carrying(self, other: "Place") -> "Place":
        """Turn `other`, a place on something that lies here, into a place on the desk."""
        c, s = cos(radians(self.angle)), sin(radians(self.angle))
        x, y = self.x + c * other.x - s * other.y, self.y + s * other.x + c * other.y
        return Place(x, y, self.angle + other.angle)

    def matrix(self, size_mm: tuple[float, float]) -> Matrix:
        """Affine matrix from mm of the card (origin at its top left) to mm of the desk."""
        c, s = cos(radians(self.angle)), sin(radians(self.angle))
        lie = np.array([[c, -s, self.x], [s, c, self.y], [0, 0, 1.0]])
        return np.asarray(lie @ np.array([[1, 0, -size_mm[0] / 2], [0, 1, -size_mm[1] / 2], [0, 0, 1.0]]), np.float64)


def project(matrix: Matrix, points: Points) -> Points:
    """Map (n, 2) points through a homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], np.float64)


def rectangle(box: tuple[float, float, float, float]) -> Points:
    """Corners TL, TR, BR, BL of x0, y0, x1, y1."""
    x0, y0, x1, y1 = box
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)
