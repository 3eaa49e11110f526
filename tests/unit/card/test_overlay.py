"""The overlay is a new picture of the photo with marks on what was found."""

import numpy as np

from shared.card.overlay import OVERLAY_SIDE, draw_overlay
from shared.card.quads import Quad
from tests.unit.card.drawing import desk, photo_of

CORNERS = np.array([(200.0, 200), (900, 220), (880, 600), (210, 590)])


def test_an_overlay_of_nothing_is_the_photo() -> None:
    photo = photo_of(desk())
    assert np.array_equal(draw_overlay(photo, []), photo.pixels)


def test_marks_lie_on_the_outline_and_the_middle_stays_clear() -> None:
    photo = photo_of(desk())
    changed = (draw_overlay(photo, [Quad(CORNERS, 0.9)]) != photo.pixels).any(axis=2)
    assert changed[210, 550]
    assert not changed[400, 550]


def test_a_large_photo_is_drawn_small() -> None:
    assert max(draw_overlay(photo_of(desk(3200, 1000)), []).shape) == OVERLAY_SIDE
