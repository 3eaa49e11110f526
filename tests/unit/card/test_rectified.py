"""A rectified crop has the card's proportions, its pixels, and the way back to the photo."""

import cv2
import numpy as np
import pytest

from shared.card.photo import Photo, decode_photo, with_luma
from shared.card.pipeline import read_photo
from shared.card.quads import Quad
from shared.card.rectified import MAX_CROP_SIDE, detailed, rectify, true_aspect
from tests.unit.card.drawing import card_on, desk, photo_of, seen_from

UPRIGHT = np.array([(99.5, 149.5), (999.5, 149.5), (999.5, 649.5), (99.5, 649.5)])


def test_rectifying_an_upright_card_is_cutting_it_out() -> None:
    photo = photo_of(card_on(desk(), UPRIGHT))
    crop = rectify(photo, Quad(UPRIGHT, 1.0)).pixels
    assert crop.shape == (500, 900, 3)
    assert np.abs(crop.astype(int) - photo.pixels[150:650, 100:1000]).mean() < 1


@pytest.mark.parametrize("size", [(90, 50), (85, 54), (50, 90), (210, 297)])
@pytest.mark.parametrize("tilt", [0, 20, 40])
@pytest.mark.parametrize("turn", [0, 17, 60])
def test_the_aspect_is_that_of_the_flat_card_from_any_view(size: tuple[int, int], tilt: float, turn: float) -> None:
    scale = 90 / max(size)
    corners = seen_from(tilt, turn, (size[0] * scale, size[1] * scale))
    aspect = true_aspect(corners, 1201, 901)
    assert abs(np.log(aspect * size[1] / size[0])) < 0.03


def test_the_matrix_takes_crop_corners_to_the_quad() -> None:
    corners = seen_from(25, 10)
    rectified = rectify(photo_of(card_on(desk(), corners)), Quad(corners, 1.0))
    height, width = rectified.pixels.shape[:2]
    ends = np.array([[(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)]])
    assert np.allclose(cv2.perspectiveTransform(ends, rectified.matrix)[0], corners, atol=1e-2)


def test_a_crop_grows_by_what_the_sides_bow_outwards_and_stays_in_its_place() -> None:
    photo = photo_of(card_on(desk(), UPRIGHT))
    beyond = np.array([(300.0, 129.5), (500, 160), (1009.5, 400)])
    straight, bowed = rectify(photo, Quad(UPRIGHT, 1.0)), rectify(photo, Quad(UPRIGHT, 1.0, beyond))
    assert bowed.pixels.shape == (520, 910, 3)
    assert np.abs(bowed.pixels[20:, :900].astype(int) - straight.pixels).mean() < 1
    assert np.allclose(bowed.matrix @ (0, 20, 1), straight.matrix @ (0, 0, 1), atol=1e-3)


def test_a_large_card_is_reduced_without_aliasing() -> None:
    checks = ((np.indices((1200, 4000)).sum(axis=0) % 2) * 255).astype(np.uint8)
    photo = photo_of(np.asarray(cv2.cvtColor(checks, cv2.COLOR_GRAY2BGR), np.uint8))
    corners = np.array([(-0.5, -0.5), (3999.5, -0.5), (3999.5, 1199.5), (-0.5, 1199.5)])
    crop = rectify(photo, Quad(corners, 1.0)).pixels
    assert max(crop.shape) == MAX_CROP_SIDE
    assert crop[10:-10, 10:-10].std() < 20


def test_a_photo_decoded_at_half_size_gives_the_same_crop_in_the_same_place() -> None:
    full = card_on(desk(), UPRIGHT)
    half = np.asarray(cv2.resize(full, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    small = rectify(Photo(half, 1200, 900, 0.5), Quad(UPRIGHT, 1.0))
    large = rectify(photo_of(full), Quad(UPRIGHT, 1.0))
    same = cv2.resize(large.pixels, small.pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(same.astype(int) - small.pixels).mean() < 4
    assert np.allclose(small.matrix @ (-0.5, -0.5, 1), large.matrix @ (-0.5, -0.5, 1), atol=1e-3)


def test_a_corner_outside_the_frame_is_allowed() -> None:
    corners = np.array([(-40.0, 100), (700, 80), (720, 500), (-20, 520)])
    assert min(rectify(photo_of(desk()), Quad(corners, 1.0)).pixels.shape[:2]) > 300


def test_a_halved_photo_with_luma_gives_a_crop_as_sharp_as_the_full_one(monkeypatch: pytest.MonkeyPatch) -> None:
    data = cv2.imencode(".jpg", card_on(desk(), UPRIGHT), [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    full = rectify(decode_photo(data), Quad(UPRIGHT, 1.0)).pixels
    monkeypatch.setattr("shared.card.photo.HALVED_FROM", 500_000)
    halved = decode_photo(data)
    crop = rectify(with_luma(halved, data), Quad(UPRIGHT, 1.0)).pixels
    assert crop.shape == full.shape
    assert np.abs(crop.astype(int) - full).mean() < 2


@pytest.mark.parametrize(("enlarged", "wanted"), [(1, True), (3, False)])
def test_lightness_is_decoded_in_full_where_halving_leaves_a_card_too_few_pixels(enlarged: int, wanted: bool) -> None:
    data = cv2.imencode(".jpg", np.zeros((2400, 3000, 3), np.uint8))[1].tobytes()
    photo = detailed(decode_photo(data), data, [UPRIGHT * enlarged])
    assert (photo.scale, photo.luma is not None) == (0.5, wanted)


def test_a_small_card_in_a_large_photo_is_read_at_full_resolution() -> None:
    small = card_on(desk(3000, 2400), UPRIGHT + 500)
    data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    (card,) = read_photo(data).cards
    assert max(card.upright.pixels.shape) == pytest.approx(900, abs=4)
