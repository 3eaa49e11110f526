"""vCards: what is written can be read back, whatever the card says, by programs of every kind."""

import base64
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exports.entry import CardEntry
from shared.exports.vcard import make_vcard
from tests.unit.exports.cards import EMPTY, ENTRIES

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 8


def properties(card: CardEntry, photo: bytes = b"") -> list[tuple[str, str, str]]:
    """Name, parameters and raw value of each line, read by the rules of RFC 2426 alone."""
    text = make_vcard(card, photo).decode().replace("\r\n ", "")
    lines = [re.fullmatch(r"([A-Z]+)((?:;[^:]*)?):(.*)", line, re.DOTALL) for line in text.split("\r\n")[:-1]]
    return [(line[1], line[2], line[3]) for line in lines if line]


def parts(value: str, separator: str = ";") -> list[str]:
    found = re.split(rf"(?<!\\)((?:\\\\)*){separator}", value)
    joined = [found[at] + (found[at + 1] if at + 1 < len(found) else "") for at in range(0, len(found), 2)]
    return [re.sub(r"\\([nN,;\\])", lambda one: "\n" if one[1] in "nN" else one[1], part) for part in joined]


def said(card: CardEntry, name: str) -> list[list[str]]:
    return [parts(value) for found, _, value in properties(card) if found == name]


def card(memo: str = "", **fields: str) -> CardEntry:
    return replace(EMPTY, fields={name: [{"value": value}] for name, value in fields.items()}, memo=memo)


def plain(text: str) -> str:
    """Text as a contact keeps it: no control or format characters, no space around it."""
    return "".join(one if one.isprintable() or one == "\n" else " " if one.isspace() else "" for one in text).strip()


@given(ENTRIES)
def test_any_card_comes_back(entry: CardEntry) -> None:
    def values(name: str) -> list[str]:
        return [text for one in entry.fields.get(name, []) if (text := plain(one["value"]))]

    assert [one for [one] in said(entry, "TITLE")] == values("title")
    assert [one for [one] in said(entry, "TEL")] == values("mobile") + values("tel") + values("fax")
    assert [one for [one] in said(entry, "EMAIL")] == values("email")
    assert [one for [one] in said(entry, "URL")] == values("url")
    assert [one[2] for one in said(entry, "ADR")] == values("address")
    assert said(entry, "NOTE") == ([[plain(entry.memo)]] if plain(entry.memo) else [])


@given(ENTRIES, st.binary(max_size=200))
def test_a_card_is_one_vcard_and_no_text_begins_a_property_of_its_own(entry: CardEntry, photo: bytes) -> None:
    text = make_vcard(entry, photo).decode()
    lines = text.replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[1], lines[-2:]) == ("BEGIN:VCARD", "VERSION:3.0", ["END:VCARD", ""])
    known = "BEGIN VERSION UID N FN ORG TITLE TEL EMAIL URL ADR CATEGORIES NOTE PHOTO END"
    assert {re.match("[A-Z]*", line)[0] for line in lines[:-1]} <= {*known.split()}  # type: ignore[index]
    assert len(re.findall("^BEGIN:", text, re.MULTILINE)) == 1


@given(ENTRIES)
def test_every_card_has_a_name_which_iphones_insist_on(entry: CardEntry) -> None:
    [names], [[full]] = said(entry, "N"), said(entry, "FN")
    assert (len(names), bool(full)) == (5, True)


@given(ENTRIES)
def test_lines_are_short_and_no_character_is_cut_which_android_shows_as_rubbish(entry: CardEntry) -> None:
    for line in make_vcard(replace(entry, memo=entry.memo + "명함 " * 40), PHOTO).split(b"\r\n"):
        assert len(line) <= 75
        assert "\n" not in line.decode()


def test_a_photo_goes_along_in_the_words_of_version_3_which_outlook_needs() -> None:
    [(_, words, data)] = [one for one in properties(card(name="김철수"), PHOTO) if one[0] == "PHOTO"]
    assert sorted(words.split(";")) == ["", "ENCODING=b", "TYPE=JPEG"]
    assert base64.b64decode(data, validate=True) == PHOTO


def test_no_charset_is_named_because_version_3_is_utf_8_and_ios_takes_the_word_for_an_unknown_type() -> None:
    assert b"CHARSET" not in make_vcard(card(name="김철수", company="(주)한빛", address="서울")).upper()


def test_numbers_are_of_types_that_all_programs_know() -> None:
    found = properties(card(mobile="+821012345678", tel="+8225550199", fax="+8225550198"))
    assert {(name, words) for name, words, _ in found if name == "TEL"} == {
        ("TEL", ";TYPE=CELL,VOICE"),
        ("TEL", ";TYPE=WORK,VOICE"),
        ("TEL", ";TYPE=WORK,FAX"),
    }


def test_company_and_department_are_one_property_and_a_tag_a_label_as_google_reads_them() -> None:
    entry = replace(card(company="한빛; 전자", department="영업, 1팀"), tags=("전시회", "a,b"))
    assert said(entry, "ORG") == [["한빛; 전자", "영업, 1팀"]]
    [labels] = [value for name, _, value in properties(entry) if name == "CATEGORIES"]
    assert parts(labels, ",") == ["전시회", "a,b"]


def test_a_name_told_apart_stays_so_and_one_that_is_not_is_a_given_name() -> None:
    told = replace(EMPTY, fields={"name": [{"value": "김철수", "family": "김", "given": "철수"}]})
    assert said(told, "N") == [["김", "철수", "", "", ""]]
    assert said(card(name="김철수"), "N") == [["", "김철수", "", "", ""]]


@pytest.mark.parametrize(
    ("fields", "full"), [({}, "명함"), ({"company": "(주)한빛"}, "(주)한빛"), ({"email": "a@b.c"}, "a@b.c")]
)
def test_a_card_without_a_name_is_called_after_what_it_has(fields: dict[str, str], full: str) -> None:
    assert said(card(**fields), "FN") == [[full]]


def test_lines_of_a_memo_stay_lines() -> None:
    assert said(card(memo="첫째\n둘째", name="x"), "NOTE") == [["첫째\n둘째"]]
