"""The order of the stages, and the way around the first ones for outlines that a person drew."""

import numpy as np

from bench.synth import sample_photo
from shared.card.pipeline import read_drawn, read_photo

PHOTO = sample_photo(seed=3)


def test_the_corners_of_a_card_start_at_the_top_left_of_its_text() -> None:
    [card] = read_photo(PHOTO.jpeg).cards
    assert np.linalg.norm(card.quad.corners - PHOTO.cards[0].quad, axis=1).max() < 5


def test_stages_are_shown_in_their_order() -> None:
    shown: list[str] = []
    read_photo(PHOTO.jpeg, observe=lambda stage, _: shown.append(stage))
    assert shown == ["photo", "quads", "rectified", "upright", "enhanced", "lines", "codes", "quality"]


def test_an_outline_that_a_person_drew_is_taken_as_it_is() -> None:
    corners = PHOTO.cards[0].quad + 7
    [card] = read_drawn(PHOTO.jpeg, {4: corners}).cards
    assert card.n == 4
    assert np.array_equal(card.quad.corners, corners)


def test_the_first_corner_that_a_person_drew_says_which_way_is_up() -> None:
    corners = PHOTO.cards[0].quad
    [card] = read_drawn(PHOTO.jpeg, {1: np.roll(corners, 2, axis=0)}).cards
    [other] = read_drawn(PHOTO.jpeg, {1: corners}).cards
    difference = np.abs(np.rot90(card.upright.pixels, 2).astype(int) - other.upright.pixels).mean()
    assert difference < 2


def test_a_photo_from_which_every_card_was_removed_says_so() -> None:
    assert read_drawn(PHOTO.jpeg, {}).no_card == "A person removed every card."
