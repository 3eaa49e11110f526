"""Where the card is must not depend on how the photo was taken; and no card is an answer."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shared.card.quads import NoQuad, Quad, find_quads
from tests.unit.card.drawing import Floats, card_on, desk, photo_of, polygon_iou, seen_from


def found(pixels: NDArray[np.uint8]) -> tuple[Quad, ...]:
    quads = find_quads(photo_of(pixels))
    assert not isinstance(quads, NoQuad), quads
    return quads


def one(pixels: NDArray[np.uint8]) -> Floats:
    (quad,) = found(pixels)
    return quad.corners


@pytest.mark.parametrize("turn", [0, 8, 30, 75])
@pytest.mark.parametrize("tilt", [0, 30])
def test_a_plain_card_is_found_to_a_fraction_of_a_pixel(turn: float, tilt: float) -> None:
    corners = seen_from(tilt, turn)
    assert polygon_iou(one(card_on(desk(), corners)), corners) > 0.99


@pytest.mark.parametrize(("ground", "colour"), [((236, 236, 236), 250), ((22, 24, 26), 12), ((70, 90, 110), 20)])
def test_a_card_nearly_as_bright_as_the_desk_is_found(ground: tuple[int, int, int], colour: int) -> None:
    corners = seen_from(15, 12)
    assert polygon_iou(one(card_on(desk(colour=ground), corners, colour)), corners) > 0.97


def test_a_turned_photo_gives_the_turned_quad() -> None:
    pixels = card_on(desk(), seen_from(20, 5))
    turned = np.ascontiguousarray(pixels[::-1, ::-1])
    assert polygon_iou(one(turned), (1199, 899) - one(pixels)) > 0.99


def test_a_photo_half_the_size_gives_the_quad_at_half_the_size() -> None:
    pixels = card_on(desk(), seen_from(20, 5))
    half = np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    assert polygon_iou(one(half) * 2 + 0.5, one(pixels)) > 0.985


def test_several_cards_come_in_reading_order() -> None:
    pixels = desk(1600, 1200)
    places = [(400, 300), (1150, 320), (420, 850), (1180, 830)]
    cards = [seen_from(0, turn, centre=place, focal=800) for turn, place in zip((4, -6, 2, 9), places, strict=True)]
    for corners in cards:
        pixels = card_on(pixels, corners)
    quads = found(pixels)
    assert len(quads) == 4
    assert all(polygon_iou(quad.corners, corners) > 0.97 for quad, corners in zip(quads, cards, strict=True))


def test_corners_run_clockwise_from_the_side_that_points_right() -> None:
    corners = seen_from(20, 12)
    assert np.allclose(one(card_on(desk(), corners)), corners, atol=3)


@pytest.mark.parametrize("colour", [(70, 90, 110), (240, 240, 240), (10, 10, 10)])
def test_an_empty_desk_has_no_card_and_says_why(colour: tuple[int, int, int]) -> None:
    answer = find_quads(photo_of(desk(colour=colour)))
    assert isinstance(answer, NoQuad)
    assert answer.reason


def test_the_same_photo_gives_the_same_quads_to_the_last_bit() -> None:
    pixels = card_on(desk(), seen_from(20, 12))
    assert np.array_equal(one(pixels), one(pixels.copy()))
