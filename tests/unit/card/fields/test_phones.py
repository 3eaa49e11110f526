"""Telephone numbers as cards print them. Korean exchanges that begin with 0 or 1 are given to nobody."""

import pytest

from shared.card.fields.folding import fold
from shared.card.fields.phones import country_of, find_local_phone, find_phone

PRINTED = [
    ("010-0123-4567", "mobile", "+821001234567"),
    ("010 0123 4567", "mobile", "+821001234567"),
    ("010.0123.4567", "mobile", "+821001234567"),
    ("01001234567", "mobile", "+821001234567"),
    ("Mobile. 010-0123-4567", "mobile", "+821001234567"),
    ("M 010 0123 4567", "mobile", "+821001234567"),
    ("H.P. 010-0123-4567", "mobile", "+821001234567"),
    ("HP : 010-0123-4567", "mobile", "+821001234567"),
    ("C.P 010-0123-4567", "mobile", "+821001234567"),
    ("Cell: 010-0123-4567", "mobile", "+821001234567"),
    ("휴대폰 010-0123-4567", "mobile", "+821001234567"),
    ("휴대전화 : 010)0123-4567", "mobile", "+821001234567"),
    ("핸드폰. 011-012-3456", "mobile", "+82110123456"),
    ("+82-10-0123-4567", "mobile", "+821001234567"),
    ("+82 (0)10 0123 4567", "mobile", "+821001234567"),
    ("+82.10.0123.4567", "mobile", "+821001234567"),
    ("82-10-0123-4567", "mobile", "+821001234567"),
    ("(+82) 10-0123-4567", "mobile", "+821001234567"),
    ("T. 02) 000-0199", "tel", "+8220000199"),
    ("TEL 02-0123-4567", "tel", "+82201234567"),
    ("Tel: (02) 123-4567", "tel", "+8221234567"),
    ("Tel +82 (0)31 123 4567", "tel", "+82311234567"),
    ("전화 031.123.4567", "tel", "+82311234567"),
    ("대표전화 1588-0000", "tel", "+8215880000"),
    ("대표번호: 1644-0000", "tel", "+8216440000"),
    ("직통 02-123-4567", "tel", "+8221234567"),
    ("051)123-4567", "tel", "+82511234567"),
    ("064-123-4567", "tel", "+82641234567"),
    ("070-0123-4567", "tel", "+827001234567"),
    ("Office 070.0123.4567", "tel", "+827001234567"),
    ("080-012-3456", "tel", "+82800123456"),
    ("D 02.123.4567", "tel", "+8221234567"),
    ("02-123-4567~9", "tel", "+8221234567"),
    ("02-123-4567 (내선 123)", "tel", "+8221234567"),
    ("02-123-4567 교환 12", "tel", "+8221234567"),
    ("Tel. 02-123-4567 ext. 301", "tel", "+8221234567"),
    ("FAX 070 0123 4567", "fax", "+827001234567"),
    ("F. 02-123-4567", "fax", "+8221234567"),
    ("팩스 : 02)123-4567", "fax", "+8221234567"),
    ("팩스번호 0505-012-3456", "fax", "+825050123456"),
    ("facsimile +82 2 123 4567", "fax", "+8221234567"),
    ("0507-0123-4567", "tel", "+8250701234567"),
    ("+1 212 555 0142", "tel", "+12125550142"),
    ("(415) 555-0142", "tel", "+14155550142"),
    ("Cell 503.555.0142", "mobile", "+15035550142"),
    ("+44 20 7946 0123", "tel", "+442079460123"),
    ("tel: +44 (0) 20 7946 0123", "tel", "+442079460123"),
    ("020 7946 0123", "tel", "+442079460123"),
]
CAUGHT = [
    ("+82-1588-0123", "tel", "+8215880123"),
    ("050-71234-5678", "tel", "+8250712345678"),
    ("P. 010-0123-4567", "mobile", "+821001234567"),
    ("M. 02-123-4567", "tel", "+8221234567"),
    ("Tet: 02-123-4567", "tel", "+8221234567"),
    ("패스 02-123-4567", "fax", "+8221234567"),
    ("FAX 070 0123 4567 / 2F", "fax", "+827001234567"),
    ("O1O-0123-4567", "mobile", "+821001234567"),
    ("M. 0l0-0123-4567", "mobile", "+821001234567"),
    ("０１０－０１２３－４５６７", "mobile", "+821001234567"),
    ("010–0123–4567", "mobile", "+821001234567"),
    ("Tel / Fax 02-123-4567", "tel", "+8221234567"),
    ("010-0123-4567 (M)", "mobile", "+821001234567"),
    ("02-123-4567(F)", "fax", "+8221234567"),
    ("Tel No. 02-123-4567", "tel", "+8221234567"),
    ("010 - 0123 - 4567", "mobile", "+821001234567"),
]
NOT_YET = [
    ("휴대폰 공일공 0123 4567", "mobile", "+821001234567"),  # spelt out
    ("M 010-0123-456T", "mobile", "+821001234567"),  # a letter that may be 1 or 7
    ("Mobile OlO-Ol23-4S67", "mobile", "+821001234567"),  # S for 5
]
NO_PHONE = [
    "+82 2 141",
    "전화 +82 2 1598 471",
    "사업자등록번호 123-45-67890",
    "계좌 110-123-456789",
    "2026-11-20",
    "Since 1998",
    "서울시 보기구 보기로 123-45",
    "우) 01234",
    "10:00 - 20:00",
    "1-800",
    "등록번호 제 2020-012-3456호",
]


@pytest.mark.parametrize(("printed", "field", "number"), PRINTED + CAUGHT)
def test_a_number_is_found_with_its_kind(printed: str, field: str, number: str) -> None:
    found = find_phone(fold(printed))
    assert found is not None
    assert (found.field, found.value) == (field, number)


@pytest.mark.xfail(reason="not read yet", strict=True)
@pytest.mark.parametrize(("printed", "field", "number"), NOT_YET)
def test_a_number_is_not_read_yet(printed: str, field: str, number: str) -> None:
    test_a_number_is_found_with_its_kind(printed, field, number)


@pytest.mark.parametrize("printed", NO_PHONE)
def test_other_numbers_are_no_telephone_numbers(printed: str) -> None:
    assert find_phone(fold(printed)) is None


def test_the_printed_form_is_kept_without_the_label() -> None:
    found = find_phone("T. 02-123-4567 (내선 123) F. 02-123-4568")
    assert found is not None
    assert found.seen == "02-123-4567 (내선 123)"


def test_a_label_is_taken_with_its_number() -> None:
    found = find_phone("영업부 직통 : 02-123-4567")
    assert found is not None
    assert (found.start, found.end) == (4, 20)


@pytest.mark.parametrize(
    ("address", "country"),
    [("hong@example.co.uk", "GB"), ("www.example.de/kr", "DE"), ("hong@example.co.kr", ""), ("example.io", "")],
)
def test_an_address_says_the_country_of_numbers(address: str, country: str) -> None:
    assert country_of(address) == country


def test_numbers_of_other_countries_are_found_where_the_card_says_the_country() -> None:
    found = find_local_phone("Tel 030 23125 000", "DE")
    assert found is not None
    assert (found.field, found.value) == ("tel", "+493023125000")
