"""Laws of the drawn photographs that every other measurement leans on."""

import io
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from bench.synth import Look, draw_card, hard_photo, sample_photo
from bench.synth.__main__ import main
from bench.synth.camera import Camera, Place, project, rectangle
from bench.synth.desk import DeskName
from bench.synth.lay import Lie, Picture, lay
from bench.synth.places import Arrange, fitting_places, grid_places, overlapping, touching_places
from bench.synth.sight import is_shown
from bench.synth.things import Thing
from bench.synth.truth import photo_truth


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert sample_photo(5, size=(640, 480)).jpeg == sample_photo(5, size=(640, 480)).jpeg


def test_another_seed_gives_another_photo() -> None:
    assert sample_photo(5, size=(640, 480)).jpeg != sample_photo(6, size=(640, 480)).jpeg


def test_what_was_drawn_before_does_not_change_a_hard_photo() -> None:
    first = hard_photo(3, 1, 320).jpeg
    hard_photo(3, 2, 320)
    assert hard_photo(3, 1, 320).jpeg == first


def test_the_jpeg_has_the_size_that_was_asked_for() -> None:
    with Image.open(io.BytesIO(sample_photo(1, size=(640, 480)).jpeg)) as image:
        assert (image.format, image.size) == ("JPEG", (640, 480))


@pytest.mark.parametrize("number", range(12))
def test_a_hard_photo_has_the_long_side_that_was_asked_for(number: int) -> None:
    assert max(hard_photo(1, number, 256).pixels.shape) == pytest.approx(256, abs=1)


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


def test_every_field_of_a_card_is_printed_on_it() -> None:
    cards = [draw_card(seed, px_per_mm=5) for seed in range(12)]
    printed = [" / ".join(line.text for line in card.lines) for card in cards]
    assert all(value in text for card, text in zip(cards, printed, strict=True) for value in card.fields.values())


@pytest.mark.parametrize("seed", range(6))
def test_the_same_card_is_drawn_at_any_resolution(seed: int) -> None:
    coarse, fine = draw_card(seed, px_per_mm=6), draw_card(seed, px_per_mm=18)
    assert [line.text for line in coarse.lines] == [line.text for line in fine.lines]
    assert np.allclose([line.box for line in coarse.lines], [line.box for line in fine.lines], atol=1.5)


def test_a_camera_straight_above_keeps_right_angles_and_scale() -> None:
    quad = project(Camera((801, 601), 5.0).matrix @ Place(0, 0, 90).matrix((90, 50)), rectangle((0, 0, 90, 50)))
    assert np.allclose(quad, [[525, 75], [525, 525], [275, 525], [275, 75]])


def test_a_thing_covers_the_area_and_has_the_centre_of_its_quad() -> None:
    sheet = Thing("sheet", np.full((50, 90, 3), 255, np.uint8), np.full((50, 90), 255, np.uint8), (90, 50), Lie())
    picture = Picture(np.zeros((480, 640, 3), np.uint8), np.zeros((480, 640), np.float32))
    view = Camera((640, 480), 4.0, tilt=25, azimuth=30).matrix @ Place(3.3, 2.7, 21).matrix((90, 50))
    lay(picture, sheet, view, Lie())
    quad, seen = cv2.moments(project(view, rectangle((0, 0, 90, 50))).astype(np.float32)), cv2.moments(picture.gloss)
    assert seen["m00"] == pytest.approx(quad["m00"], rel=0.002)
    assert seen["m10"] / seen["m00"] == pytest.approx(quad["m10"] / quad["m00"], abs=0.05)


@pytest.mark.parametrize("view", [Place(-112.0, 50.0, 0.0), Place(50.0, -102.0, 0.0)])
def test_a_thing_whose_shadow_only_grazes_the_frame_can_be_laid(view: Place) -> None:
    sheet = Thing("sheet", np.zeros((40, 60, 3), np.uint8), np.full((40, 60), 255, np.uint8), (60, 40), Lie())
    picture = Picture(np.full((100, 100, 3), 200, np.uint8), np.zeros((100, 100), np.float32))
    lay(picture, sheet, view.matrix((60, 40)), Lie(lift=20.0))
    assert picture.pixels.min() == 200


def test_a_line_counts_until_the_frame_cuts_off_a_quarter_of_it() -> None:
    quad = rectangle((-20.0, 10.0, 80.0, 30.0))
    assert is_shown(quad, (640, 480), [])
    assert not is_shown(quad - (10, 0), (640, 480), [])


def test_a_line_below_a_thing_does_not_count() -> None:
    sheet = Thing("sheet", np.zeros((50, 90, 3), np.uint8), np.full((50, 90), 255, np.uint8), (90, 50), Lie())
    assert not is_shown(rectangle((10.0, 10.0, 80.0, 30.0)), (640, 480), [(sheet, np.eye(3))])
    assert is_shown(rectangle((100.0, 10.0, 180.0, 30.0)), (640, 480), [(sheet, np.eye(3))])


@pytest.mark.parametrize("arrange", [fitting_places, touching_places, grid_places])
def test_arranged_cards_never_share_ground(arrange: Arrange) -> None:
    camera, sizes = Camera((640, 480), 2.0, tilt=10), [(90.0, 50.0), (85.0, 54.0)]
    places = arrange(np.random.default_rng(5), camera, sizes, [12.0, 80.0])
    assert places is not None
    views = [camera.matrix @ place.matrix(size) for place, size in zip(places, sizes, strict=True)]
    quads = [project(view, rectangle((0, 0, *size))) for view, size in zip(views, sizes, strict=True)]
    assert not overlapping(*quads)


def test_the_command_writes_a_truth_for_every_photo(tmp_path: Path) -> None:
    assert main([str(tmp_path), "--demo"]) == 0
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert sorted(truth) == sorted(path.name for path in tmp_path.glob("*.jpg"))
    assert [len(photo["cards"]) for photo in truth.values()].count(0) == 1


def test_a_truth_has_a_quad_for_every_line() -> None:
    cards = photo_truth(sample_photo(2, 2, size=(640, 480)))["cards"]
    assert len(cards) == 2
    assert all(len(card["lines"]) == len(card["line_quads"]) > 0 for card in cards)


DESK_PAIR: tuple[DeskName, DeskName] = ("black", "white")


def test_an_edge_that_is_hard_to_see_has_less_contrast() -> None:
    clear, faint = (sample_photo(2, size=(640, 480), look=Look(desk=desk)) for desk in DESK_PAIR)
    assert photo_truth(faint)["min_edge_contrast"] < photo_truth(clear)["min_edge_contrast"]
