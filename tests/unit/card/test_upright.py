"""The card is turned so that a person can read it, however it came in."""

import numpy as np
import pytest

from shared.card.rectified import Rectified
from shared.card.upright import turn_upright
from shared.card.upright.components import component_boxes, ink_in
from shared.card.upright.net import CLASSES, log_shares
from shared.card.upright.windows import HEIGHT, WIDTH
from tests.unit.card.printed import Pixels, blank, flat_card, rectified_of


def turned_clockwise(pixels: Pixels, degrees: int) -> Pixels:
    return np.ascontiguousarray(np.rot90(pixels, -degrees // 90))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("lying", [0, 90, 180, 270])
def test_a_turned_card_is_turned_back(lying: int, language: str) -> None:
    pixels = flat_card(3, language).pixels  # type: ignore[arg-type]
    upright = turn_upright(rectified_of(turned_clockwise(pixels, lying)))
    assert upright.turn == (360 - lying) % 360
    assert np.array_equal(upright.pixels, pixels)


@pytest.mark.parametrize("seed", range(4))
def test_light_print_is_read_like_dark_print(seed: int) -> None:
    pixels = turned_clockwise(flat_card(seed).pixels, 180)
    assert turn_upright(rectified_of(255 - pixels)).turn == turn_upright(rectified_of(pixels)).turn == 180


@pytest.mark.parametrize("lying", [0, 90, 180, 270])
def test_the_matrix_still_leads_to_the_photo(lying: int) -> None:
    rectified = rectified_of(turned_clockwise(flat_card(3).pixels, lying))
    upright = turn_upright(rectified)
    x, y, _ = (upright.matrix @ (40, 25, 1)).round().astype(int)
    assert np.array_equal(upright.pixels[25, 40], rectified.pixels[y, x])


def test_a_plain_card_is_judged_with_confidence() -> None:
    assert turn_upright(rectified_of(flat_card(3).pixels)).confidence > 0.9


def test_a_blank_card_stays_as_it_is_and_says_that_nothing_tells() -> None:
    upright = turn_upright(rectified_of(blank()))
    assert (upright.turn, upright.confidence) == (0, 0.25)


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (64, 64)])
def test_tiny_crops_stay_as_they_are(size: tuple[int, int]) -> None:
    pixels = np.full((*size, 3), 200, np.uint8)
    assert turn_upright(Rectified(pixels, np.eye(3))).turn == 0


def test_the_net_gives_a_distribution_for_every_window() -> None:
    windows = np.random.default_rng(0).normal(0, 1, (5, HEIGHT, WIDTH)).astype(np.float32)
    shares = np.exp(log_shares(windows))
    assert shares.shape == (5, len(CLASSES))
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)


def test_every_separate_spot_has_its_box_and_its_ink() -> None:
    ink = np.zeros((40, 60), np.uint8)
    ink[5:9, 10:20] = ink[30:35, 50:52] = 1
    boxes = component_boxes(ink)
    assert sorted(boxes.tolist()) == [[10, 5, 20, 9], [50, 30, 52, 35]]
    assert sorted(ink_in(ink, boxes).tolist()) == [10, 40]


def test_a_spot_inside_a_frame_has_its_own_box() -> None:
    ink = np.ones((40, 60), np.uint8)
    ink[2:38, 2:58] = 0
    ink[20:22, 30:33] = 1
    assert sorted(component_boxes(ink).tolist()) == [[0, 0, 60, 40], [30, 20, 33, 22]]
