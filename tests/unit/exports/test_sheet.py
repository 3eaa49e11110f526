"""Spreadsheets: what is written is read back, a person's change is a patch, and nothing in them comes alive."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadSheet
from shared.exports import package
from shared.exports.csv import read_csv, write_csv
from shared.exports.entry import CardEntry, card_page
from shared.exports.sheet import EDITABLE, LABELS, SheetRow, cells_of, is_untouched, patch_of, version_of
from shared.exports.workbook import read_workbook, write_workbook
from tests.unit.exports.cards import EMPTY, ENTRIES

FORMATS = [(write_csv, read_csv), (write_workbook, read_workbook)]
both = pytest.mark.parametrize(("write", "read"), FORMATS, ids=["csv", "xlsx"])
BLANK = replace(EMPTY, id="1" * 26 + "-1")
RISKY = "=+-@＝＋－＠\t\r\n "


def written(write: Callable[..., None], *entries: CardEntry) -> bytes:
    out = io.BytesIO()
    write(entries, out)
    return out.getvalue()


def patch(row: SheetRow, entry: CardEntry) -> dict[str, object]:
    return patch_of(cells_of(entry), row)


@both
@given(entries=st.lists(ENTRIES, min_size=1, max_size=3))
@settings(max_examples=25)
def test_any_text_comes_back_as_it_was(
    write: Callable[..., None], read: Callable[[bytes], Sequence[SheetRow]], entries: list[CardEntry]
) -> None:
    rows = list(read(written(write, *entries)))
    assert [dict(row.cells) for row in rows] == [cells_of(entry) for entry in entries]
    assert [version_of(row) for row in rows] == [entry.version for entry in entries]
    assert all(is_untouched(row) or row.spoilt for row in rows)


@given(ENTRIES)
def test_the_cells_of_a_card_say_all_that_it_says(entry: CardEntry) -> None:
    [row] = read_csv(written(write_csv, entry))
    said = patch(row, BLANK)
    assert said.get("fields", {}) == {name: list(values) for name, values in entry.fields.items()}
    assert (said.get("tags", []), said.get("memo", "")) == (list(entry.tags), entry.memo)


@given(ENTRIES)
def test_what_nobody_changed_is_no_change(entry: CardEntry) -> None:
    [row] = read_csv(written(write_csv, entry))
    assert patch(row, entry) == {}


@given(ENTRIES)
def test_no_cell_of_a_csv_begins_as_a_formula_does(entry: CardEntry) -> None:
    text = written(write_csv, entry).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    assert not [cell for cell in cells if cell and cell[0] in RISKY]


@given(ENTRIES)
@settings(max_examples=20)
def test_every_cell_of_a_workbook_is_text(entry: CardEntry) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(write_workbook, entry))).worksheets[0]
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} == {"s"}


@given(ENTRIES, st.sampled_from(EDITABLE))
def test_a_touched_cell_shows(entry: CardEntry, column: str) -> None:
    [row] = read_csv(written(write_csv, entry))
    assert not is_untouched(replace(row, cells={**row.cells, column: row.cells[column] + "?"}))


def test_a_csv_begins_with_the_mark_that_korean_excel_needs() -> None:
    assert written(write_csv, EMPTY).startswith(b"\xef\xbb\xbfname,family,given,company,")


@pytest.mark.parametrize("number", ["+821012345678", "01012345678", "06234", "1588-1234", "1E5", "2026-01-01"])
def test_numbers_and_dates_are_shown_as_text_in_a_csv(number: str) -> None:
    entry = replace(EMPTY, fields={"mobile": [{"value": number}]})
    assert f",'{number},".encode() in written(write_csv, entry)


@pytest.mark.parametrize("text", ["김철수", "3M", "kim@hanbit.example", "(주)한빛", "서울 1길 2", "'quoted'"])
def test_other_text_has_no_apostrophe_in_front(text: str) -> None:
    assert f",{text},".encode() in written(write_csv, replace(EMPTY, fields={"title": [{"value": text}]}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_as_excel_saves_it(encoding: str, delimiter: str) -> None:
    header, cells = ["ID", "버전", "성명", "memo"], ["x-1", "v-0", "김철수", "두 줄\n메모"]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([header, cells])
    [row] = read_csv(out.getvalue().encode(encoding))
    assert row == SheetRow(2, {"id": "x-1", "version": "v-0", "name": "김철수", "memo": "두 줄\n메모"})


def test_a_workbook_has_a_header_to_filter_by_and_a_link_to_the_card() -> None:
    entry = replace(EMPTY, link=card_page("https://example.com/", "1"))
    book = written(write_workbook, entry)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:U2", "B2")
    assert [cell.value for cell in sheet[1]][:2] == ["성명 name", "성 family"]
    link = sheet.cell(2, list(LABELS).index("link") + 1).hyperlink
    assert f"{link.target}#{link.location}" == "https://example.com/#/card/1"  # type: ignore[union-attr]


NAMES = [{"value": "김철수", "family": "김", "given": "철수"}, {"value": "Kim", "family": "Kim"}]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"company": "새 회사"}, {"fields": {"company": [{"value": "새 회사"}]}}),
        ({"company": ""}, {"fields": {"company": []}}),
        ({"tags": "하나\n둘"}, {"tags": ["하나", "둘"]}),
        ({"memo": "두\n줄"}, {"memo": "두\n줄"}),
        ({"review": "done"}, {"review": "done"}),
        ({"name": "김철호\nKim"}, {"fields": {"name": [{"value": "김철호"}, NAMES[1]]}}),
        ({"name": "남궁철", "family": "남궁", "given": "철"},
         {"fields": {"name": [{"value": "남궁철", "family": "남궁", "given": "철"}]}}),
        ({"family": ""}, {"fields": {"name": [{"value": "김철수", "given": "철수"}, {"value": "Kim"}]}}),
        ({"created": "yesterday", "link": ""}, {}),
    ],
)  # fmt: skip
def test_a_changed_cell_is_a_change_of_the_card(changed: dict[str, str], said: dict[str, object]) -> None:
    entry = replace(EMPTY, fields={"name": NAMES, "company": [{"value": "한빛"}]}, review="needed")
    cells = cells_of(entry)
    assert patch_of(cells, SheetRow(2, {**cells, **changed})) == said


def test_a_cleared_review_takes_a_persons_word_back() -> None:
    cells = cells_of(replace(EMPTY, review="done"))
    assert patch_of(cells, SheetRow(2, {**cells, "review": ""})) == {"review": None}


def test_columns_that_are_left_out_change_nothing() -> None:
    entry = replace(EMPTY, fields={"company": [{"value": "한빛"}]}, memo="x")
    assert patch(SheetRow(2, {"id": entry.id, "version": "", "memo": "y"}), entry) == {"memo": "y"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Row 1 has no column id"),
        ("id,name\n", "Row 1 has no column version"),
        ("id,version,salary,연봉\n", "Row 1 names columns that are not known: salary, 연봉"),
        ("id,version,name,성명\n", "Row 1 names a column twice: name"),
        ('id,version\n"x', "Behind row 1 the file is no CSV"),
        ("id,version" + "," * 200, "Row 1 has more than 100 columns"),
        ("id,version\n" + "x,y\n" * 20_001, "more than 20,000 rows"),
    ],
)
def test_a_table_of_another_form_is_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(BadSheet, match=said):
        list(read_csv(text.encode()))


@pytest.mark.parametrize(
    ("column", "cell"), [("mobile", "1012345678"), ("tel", "8.22556E+11"), ("postal_code", "6234"), ("", "x")]
)
def test_a_cell_that_a_program_spoilt_is_named(column: str, cell: str) -> None:
    [row] = read_csv(f"id,version,{column}\nx,y,{cell}\n".encode())
    assert list(row.spoilt) == [column]


def workbook_of(**cells: str | float) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for at, (column, value) in enumerate({"id": "x", "version": "y", **cells}.items(), 1):
        book.active.cell(1, at, column)
        book.active.cell(2, at, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("value", ["=1+1", True, "=HYPERLINK(1)"])
def test_a_cell_of_a_workbook_that_is_not_text_is_named(value: str | bool) -> None:
    [row] = read_workbook(workbook_of(memo=value))
    assert list(row.spoilt) == ["memo"]


def test_a_number_typed_into_a_text_column_is_its_digits() -> None:
    [row] = read_workbook(workbook_of(memo=2026, title=1.5))
    assert (row.cells["memo"], row.cells["title"], row.spoilt) == ("2026", "1.5", {})


def test_a_workbook_may_have_empty_rows_and_a_cell_far_away() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(memo="x")))
    assert book.active is not None
    book.active.cell(1_048_576, 16_384, "far")
    out = io.BytesIO()
    book.save(out)
    assert [row.number for row in read_workbook(out.getvalue())] == [2]


def repacked(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook_of(memo="x"))) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in {*old.namelist()} - {name}:
            new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (SHEET, ENTITIES),
        (STRINGS, ENTITIES.replace(b"worksheet", b"sst")),
        (SHEET, b" " * 100_000_001),
        ("xl/styles.xml", b" " * 5_000_001),
        (SHEET, b"<worksheet><sheetData><row>" + b"<c/>" * 100_001 + b"</row></sheetData></worksheet>"),
        (SHEET, b"no xml"),
        ("xl/workbook.xml", b"<workbook/>"),
        ("[Content_Types].xml", b""),
    ],
    ids=["entities", "entities in texts", "bomb", "styles", "long row", "text", "no sheet", "no types"],
)
def test_a_hostile_workbook_is_refused_in_a_sentence(name: str, content: bytes) -> None:
    with pytest.raises(BadSheet):
        list(read_workbook(repacked(name, content)))


def test_a_workbook_with_more_parts_of_cells_than_memory_has_room_for_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package, "MOST_KEPT", 100)
    cells = b"<worksheet><mergeCells>" + b"<mergeCell/>" * 101 + b"</mergeCells></worksheet>"
    with pytest.raises(BadSheet, match="too many rows, cells or links"):
        list(read_workbook(repacked(SHEET, cells)))


GOOD = workbook_of(memo="x", name="김철수")


@pytest.mark.filterwarnings("ignore::UserWarning")  # of openpyxl
@given(st.integers(0, len(GOOD)), st.binary(max_size=9), st.integers(0, 9))
@settings(max_examples=100)
def test_a_damaged_workbook_is_refused_in_a_sentence(at: int, instead: bytes, of: int) -> None:
    with suppress(BadSheet):
        list(read_workbook(GOOD[:at] + instead + GOOD[at + of :]))
