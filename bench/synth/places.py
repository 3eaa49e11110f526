"""Cards to where they lie before a camera: free in the frame, side by side, cut off or filling it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

import cv2
import numpy as np

from bench.synth.arrays import Points, Random, between
from bench.synth.camera import Camera, Place, project, rectangle

TRIES = 60
FINEST_PRINT = 32.0  # px per mm, 813 dpi: finer than a phone resolves

Size: TypeAlias = tuple[float, float]  # width, height of a card in mm

Arrange: TypeAlias = Callable[[Random, Camera, Sequence[Size], Sequence[float]], tuple[Place, ...] | None]


def print_resolution(px_per_mm: float) -> float:
    """Pixels per mm to draw a card at that a photo shows at `px_per_mm`: finer, for the side nearer to the camera."""
    return min(FINEST_PRINT, 1.5 * px_per_mm)


def fitting_places(
    rng: Random, camera: Camera, sizes_mm: Sequence[Size], angles: Sequence[float], margin: float = 0.02
) -> tuple[Place, ...] | None:
    """Find places at which all cards lie apart and at least `margin` of the long side inside the frame.

    Returns None when `TRIES` throws found none.
    """
    free = _free_area(camera, margin)
    places: list[Place] = []
    taken: list[Points] = []
    for size_mm, angle in zip(sizes_mm, angles, strict=True):
        for place in _throws(rng, camera, angle):
            quad = _seen(camera, place, size_mm)
            if _inside(quad, free) and not any(overlapping(quad, other) for other in taken):
                break
        else:
            return None
        places.append(place)
        taken.append(quad)
    return tuple(places)


def touching_places(
    rng: Random, camera: Camera, sizes_mm: Sequence[Size], angles: Sequence[float]
) -> tuple[Place, ...] | None:
    """Lay two cards edge to edge, turned by the first of `angles`; None when they do not fit into the frame."""
    (wide, tall), (other_wide, other_tall) = sizes_mm
    gap, slide = between(rng, 0.0, 0.7), between(rng, -0.3, 0.3)
    if rng.random() < 0.5:
        x, y = (wide + other_wide) / 2 + gap, slide * tall
    else:
        x, y = slide * wide, (tall + other_tall) / 2 + gap
    middle = Place(0.0, 0.0, angles[0])
    pair = middle.carrying(Place(-x / 2, -y / 2, 0.0)), middle.carrying(Place(x / 2, y / 2, 0.0))
    free = _free_area(camera, 0.004)
    inside = [_inside(_seen(camera, place, size_mm), free) for place, size_mm in zip(pair, sizes_mm, strict=True)]
    return pair if all(inside) else None


def grid_places(
    rng: Random, camera: Camera, sizes_mm: Sequence[Size], angles: Sequence[float]
) -> tuple[Place, ...] | None:
    """Lay cards out in rows, as one does to take many at once; None when they do not fit into the frame."""
    pitch = np.max(sizes_mm, axis=0) + rng.uniform(2.0, 14.0, 2)
    ratio = camera.size[0] / camera.size[1] * pitch[1] / pitch[0]
    columns = max(1, round(np.sqrt(len(sizes_mm) * ratio)))
    rows = -(-len(sizes_mm) // columns)
    middle, places = Place(0.0, 0.0, between(rng, -6.0, 6.0)), []
    for number in range(len(sizes_mm)):
        x = (number % columns - (columns - 1) / 2) * pitch[0] + between(rng, -1.0, 1.0)
        y = (number // columns - (rows - 1) / 2) * pitch[1] + between(rng, -1.0, 1.0)
        places.append(middle.carrying(Place(float(x), float(y), between(rng, -1.5, 1.5))))
    free = _free_area(camera, 0.004)
    inside = [_inside(_seen(camera, place, size_mm), free) for place, size_mm in zip(places, sizes_mm, strict=True)]
    return tuple(places) if all(inside) else None


def cut_place(rng: Random, camera: Camera, size_mm: Size, angle: float) -> Place:
    """Lay a card so that one or two sides of the frame cut off 3 to 20 % of it."""
    quad = _seen(camera, Place(0.0, 0.0, angle), size_mm)
    extent = quad.max(0) - quad.min(0)
    frame = np.array(camera.size, np.float64)
    sides = rng.choice([-1.0, 1.0], 2)
    over = (frame - extent) / 2 + rng.uniform(0.03, 0.2, 2) * extent
    share = np.array([1.0, between(rng, -0.3, 1.2)])[rng.permutation(2)].clip(None, 1.0)
    x, y = (sides * share * over / camera.px_per_mm).tolist()
    return Place(x, y, angle)


def filling_camera(rng: Random, camera: Camera, size_mm: Size, angle: float) -> Camera:
    """Move the camera so near that a card in the middle just fills the frame, or a little more."""
    quad = _seen(camera, Place(0.0, 0.0, angle), size_mm)
    extent = (quad.max(0) - quad.min(0)) / np.array(camera.size)
    return replace(camera, px_per_mm=camera.px_per_mm * between(rng, 0.93, 1.06) / float(extent.max()))


def overlapping(one: Points, other: Points) -> bool:
    """Say whether two convex quads share any area."""
    shared, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    return shared > 0


def _seen(camera: Camera, place: Place, size_mm: Size) -> Points:
    return project(camera.matrix @ place.matrix(size_mm), rectangle((0, 0, *size_mm)))


def _free_area(camera: Camera, margin: float) -> Points:
    rim = margin * max(camera.size)
    return np.array([[rim, rim], [camera.size[0] - 1 - rim, camera.size[1] - 1 - rim]])


def _throws(rng: Random, camera: Camera, angle: float) -> Iterator[Place]:
    half = np.array(camera.size) / 2 / camera.px_per_mm
    for _ in range(TRIES):
        yield Place(between(rng, -half[0], half[0]), between(rng, -half[1], half[1]), angle)


def _inside(quad: Points, area: Points) -> bool:
    return bool((quad >= area[0]).all() and (quad <= area[1]).all())
