"""A defect is seen when it is there, grows as it grows, and leads to advice about the worst one."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from shared.card.enhanced import enhance
from shared.card.lines import find_lines
from shared.card.photo import Photo
from shared.card.quads import Quad
from shared.card.quality import ADVICE, GOOD, Quality, judge_quality
from shared.card.rectified import rectify
from shared.card.upright.turn import turned
from tests.unit.card.printed import Pixels, flat_card, shaded


def photographed(card: Pixels, harm: Callable[[Pixels], Pixels] = np.copy, margin: int = 120) -> Quality:
    """Lay a card on a desk, `margin` px from the frame's left edge, harm the photo and judge the card."""
    height, width = card.shape[:2]
    desk = cv2.copyMakeBorder(card, 120, 120, max(margin, 0), 120, cv2.BORDER_CONSTANT, value=(90, 110, 130))
    pixels = harm(np.ascontiguousarray(desk[:, max(-margin, 0) :]))
    box = np.array([(0, 0), (width, 0), (width, height), (0, height)]) + np.array((margin, 120))
    corners = box * (pixels.shape[0] / desk.shape[0]) - 0.5
    photo, quad = Photo(pixels, pixels.shape[1], pixels.shape[0], 1.0), Quad(corners, 1.0)
    upright = turned(rectify(photo, quad), 0, 1.0)
    enhanced = enhance(upright)
    return judge_quality(photo, quad, upright, enhanced, find_lines(enhanced))


def blurred(card: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(card, (0, 0), sigma), np.uint8)


def dimmed(card: Pixels, light: float) -> Pixels:
    return (card * light).astype(np.uint8)


def grainy(card: Pixels, sigma: float) -> Pixels:
    noise = np.random.default_rng(2).normal(0, sigma, card.shape)
    return np.clip(card + noise, 0, 255).astype(np.uint8)


def pale(card: Pixels, share: float) -> Pixels:
    return (230 - (230 - card.astype(float)) * share).clip(0, 255).astype(np.uint8)


def shrunk(card: Pixels, scale: float) -> Pixels:
    return np.asarray(cv2.resize(card, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def dazzled(card: Pixels, radius: float) -> Pixels:
    lit = dimmed(card, 0.8)
    cv2.circle(lit, (600, 400), round(radius), (255, 255, 255), -1)
    return lit


def test_a_plain_photo_is_good() -> None:
    quality = photographed(flat_card(3).pixels)
    assert (quality.verdict, quality.advice) == ("good", GOOD)


@pytest.mark.parametrize(
    ("defect", "harm", "amounts"),
    [
        ("blurry", blurred, (3.5, 5.0)),
        ("dark", dimmed, (0.2, 0.08)),
        ("noisy", grainy, (40.0, 90.0)),
        ("faint", pale, (0.1, 0.05)),
        ("low_resolution", shrunk, (0.25, 0.2)),
        ("glare", dazzled, (100, 200)),
        ("shadow", shaded, (0.3, 0.1)),
    ],
)
def test_a_defect_is_seen_and_grows_as_it_grows(
    defect: str, harm: Callable[[Pixels, float], Pixels], amounts: tuple[float, float]
) -> None:
    card = flat_card(3).pixels
    some, much = (photographed(card, lambda photo, a=amount: harm(photo, a)) for amount in amounts)  # type: ignore[misc]
    assert getattr(photographed(card), defect) < 0.3
    assert 0.1 < getattr(some, defect) < getattr(much, defect)


def test_a_card_beyond_the_frame_is_cut_off() -> None:
    quality = photographed(flat_card(3).pixels, margin=-70)
    assert quality.cut_off > 0.8
    assert (quality.verdict, quality.advice) == ("retake", ADVICE["cut_off"])


def test_a_blurred_photo_is_taken_again_with_a_steady_hand() -> None:
    quality = photographed(flat_card(3).pixels, lambda photo: blurred(photo, 9.0))
    assert (quality.verdict, quality.advice) == ("retake", ADVICE["blurry"])


def test_a_photo_too_blurred_for_any_line_is_not_good() -> None:
    assert photographed(flat_card(3).pixels, lambda photo: blurred(photo, 25.0)).verdict != "good"


def test_a_blank_card_is_judged_too() -> None:
    assert photographed(np.full((600, 1000, 3), 220, np.uint8)).blurry == 0


def test_every_defect_has_advice_in_two_languages() -> None:
    for advice in ADVICE.values():
        assert any("가" <= letter <= "힣" for letter in advice.ko)
        assert advice.en.isascii()
