"""Whole cards: lines in, fields out. People, companies and numbers are invented."""

import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.card.fields import Fields, extract_fields
from shared.card.fields.extraction import MAX_LINES
from shared.card.text import TextLine
from tests.unit.card.fields.printed import card

KOREAN = (
    ("보기전자(주)", 18.0),
    ("홍길동", 20.0),
    "해외영업본부 / 부장",
    "서울특별시 강남구 보기로 12, 3층 (보기동)",
    "T. 02-123-4567  F. 02-123-4568",
    "M. 010-0123-4567",
    "gildong.hong@example.co.kr",
    "www.example.co.kr",
)
ENGLISH = (
    ("Sample Robotics", 18.0),
    ("Gildong Hong", 20.0),
    "Director, Global Business",
    "100 Example Street, Suite 200, Portland, OR 97000",
    "Tel (503) 555-0142",
    "Mobile +1 503 555 0143",
    "gildong@sample-robotics.example",
)


def values(fields: Fields) -> dict[str, list[str]]:
    return {name: [value.value for value in found] for name, found in fields.items() if found}


def test_a_korean_card_is_read() -> None:
    assert values(extract_fields(card(*KOREAN))) == {
        "name": ["홍길동"],
        "company": ["보기전자(주)"],
        "department": ["해외영업본부"],
        "title": ["부장"],
        "mobile": ["+821001234567"],
        "tel": ["+8221234567"],
        "fax": ["+8221234568"],
        "email": ["gildong.hong@example.co.kr"],
        "url": ["www.example.co.kr"],
        "address": ["서울특별시 강남구 보기로 12, 3층 (보기동)"],
    }


def test_an_english_card_is_read() -> None:
    assert values(extract_fields(card(*ENGLISH))) == {
        "name": ["Gildong Hong"],
        "company": ["Sample Robotics"],
        "department": ["Global Business"],
        "title": ["Director"],
        "mobile": ["+15035550143"],
        "tel": ["+15035550142"],
        "email": ["gildong@sample-robotics.example"],
        "address": ["100 Example Street, Suite 200, Portland, OR 97000"],
        "postal_code": ["97000"],
    }


@pytest.mark.parametrize("degrees", [30, 90, 180, 233])
def test_the_way_the_card_lies_in_the_photo_does_not_matter(degrees: float) -> None:
    assert values(extract_fields(card(*KOREAN, degrees=degrees))) == values(extract_fields(card(*KOREAN)))


@given(st.permutations(range(len(KOREAN))))
@settings(deadline=None, max_examples=25)
def test_the_order_of_the_lines_does_not_matter(order: list[int]) -> None:
    lines = card(*KOREAN)
    assert values(extract_fields([lines[at] for at in order])) == values(extract_fields(lines))


def test_every_value_knows_its_line_and_place() -> None:
    lines = card(*KOREAN)
    (email,) = extract_fields(lines).email
    assert email.line == 6
    assert np.array_equal(email.quad, lines[6].quad)


def test_no_value_is_surer_than_its_line() -> None:
    fields = extract_fields(card(*KOREAN, confidence=0.4))
    assert all(value.confidence <= 0.4 for _, found in fields.items() for value in found)


def test_names_in_two_scripts_are_both_kept() -> None:
    fields = extract_fields(
        card("보기물산", "Sample Trading", "홍길동 Gildong Hong", "부장 / Manager", "010-0123-4567")
    )
    assert [value.value for value in fields.name] == ["홍길동", "Gildong Hong"]
    assert {value.value for value in fields.company} == {"보기물산", "Sample Trading"}


def test_a_company_without_a_legal_form_is_known_by_its_web_address() -> None:
    fields = extract_fields(card("Glanzwerk", "Better every day", "홍길동", "대표", "hong@glanzwerk.example"))
    assert [value.value for value in fields.company] == ["Glanzwerk"]


def test_an_address_goes_on_in_the_next_line() -> None:
    fields = extract_fields(card("홍길동", "서울특별시 강남구 보기로 12,", "예시빌딩 3층 (보기동)", "010-0123-4567"))
    assert [value.value for value in fields.address] == ["서울특별시 강남구 보기로 12, 예시빌딩 3층 (보기동)"]


def test_two_addresses_are_two_values() -> None:
    fields = extract_fields(card("본사 : 서울시 강남구 보기로 12", "공장 : 경기도 화성시 보기길 34"))
    assert {value.value for value in fields.address} == {"서울시 강남구 보기로 12", "경기도 화성시 보기길 34"}


def test_a_line_that_was_hardly_read_is_no_company() -> None:
    fields = extract_fields(card("FSD", "Ewe", confidence=0.2))
    assert (fields.company, fields.name) == ((), ())


def test_a_slogan_is_neither_name_nor_company() -> None:
    fields = extract_fields(card("고객과 함께 성장합니다", "홍길동", "010-0123-4567"))
    assert values(fields)["other"] == ["고객과 함께 성장합니다"]


def test_numbers_of_another_country_follow_the_web_address() -> None:
    fields = extract_fields(card("Beispiel GmbH", "Tel 030 23125 000", "info@example.de"))
    assert [value.value for value in fields.tel] == ["+493023125000"]


def test_the_second_of_two_bare_numbers_beside_a_mobile_is_taken_for_a_fax_with_doubt() -> None:
    fields = extract_fields(card("홍길동", "010-0123-4567", "02-123-4567", "02-123-4568"))
    assert [(value.value, value.confidence) for value in fields.fax] == [("+8221234568", 0.5)]


def test_no_lines_have_no_fields() -> None:
    assert values(extract_fields([])) == {}


def test_a_card_of_ten_thousand_lines_is_read_as_far_as_a_card_can_go() -> None:
    fields = extract_fields(card(*["홍길동 부장 010-0123-4567 gildong@example.com"] * 10_000))
    lines = {value.line for _, found in fields.items() for value in found}
    assert max(line for line in lines if line is not None) < MAX_LINES


def row_of(*parts: tuple[str, float]) -> list[TextLine]:
    """Lines of 12 px in one row, each from its left edge on."""
    return [
        TextLine(text, 1.0, np.array([(x, 0), (x + 7 * len(text), 0), (x + 7 * len(text), 12), (x, 12)]))
        for text, x in parts
    ]


def test_a_number_in_two_pieces_is_read_as_one() -> None:
    fields = extract_fields(row_of(("010-0123-", 0.0), ("4567", 70.0)))
    assert [value.value for value in fields.mobile] == ["+821001234567"]


def test_a_label_reaches_across_a_wide_blank() -> None:
    fields = extract_fields(row_of(("Fax", 0.0), ("02-123-4567", 100.0)))
    assert [value.value for value in fields.fax] == ["+8221234567"]


def test_columns_are_not_read_as_one_line() -> None:
    fields = extract_fields(row_of(("홍길동", 0.0), ("부장", 120.0)))
    assert (fields.name[0].line, fields.title[0].line) == (0, 1)


HOSTILE = st.text(
    st.sampled_from(string.printable + "가나다김이박로길구시동(주)㈜\u200f\u202e\u0000\u0301\ud800\ufdfa①℡ⓒ—＠．")
    | st.characters(),
    max_size=400,
)


@given(st.lists(HOSTILE, max_size=12))
@settings(deadline=None, max_examples=150)
def test_any_text_ends_in_fields(texts: list[str]) -> None:
    fields = extract_fields(card(*texts))
    assert all(0 <= value.confidence <= 1 for _, found in fields.items() for value in found)


@pytest.mark.parametrize("text", ["0-" * 5000, "a@" * 5000, "www." * 3000, "가 로 1 " * 2000, "A. " * 5000, "1" * 9999])
def test_a_line_made_to_be_slow_ends(text: str) -> None:
    extract_fields([TextLine(text, 1.0, np.zeros((4, 2))) for _ in range(20)])


def test_a_card_full_of_web_addresses_ends() -> None:
    assert extract_fields(card(*["kr쥐a.a." * 40] * 10_000)).url  # compared with each other they took 17 s
