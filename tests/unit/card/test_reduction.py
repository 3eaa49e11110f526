"""A reduced picture shows the same at the size asked for."""

import cv2
import numpy as np
import pytest

from shared.card.reduction import halved, reduced


@pytest.mark.parametrize(("shape", "wanted"), [((3024, 4032, 3), (300, 400, 3)), ((500, 100), (400, 80))])
def test_the_long_side_becomes_what_was_asked_for(shape: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    assert reduced(np.zeros(shape, np.uint8), 400).shape == wanted


def test_a_smaller_picture_stays_as_it_is() -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (50, 90, 3), np.uint8)
    assert np.array_equal(reduced(pixels, 400), pixels)


@pytest.mark.parametrize("side", [799, 800, 801, 1601, 3000])
def test_halving_ends_between_one_and_two_times_the_side(side: int) -> None:
    assert 400 <= max(halved(np.zeros((side // 2, side), np.uint8), 400).shape) < 800


def test_reducing_averages_so_that_noise_does_not_become_texture() -> None:
    noise = np.random.default_rng(1).normal(128, 20, (1600, 1600)).clip(0, 255).astype(np.uint8)
    assert reduced(noise, 250).std() < 20 / 4


def test_a_place_stays_where_it_is() -> None:
    pixels = np.zeros((1000, 1500), np.uint8)
    cv2.circle(pixels, (900, 400), 60, (255,), -1)
    moments = cv2.moments(reduced(pixels, 400))
    centre = np.array((moments["m10"], moments["m01"])) / moments["m00"]
    assert np.allclose((centre + 0.5) * 1500 / 400 - 0.5, (900, 400), atol=1)
