"""One form of width, dashes and spaces; nothing invisible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.card.fields.folding import MAX_CHARACTERS, fold
from shared.card.fields.sounds import consonants


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("㈜보기", "(주)보기"),
        ("０２－１２３", "02-123"),
        ("010–0123—4567", "010-0123-4567"),
        ("홍\u200b길\u202e동", "홍길동"),
        ("a\tb\u0000c", "a b c"),
        ("hong©example.com", "hong@example.com"),
        ("부장 ● 영업부", "부장 | 영업부"),
        ("℡ 02", "TEL 02"),
    ],
)
def test_printed_forms_become_one(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text(max_size=600))
def test_folded_text_is_short_and_visible(text: str) -> None:
    folded = fold(text)
    assert len(folded) <= MAX_CHARACTERS
    assert folded.isprintable()


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [("길동", "gildong"), ("영수", "youngsoo"), ("민준", "Minjun"), ("보기", "bogi"), ("지현", "jihyun")],
)
def test_a_name_sounds_alike_in_hangul_and_latin(hangul: str, latin: str) -> None:
    assert consonants(hangul) == consonants(latin)
