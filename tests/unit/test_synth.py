"""Laws of the drawn photographs that every other measurement leans on."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from bench.synth import Look, draw_card, sample_photo
from bench.synth.camera import Camera, Place, project, rectangle


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert sample_photo(5, size=(640, 480)).jpeg == sample_photo(5, size=(640, 480)).jpeg


def test_another_seed_gives_another_photo() -> None:
    assert sample_photo(5, size=(640, 480)).jpeg != sample_photo(6, size=(640, 480)).jpeg


def test_the_jpeg_has_the_size_that_was_asked_for() -> None:
    with Image.open(io.BytesIO(sample_photo(1, size=(640, 480)).jpeg)) as image:
        assert (image.format, image.size) == ("JPEG", (640, 480))


@pytest.mark.parametrize("cards", [0, 1, 2, 3])
def test_as_many_cards_lie_in_the_frame_as_were_asked_for(cards: int) -> None:
    photo = sample_photo(7, cards, size=(640, 480))
    corners = np.array([card.quad for card in photo.cards]).reshape(-1, 2)
    assert len(photo.cards) == cards
    assert ((corners >= 0) & (corners <= (639, 479))).all()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_turn_asked_for_is_the_turn_that_makes_the_text_upright(turn: int) -> None:
    card = sample_photo(3, size=(640, 480), look=Look(turn=turn)).cards[0]
    across, down = card.quad[1] - card.quad[0]
    assert card.turn == turn
    assert np.cos(np.arctan2(down, across) + np.radians(turn)) > np.cos(np.radians(30))


def test_every_line_of_text_stands_inside_its_card() -> None:
    card = sample_photo(4, language="en").cards[0]
    corners = np.concatenate([line.quad for line in card.lines])
    depths = [cv2.pointPolygonTest(card.quad.astype(np.float32), tuple(corner), True) for corner in corners]
    assert min(depths) > 0


def test_a_line_reads_from_the_left_to_the_right_of_its_card() -> None:
    card = sample_photo(9, look=Look(turn=180)).cards[0]
    across = card.quad[1] - card.quad[0]
    assert all((line.quad[1] - line.quad[0]) @ across > 0 for line in card.lines)


def test_print_is_dark_on_a_white_card_where_the_truth_says_there_is_a_line() -> None:
    card = draw_card(2, stock="white", px_per_mm=10)
    boxes = [np.round(np.array(line.box) * 10).astype(int) for line in card.lines]
    assert all(card.pixels[y0:y1, x0:x1].min() < 150 for x0, y0, x1, y1 in boxes)


def test_the_same_card_is_drawn_at_any_resolution() -> None:
    coarse, fine = draw_card(8, px_per_mm=6), draw_card(8, px_per_mm=18)
    assert [line.text for line in coarse.lines] == [line.text for line in fine.lines]
    assert np.allclose([line.box for line in coarse.lines], [line.box for line in fine.lines], atol=1.5)


def test_a_camera_straight_above_keeps_right_angles_and_scale() -> None:
    quad = project(Camera((801, 601), 5.0).matrix @ Place(0, 0, 90).matrix((90, 50)), rectangle((0, 0, 90, 50)))
    assert np.allclose(quad, [[525, 75], [525, 525], [275, 525], [275, 75]])


def test_the_rim_of_a_card_lies_where_its_quad_says() -> None:
    photo = sample_photo(11, look=Look(desk="black"))
    quad = photo.cards[0].quad
    inner, outer = (quad.mean(0) + share * (quad - quad.mean(0)) for share in (0.985, 1.015))
    middles = [((corners + np.roll(corners, -1, 0)) / 2).round().astype(int) for corners in (inner, outer)]
    light, dark = (photo.pixels[points[:, 1], points[:, 0]].mean(1) for points in middles)
    assert light.min() > dark.max() + 60
