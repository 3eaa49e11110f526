"""What QR codes say: vCards, MECARDs, links. People and numbers are invented."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.card.codes import Code
from shared.card.fields import extract_fields
from shared.card.fields.vcards import read_code
from tests.unit.card.fields.printed import card

KOREAN = """BEGIN:VCARD
VERSION:3.0
N:홍;길동;;;
FN:홍길동
ORG:보기전자(주);영업부
TITLE:부장
TEL;TYPE=CELL:010-0123-4567
TEL;TYPE=WORK,VOICE:02-123-4567
TEL;TYPE=WORK,FAX:02-123-4568
EMAIL;TYPE=INTERNET:Gildong@Example.com
URL:http://www.example.com
ADR;TYPE=WORK:;;보기로 12;강남구;서울특별시;01234;대한민국
END:VCARD"""
READ = [
    ("name", "홍길동"),
    ("company", "보기전자(주)"),
    ("department", "영업부"),
    ("title", "부장"),
    ("mobile", "+821001234567"),
    ("tel", "+8221234567"),
    ("fax", "+8221234568"),
    ("email", "gildong@example.com"),
    ("url", "http://www.example.com"),
    ("address", "서울특별시 강남구 보기로 12"),
    ("postal_code", "01234"),
]


def read(text: str) -> list[tuple[str, str]]:
    return [(found.field, found.value) for found in read_code(text)]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_vcard_is_read(newline: str) -> None:
    assert read(KOREAN.replace("\n", newline)) == READ


PRINTED = [
    ("BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:=ED=99=8D;=EA=B8=B8=EB=8F=99\nEND:VCARD", "홍길동"),
    ("BEGIN:VCARD\nVERSION:4.0\nFN:홍길동\nEND:VCARD", "홍길동"),
    ("BEGIN:VCARD\nN:Hong;Gildong\nFN:Gildong Hong\nEND:VCARD", "Gildong Hong"),
    ("BEGIN:VCARD\nVERSION:3.0\nORG:Example\\, Inc.\nEND:VCARD", "Example, Inc."),
    ("BEGIN:VCARD\nTITLE:Head of\n  Design\nEND:VCARD", "Head of Design"),
    ('BEGIN:VCARD\nTEL;VALUE=uri;TYPE="voice,cell":tel:+82-10-0123-4567\nEND:VCARD', "+821001234567"),
    ("BEGIN:VCARD\nitem1.TEL:01001234567\nEND:VCARD", "+821001234567"),
    ("begin:vcard\nemail:hong@example.com\nend:vcard", "hong@example.com"),
    ("BEGIN:VCARD\nADR:;;1 Example Street;Portland;OR;97000;\nEND:VCARD", "1 Example Street, Portland, OR, 97000"),
    ("MECARD:N:홍,길동;TEL:01001234567;;", "홍길동"),
    ("MECARD:ORG:Example\\; Co;;", "Example; Co"),
    ("https://www.example.com/hong?a=1", "https://www.example.com/hong?a=1"),
    ("www.example.com", "www.example.com"),
    ("mailto:hong@example.com", "hong@example.com"),
    ("tel:+82-10-0123-4567", "+821001234567"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), PRINTED)
def test_a_code_says_its_first_value(text: str, value: str) -> None:
    assert read(text)[0][1] == value


@pytest.mark.parametrize(
    "text", ["", "WIFI:S:example;;", "BEGIN:VCARD", "MECARD:", "1234", "BEGIN:VCARD\nPHOTO:aGk=\n"]
)
def test_a_code_without_contacts_says_nothing(text: str) -> None:
    assert read(text) == []


def test_a_code_is_trusted_more_than_print_and_printed_values_stay_once() -> None:
    code = Code(KOREAN, np.array([(9.0, 9), (29, 9), (29, 29), (9, 29)]))
    fields = extract_fields(card("홍 길 동", "M. 010-0123-4567", "T. 02-123-4569", confidence=0.9), [code])
    assert [(value.value, value.line) for value in fields.mobile] == [("+821001234567", None)]
    assert [value.value for value in fields.tel] == ["+8221234567", "+8221234569"]
    assert [value.value for value in fields.name] == ["홍길동"]


def test_a_code_alone_is_enough() -> None:
    fields = extract_fields([], [Code("mailto:hong@example.com", np.zeros((4, 2)))])
    assert [value.value for value in fields.email] == ["hong@example.com"]


PIECES = st.sampled_from(
    [*KOREAN.split("\n"), ":", ";", ";A=B", '"', "\\", "=\n", "\n ", "BEGIN:VCARD\n", "MECARD:", "\x00", "\ud800"]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=60), st.sampled_from(["BEGIN:VCARD\n", "MECARD:", ""]))
@settings(deadline=None, max_examples=150)
def test_any_code_ends_in_values(pieces: list[str], start: str) -> None:
    assert all(found.value for found in read_code(start + "".join(pieces)))


@pytest.mark.parametrize(
    "body", ["N" + ";A=B" * 3000 + ":x", "X" + '"' * 9000, "NOTE:" + "\\," * 9000, "N:" + ";" * 9000]
)
def test_a_code_made_to_be_slow_ends(body: str) -> None:
    read_code(f"BEGIN:VCARD\n{body}\nEND:VCARD")
