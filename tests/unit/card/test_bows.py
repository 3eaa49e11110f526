"""Bent pages: their corners are found where the bent sides end."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shared.card.photo import Photo, decode_photo
from shared.card.quads import Quad, find_quads
from shared.card.rectified import rectify

PAGE = np.array([(260, 150), (820, 190), (790, 1010), (200, 960)], np.float64)


def outline(bows: tuple[float, float, float, float]) -> NDArray[np.int32]:
    """The page's outline in sixteenths of a px, each side bent outwards by so many px at its middle."""
    shares = np.linspace(0, 1, 60)[:, None]
    sides = []
    for start, stop, bow in zip(PAGE, np.roll(PAGE, -1, axis=0), bows, strict=True):
        along = (stop - start) / np.linalg.norm(stop - start)
        outwards = np.array((along[1], -along[0]))
        sides.append(start + shares * (stop - start) + bow * 4 * shares * (1 - shares) * outwards)
    return np.asarray(np.concatenate(sides) * 16, np.int32)


def photo_of_page(bows: tuple[float, float, float, float]) -> bytes:
    rng = np.random.default_rng(7)
    desk = np.full((1200, 1000, 3), (60, 90, 120), np.uint8)
    cv2.fillPoly(desk, [outline(bows)], (225, 230, 232), cv2.LINE_AA, 4)
    for y in range(300, 900, 45):
        cv2.putText(desk, "a line of print on the page", (300, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (60, 60, 60), 2)
    grain = rng.normal(0, 3, desk.shape)
    return cv2.imencode(".jpg", np.clip(desk + grain, 0, 255).astype(np.uint8))[1].tobytes()


def page_in(photo: Photo) -> Quad:
    found = find_quads(photo)
    assert isinstance(found, tuple)
    [quad] = found
    return quad


def farthest_corner(bows: tuple[float, float, float, float]) -> float:
    quad = page_in(decode_photo(photo_of_page(bows)))
    return float(np.linalg.norm(quad.corners - PAGE, axis=1).max())


@pytest.mark.parametrize("bows", [(18, 0, -18, 0), (0, 16, 0, -16), (20, 0, 20, 0)], ids=["along", "across", "bulging"])
def test_the_corners_of_a_bent_page_are_where_its_sides_end(bows: tuple[float, float, float, float]) -> None:
    assert farthest_corner(bows) < 6


def test_nothing_of_a_bulging_page_is_cut_from_its_crop() -> None:
    bows = (20, 0, 20, 0)
    photo = decode_photo(photo_of_page(bows))
    crop = rectify(photo, page_in(photo))
    points = cv2.perspectiveTransform(outline(bows)[None] / 16, np.linalg.inv(crop.matrix))[0]
    assert points.min() > -4
    assert (points.max(axis=0) < np.array(crop.pixels.shape[1::-1]) + 4).all()


def test_the_corners_of_a_flat_page_are_found_to_the_pixel() -> None:
    assert farthest_corner((0, 0, 0, 0)) < 2
