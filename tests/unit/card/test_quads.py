"""Where the card is must not depend on how the photo was taken; and no card is an answer."""

from itertools import combinations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from bench.synth import hard_photo
from shared.card.photo import decode_photo
from shared.card.quads import NoQuad, Quad, find_quads
from shared.card.quads.scoring import overlap
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


@pytest.mark.parametrize("size", [(64, 64), (64, 3000), (3000, 64), (100, 1000)])
@pytest.mark.parametrize("noise", [0, 60])
def test_a_photo_of_any_shape_gets_an_answer(size: tuple[int, int], noise: float) -> None:
    pixels = np.clip(np.random.default_rng(1).normal(128, noise, (size[1], size[0], 3)), 0, 255).astype(np.uint8)
    answer = find_quads(photo_of(pixels))
    assert isinstance(answer, NoQuad) or all(np.isfinite(quad.corners).all() for quad in answer)


def test_a_side_beyond_the_frame_is_cut_at_the_frame() -> None:
    corners = seen_from(0, 0, centre=(600, 450), focal=1200) - (300, 0)
    (left, _), (right, _), *_ = one(np.ascontiguousarray(card_on(desk(), corners)))
    assert left == pytest.approx(-0.5, abs=1)
    assert right == pytest.approx(corners[1, 0], abs=2)


def test_a_card_and_its_shadow_are_told_apart() -> None:
    corners = seen_from(0, 10)
    shade = np.zeros((900, 1200), np.uint8)
    cv2.fillConvexPoly(shade, np.round(corners + np.array((9, 12))).astype(np.int32), 255)
    soft = cv2.GaussianBlur(shade, (0, 0), 5)[:, :, None] / 255
    shaded = (desk(colour=(200, 200, 200)) * (1 - 0.5 * soft)).astype(np.uint8)
    assert polygon_iou(one(card_on(shaded, corners)), corners) > 0.98


def test_cards_that_touch_are_two_cards() -> None:
    first = seen_from(0, 0, centre=(420, 300), focal=700)
    second = first + np.array((0, first[3, 1] - first[0, 1]))
    quads = found(card_on(card_on(desk(), first, 200), second))
    assert len(quads) == 2
    assert all(polygon_iou(q.corners, c) > 0.96 for q, c in zip(quads, (first, second), strict=True))


@pytest.mark.parametrize("number", range(6))
def test_no_two_cards_lie_on_each_other(number: int) -> None:
    quads = find_quads(decode_photo(hard_photo(21, number, long_side=900).jpeg))
    corners = [] if isinstance(quads, NoQuad) else [quad.corners for quad in quads]
    for first, second in combinations(corners, 2):
        assert overlap(first, second[None])[0] < 0.2
