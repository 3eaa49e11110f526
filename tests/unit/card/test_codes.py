"""QR codes on a card are read where they stand."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from shared.card.codes import find_codes
from shared.card.upright import Upright

MATRIX = np.array([(2.0, 0, 30), (0, 2, 50), (0, 0, 1)])


def card_with(*texts: str, encoding: str = "utf-8") -> NDArray[np.uint8]:
    card = np.full((500, 900, 3), 255, np.uint8)
    for at, text in enumerate(texts):
        code = cv2.QRCodeEncoder.create().encode(text.encode(encoding).decode("utf-8"))
        big = cv2.resize(code, (200, 200), interpolation=cv2.INTER_NEAREST)
        card[100:300, 60 + 300 * at : 260 + 300 * at] = big[:, :, None]
    return card


def upright(pixels: NDArray[np.uint8]) -> Upright:
    return Upright(pixels, MATRIX.copy(), 0, 1.0)


@pytest.mark.parametrize("text", ["https://www.example.com", "MECARD:N:홍,길동;;"])
def test_a_code_is_read(text: str) -> None:
    (code,) = find_codes(upright(card_with(text)))
    assert code.text == text


def test_a_code_knows_its_place_in_the_photo() -> None:
    (code,) = find_codes(upright(card_with("https://www.example.com")))
    low, high = code.quad.min(axis=0), code.quad.max(axis=0)
    assert np.all(low >= (150, 250))
    assert np.all(high <= (550, 650))


def test_several_codes_are_read() -> None:
    codes = find_codes(upright(card_with("example one", "example two")))
    assert {code.text for code in codes} == {"example one", "example two"}


def test_a_card_without_a_code_has_none() -> None:
    assert find_codes(upright(card_with())) == ()
