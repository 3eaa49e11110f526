"""Lines are where the print is, nowhere else, and know their way back to the photo."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shared.card.enhanced import Enhanced, enhance
from shared.card.lines import Line, find_lines
from shared.card.lines.order import reading_order
from tests.unit.card.printed import Pixels, blank, flat_card, line_boxes, rotated, upright_of

Floats = NDArray[np.float64]
TILTED = np.array([(2.0, 0.3, 100), (-0.2, 2.2, 300), (1e-4, 5e-5, 1)])


def lines_of(pixels: Pixels) -> tuple[Line, ...]:
    return find_lines(enhance(upright_of(pixels)))


def boxes_of(lines: tuple[Line, ...]) -> Floats:
    return np.array([[*line.quad.min(axis=0), *line.quad.max(axis=0)] for line in lines]).reshape(-1, 4)


def ious(a: Floats, b: Floats) -> Floats:
    low, high = np.maximum(a[:, None, :2], b[None, :, :2]), np.minimum(a[:, None, 2:], b[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(axis=2)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (a, b)]
    return np.asarray(common / (areas[0][:, None] + areas[1] - common))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("seed", range(5))
def test_every_printed_line_is_found_once(seed: int, language: str) -> None:
    card = flat_card(seed, language)  # type: ignore[arg-type]
    table = ious(line_boxes(card), boxes_of(lines_of(card.pixels)))
    assert (table.max(axis=1) > 0.5).mean() > 0.85
    assert (table.max(axis=0) < 0.5).sum() <= 1


def test_a_blank_card_has_no_lines() -> None:
    assert lines_of(blank()) == ()


@pytest.mark.parametrize("shape", [(1, 1), (40, 400)])
def test_a_crop_without_a_mark_has_no_lines(shape: tuple[int, int]) -> None:
    assert find_lines(Enhanced(np.full(shape, 255, np.uint8), np.eye(3), False, 0.0)) == ()


def test_discs_rules_and_frames_are_not_text() -> None:
    pixels = blank()
    cv2.circle(pixels, (300, 300), 120, (40, 40, 40), -1)
    cv2.rectangle(pixels, (20, 20), (1330, 730), (40, 40, 40), 4)
    cv2.line(pixels, (600, 500), (1200, 500), (40, 40, 40), 3)
    assert lines_of(pixels) == ()


def test_line_quads_are_in_the_photo() -> None:
    picture = enhance(upright_of(flat_card(3).pixels))
    there = find_lines(Enhanced(picture.pixels.copy(), TILTED, False, 0.0))
    for here, line in zip(find_lines(picture), there, strict=True):
        assert np.allclose(cv2.perspectiveTransform(here.quad[None], TILTED)[0], line.quad)


def test_the_matrix_of_a_line_takes_its_crop_to_its_quad() -> None:
    for line in lines_of(flat_card(3).pixels):
        height, width = line.pixels.shape
        middle = line.matrix @ ((width - 1) / 2, (height - 1) / 2, 1)
        assert np.allclose(middle[:2] / middle[2], line.quad.mean(axis=0), atol=1.5)


@pytest.mark.parametrize("degrees", [-3.0, 1.0, 2.5])
def test_lines_follow_a_slight_turn_of_the_card(degrees: float) -> None:
    along = np.array([line.quad[1] - line.quad[0] for line in lines_of(rotated(flat_card(3).pixels, degrees))])
    long = along[np.hypot(*along.T) > 300]
    assert np.abs(np.degrees(np.arctan2(-long[:, 1], long[:, 0])) - degrees).max() < 0.5


def test_crops_have_one_text_size_whatever_the_size_of_the_card() -> None:
    pixels = flat_card(3, "en").pixels
    small = np.asarray(cv2.resize(pixels, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA), np.uint8)
    heights = [np.median([line.pixels.shape[0] for line in lines_of(size)]) for size in (pixels, small)]
    assert heights[0] == pytest.approx(heights[1], rel=0.1)


def test_columns_are_read_one_after_the_other() -> None:
    left = [(0, 60 * n, 200, 60 * n + 30) for n in range(3)]
    right = [(400, 60 * n + 10, 700, 60 * n + 40) for n in range(3)]
    assert reading_order(np.array([*right, *left], float)).tolist() == [3, 4, 5, 0, 1, 2]


def test_a_heading_is_read_before_the_columns_below_it() -> None:
    boxes = [(400, 200, 700, 230), (0, 200, 200, 230), (0, 260, 200, 290), (400, 260, 700, 290), (0, 0, 700, 60)]
    assert reading_order(np.array(boxes, float)).tolist() == [4, 1, 2, 0, 3]
