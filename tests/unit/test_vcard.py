"""vCards: what is written can be read back, whatever the card says."""

from typing import Any

import vobject
from hypothesis import given
from hypothesis import strategies as st

from shared.card.row import CardRow
from shared.exports.vcard import make_vcard

TEXT = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=120).filter(
    str.strip
)


def card(memo: str = "", **fields: str) -> CardRow:
    read = {name: [{"value": value}] for name, value in fields.items()}
    return CardRow("0" * 26, 1, "1", {"fields": read}).edited(memo=memo)


def read_back(row: CardRow) -> Any:
    [contact] = vobject.readComponents(make_vcard(row).decode())
    return contact


@given(TEXT, TEXT, TEXT)
def test_any_text_comes_back(name: str, address: str, memo: str) -> None:
    contact = read_back(card(memo, name=name, address=address))
    assert (contact.fn.value, contact.n.value.given) == (name.strip(), name.strip())
    assert (contact.adr.value.street, contact.note.value) == (address.strip(), memo.strip())


@given(st.text(), st.text())
def test_no_text_begins_a_property_of_its_own(name: str, memo: str) -> None:
    contact = read_back(card(memo, name=name + "\r\nTEL:1\nEND:VCARD", company="x"))
    assert {line.name for line in contact.lines()} <= {"VERSION", "UID", "N", "FN", "ORG", "NOTE"}


@given(TEXT)
def test_lines_are_short_and_end_as_the_standard_says(memo: str) -> None:
    lines = make_vcard(card(memo * 3, name="김철수")).split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert all(line.decode() or line == b"" for line in lines)


def test_numbers_are_told_apart() -> None:
    contact = read_back(card(mobile="+821012345678", tel="+8225550199", fax="+8225550198"))
    kinds = {number.value: set(number.type_paramlist) for number in contact.tel_list}
    assert kinds["+821012345678"] == {"CELL", "VOICE"}
    assert kinds["+8225550198"] == {"WORK", "FAX"}


def test_a_name_told_apart_stays_so_and_a_nameless_card_has_a_name() -> None:
    row = card().edited(fields={"name": [{"value": "김철수", "family": "김", "given": "철수"}]})
    assert (read_back(row).n.value.family, read_back(row).n.value.given) == ("김", "철수")
    assert read_back(card()).fn.value == "명함"
    assert read_back(card(company="(주)한빛")).fn.value == "(주)한빛"
