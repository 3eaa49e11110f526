"""Mail addresses as cards print them and as OCR reads them."""

import pytest

from shared.card.fields.emails import GUESS, find_email
from shared.card.fields.folding import fold

PRINTED = [
    ("hong@example.com", "hong@example.com"),
    ("Hong.Gildong@Example.com", "hong.gildong@example.com"),
    ("E-mail: hong@example.co.kr", "hong@example.co.kr"),
    ("E-mail hong_gd@example.kr", "hong_gd@example.kr"),
    ("Email. hong@example.org", "hong@example.org"),
    ("E. hong@example.com", "hong@example.com"),
    ("E hong@example.com", "hong@example.com"),
    ("E: hong@example.com", "hong@example.com"),
    ("이메일 hong@example.com", "hong@example.com"),
    ("이메일 : hong-gd@mail.example.com", "hong-gd@mail.example.com"),
    ("메일: hong@example.net", "hong@example.net"),
    ("e hong@example.com", "hong@example.com"),
    ("M. 010-0123-4567 E. hong@example.com", "hong@example.com"),
    ("hong+card@example.com", "hong+card@example.com"),
    ("h.g.d@example.museum", "h.g.d@example.museum"),
    ("hong1234@example.ac.kr", "hong1234@example.ac.kr"),
    ("(hong@example.com)", "hong@example.com"),
    ("hong@example.com, kim@example.com", "hong@example.com"),
    ("hong(at)example.com", "hong@example.com"),
    ("E-MAIL : HONG@EXAMPLE.CO.KR", "hong@example.co.kr"),
]
CAUGHT = [
    ("hong @example.co kr", "hong@example.co.kr"),
    ("E-mail: gildong.hong a example kr", "gildong.hong@example.kr"),
    ("이메일 gildong hong@example.com", "gildong.hong@example.com"),
    ("gildong.hong Sexample.co.kr", "gildong.hong@example.co.kr"),
    ("E hong@example co kr", "hong@example.co.kr"),
    ("hong.gdGexample.co.kr", "hong.gd@example.co.kr"),
    ("hongQexample.com", "hong@example.com"),
    ("hong@ex~ample.com", "hong@ex-ample.com"),
    ("hong@example,.co.kr", "hong@example.co.kr"),
    ("E-mail: gildong. hong@example.com", "gildong.hong@example.com"),
    ("E gildong.,hong@example.com", "gildong.hong@example.com"),
    ("E-mail. hong@example.com", "hong@example.com"),
    ("hong@example_co_kr", "hong@example.co.kr"),
    ("E.hong@example.com", "hong@example.com"),
    ("E-mail:hong@example.com", "hong@example.com"),
    ("hong@example,com", "hong@example.com"),
    ("hong@example.co,kr", "hong@example.co.kr"),
    ("hong @example.com", "hong@example.com"),
    ("hong@ example.com", "hong@example.com"),
    ("hong@example .com", "hong@example.com"),
    ("hong@example. co. kr", "hong@example.co.kr"),
    ("hong@example.corn", "hong@example.com"),
    ("hong@example.c0m", "hong@example.com"),
    ("hong@example.co.kf", "hong@example.co.kr"),
    ("hong©example.com", "hong@example.com"),
    ("hong＠example．com", "hong@example.com"),
    ("hong@example.com.", "hong@example.com"),
]
NOT_YET = [
    ("hong@examplecom", "hong@example.com"),  # the dot is lost
    ("hongaexample.com", "hong@example.com"),  # a small letter for the sign
]
NO_EMAIL = [
    "@gildong",
    "410.1140@161010.00.0",
    "hong at example",
    "T. 02-123-4567",
    "www.example.com",
    "3 @ 1,000",
    "@",
    "a@b",
]


@pytest.mark.parametrize(("printed", "address"), PRINTED + CAUGHT)
def test_a_mail_address_is_found(printed: str, address: str) -> None:
    found = find_email(fold(printed))
    assert found is not None
    assert found.value == address


@pytest.mark.xfail(reason="not read yet", strict=True)
@pytest.mark.parametrize(("printed", "address"), NOT_YET)
def test_a_mail_address_is_not_read_yet(printed: str, address: str) -> None:
    test_a_mail_address_is_found(printed, address)


@pytest.mark.parametrize("printed", NO_EMAIL)
def test_other_texts_are_no_mail_addresses(printed: str) -> None:
    assert find_email(fold(printed)) is None


def test_an_address_whose_sign_was_not_read_is_a_guess() -> None:
    found = find_email("hongGexample.com")
    assert found is not None
    assert found.confidence == GUESS


def test_the_printed_form_is_kept_without_the_label() -> None:
    found = find_email("E-mail: Hong@Example,com")
    assert found is not None
    assert (found.seen, found.start) == ("Hong@Example,com", 0)
