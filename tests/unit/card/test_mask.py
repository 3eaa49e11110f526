"""What the network proposes must lie where the cards lie, and it must see nothing where nothing lies."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shared.card.quads.mask import look
from tests.unit.card.drawing import Floats, card_on, desk, polygon_iou, seen_from


def best_fit(pixels: NDArray[np.uint8], corners: Floats) -> float:
    return max((polygon_iou(quad, corners) for quad in look(pixels).quads), default=0.0)


@pytest.mark.parametrize("turn", [0, 8, 30, 75])
@pytest.mark.parametrize("tilt", [0, 30])
def test_a_proposal_lies_on_a_plain_card(turn: float, tilt: float) -> None:
    corners = seen_from(tilt, turn)
    assert best_fit(card_on(desk(), corners), corners) > 0.9


@pytest.mark.parametrize(("ground", "colour"), [((236, 236, 236), 250), ((22, 24, 26), 12)])
def test_a_proposal_lies_on_a_card_nearly_as_bright_as_the_desk(ground: tuple[int, int, int], colour: int) -> None:
    corners = seen_from(15, 12)
    assert best_fit(card_on(desk(colour=ground), corners, colour), corners) > 0.85


def test_a_card_cut_by_the_frame_is_proposed_beyond_the_frame() -> None:
    corners = seen_from(0, 5, centre=(950, 450))
    assert corners[:, 0].max() > 1200
    assert best_fit(card_on(desk(), corners), corners) > 0.8


def test_cards_two_millimetres_apart_have_a_proposal_each() -> None:
    pixels = desk(1600, 1200)
    cards = [seen_from(0, 0, centre=(x, 600), focal=800) for x in (570, 1030)]
    for corners in cards:
        pixels = card_on(pixels, corners)
    assert min(best_fit(pixels, corners) for corners in cards) > 0.85


@pytest.mark.parametrize("colour", [(70, 90, 110), (240, 240, 240), (10, 10, 10)])
def test_nothing_is_proposed_on_an_empty_desk(colour: tuple[int, int, int]) -> None:
    assert look(desk(colour=colour)).quads.shape == (0, 4, 2)


def test_a_photo_twice_as_large_gives_the_proposals_at_twice_the_size() -> None:
    corners = seen_from(20, 5)
    large = cv2.resize(card_on(desk(), corners), None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR)
    assert best_fit(np.asarray(large, np.uint8), corners * 2 + 0.5) > 0.9


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (1000, 2), (256, 256)])
def test_a_photo_of_any_shape_is_looked_at(shape: tuple[int, int]) -> None:
    assert look(np.full((*shape, 3), 128, np.uint8)).quads.shape[1:] == (4, 2)


def test_the_same_photo_gives_the_same_proposals_to_the_last_bit() -> None:
    pixels = card_on(desk(), seen_from(20, 12))
    assert np.array_equal(look(pixels).quads, look(pixels.copy()).quads)
