"""Enhancing leaves the print and takes away everything that is not print."""

import cv2
import numpy as np
import pytest

from shared.card.enhanced import enhance
from tests.unit.card.printed import Pixels, blank, flat_card, line_boxes, shaded, upright_of


def enhanced(pixels: Pixels) -> Pixels:
    return enhance(upright_of(pixels)).pixels


def darkness(pixels: Pixels, box: tuple[float, float, float, float]) -> float:
    """The level of the darkest twentieth of a box."""
    left, top, right, bottom = (round(v) for v in box)
    return float(np.percentile(pixels[top:bottom, left:right], 5))


@pytest.mark.parametrize("seed", range(3))
def test_an_inverted_card_enhances_to_the_same_picture(seed: int) -> None:
    pixels = flat_card(seed).pixels
    assert np.abs(enhanced(pixels).astype(int) - enhanced(255 - pixels)).mean() < 6


def test_light_print_is_reported_as_inverted() -> None:
    pixels = flat_card(1).pixels
    assert not enhance(upright_of(pixels)).inverted
    assert enhance(upright_of(255 - pixels)).inverted


def test_uneven_light_makes_hardly_any_difference() -> None:
    pixels = flat_card(2).pixels
    assert np.abs(enhanced(pixels).astype(int) - enhanced(shaded(pixels, 0.4))).mean() < 6


@pytest.mark.parametrize("stock", ["white", "dark", "colour", "navy"])
def test_print_is_dark_on_every_stock(stock: str) -> None:
    card = flat_card(4, stock=stock)  # type: ignore[arg-type]
    picture = enhanced(card.pixels)
    assert max(darkness(picture, box) for box in line_boxes(card)) < 90
    assert np.median(picture) > 240


def test_both_halves_of_a_card_with_dark_and_light_print_come_out_dark_on_light() -> None:
    pixels = blank()
    pixels[:, 675:] = 40
    for x, ink in ((60, 30), (735, 240)):
        cv2.putText(pixels, "Hanbit 0199", (x, 400), cv2.FONT_HERSHEY_DUPLEX, 2.5, (ink,) * 3, 6)
    picture = enhanced(pixels)
    for half in (picture[300:420, 60:600], picture[300:420, 735:1275]):
        assert np.percentile(half, 5) < 60
        assert np.percentile(half, 60) > 220


def test_faint_print_is_made_as_dark_as_strong_print() -> None:
    pixels = blank()
    for y, ink in ((200, 20), (500, 170)):
        cv2.putText(pixels, "Hanbit 0199", (60, y), cv2.FONT_HERSHEY_DUPLEX, 2.5, (ink,) * 3, 6)
    picture = enhanced(pixels)
    assert np.percentile(picture[410:510, 60:600], 5) < np.percentile(picture[110:210, 60:600], 5) + 60


def test_a_blank_card_stays_blank() -> None:
    assert enhanced(blank()).min() > 150


def test_burnt_out_light_is_reported_as_glare() -> None:
    pixels = blank(180)
    assert enhance(upright_of(pixels)).glare == 0
    cv2.circle(pixels, (600, 300), 150, (255, 255, 255), -1)
    assert enhance(upright_of(pixels)).glare == pytest.approx(np.pi * 150**2 / (750 * 1350), rel=0.15)


def test_an_overexposed_white_card_is_no_glare() -> None:
    assert enhance(upright_of(np.full((750, 1350, 3), 255, np.uint8))).glare == 0


def test_the_picture_lies_pixel_on_pixel_on_the_upright_card() -> None:
    upright = upright_of(flat_card(1).pixels)
    assert enhance(upright).pixels.shape == upright.pixels.shape[:2]
    assert np.array_equal(enhance(upright).matrix, upright.matrix)


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (64, 64)])
def test_tiny_crops_are_no_special_case(size: tuple[int, int]) -> None:
    assert enhanced(np.full((*size, 3), 200, np.uint8)).shape == size
