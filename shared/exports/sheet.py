"""A card as one row of a table and back: columns, cells of plain text, and what a person changed in them.

Several values of a field stand in one cell, each on a line of its own. Cells are the same in CSV and in workbooks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from shared.card.row import FIELD_NAMES
from shared.errors import BadSheet
from shared.exports.entry import CardEntry

LABELS: Final = {
    "name": "성명",
    "family": "성",
    "given": "이름",
    "company": "회사",
    "department": "부서",
    "title": "직함",
    "mobile": "휴대폰",
    "tel": "전화",
    "fax": "팩스",
    "email": "이메일",
    "url": "홈페이지",
    "address": "주소",
    "postal_code": "우편번호",
    "other": "기타",
    "tags": "태그",
    "memo": "메모",
    "review": "검토",
    "created": "등록일시",
    "link": "링크",
    "id": "ID",
    "version": "버전",
}
"""Every column in its order, with its Korean name."""
NAME_COLUMNS: Final = ("name", "family", "given")
EDITABLE: Final = (*NAME_COLUMNS, *(name for name in FIELD_NAMES if name != "name"), "tags", "memo", "review")
"""What stands in any other column is for reading; changes there mean nothing."""
NUMBERS: Final = ("mobile", "tel", "fax", "postal_code")
"""Columns whose text looks like a number, so that spreadsheet programs like to spoil it."""

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 100
MOST_BYTES: Final = 30_000_000
"""Of a file that comes back; 20,000 cards of a dozen values make 10 million as CSV."""
MOST_CELL: Final = 32_767
"""Characters that Excel keeps of a cell."""

_UNWRITABLE: Final = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|x(?=[0-9A-Fa-f]{4}_)"
"""Control characters, which no cell keeps, and the x of `_x0041_`, which workbooks take for an escape of theirs."""
_ESCAPED: Final = {
    separator: re.compile(rf"\\(?=[\\nu]|{separator}{_UNWRITABLE})|{separator}{_UNWRITABLE}")
    for separator in (r"\n|", "")
}
_ESCAPE: Final = re.compile(r"\\(\\|n|u[0-9a-f]{4})")
_SPOILT: Final = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_ZEROLESS: Final = {"mobile": re.compile(r"1\d{8,9}"), "postal_code": re.compile(r"\d{4}")}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a table that came back."""

    number: int
    """As spreadsheet programs count: the header is row 1."""
    cells: Mapping[str, str]
    """By column; those columns that the table has."""
    spoilt: Mapping[str, str] = field(default_factory=dict)
    """By column: why its cell cannot be taken, one clause each."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A cell that holds something else than text."""

    reason: str


def cells_of(entry: CardEntry) -> dict[str, str]:
    """Every column's text for a card. The version also knows the cells, so that an untouched row shows itself."""
    names = entry.fields.get("name", ())
    cells: dict[str, str] = {
        **{part: _lines([str(one.get(part) or "") for one in names]) for part in ("family", "given")},
        **{name: _lines([str(one["value"]) for one in entry.fields.get(name, ())]) for name in FIELD_NAMES},
        "tags": _lines(entry.tags),
        "memo": _written(entry.memo, ""),
        "review": entry.review,
        "created": entry.created,
        "link": entry.link,
        "id": entry.id,
    }
    cells = {column: text[:MOST_CELL] for column, text in cells.items()}
    cells["version"] = f"{entry.version}-{_digest(cells)}"
    return {column: cells[column] for column in LABELS}


def version_of(row: SheetRow) -> str:
    """The version of the card that the row was written from."""
    return row.cells["version"].partition("-")[0]


def is_untouched(row: SheetRow) -> bool:
    """Whether all cells are as they were written. False also where a program only wrote them differently."""
    return not row.spoilt and row.cells["version"].partition("-")[2] == _digest(row.cells)


def patch_of(before: Mapping[str, str], row: SheetRow) -> dict[str, Any]:
    """What a person changed in a row, as the API's PATCH takes it; `before` is the card's cells as they are now."""
    cells = {**before, **row.cells}
    changed = [column for column in EDITABLE if cells[column] != before[column]]
    fields: dict[str, Any] = {
        column: [{"value": value} for value in values_of(cells[column])] for column in changed if column in FIELD_NAMES
    }
    if not {*changed}.isdisjoint(NAME_COLUMNS):
        fields["name"] = _names(before, cells)
    patch: dict[str, Any] = {"fields": fields} if fields else {}
    if "tags" in changed:
        patch["tags"] = values_of(cells["tags"])
    if "memo" in changed:
        patch["memo"] = _read(cells["memo"])
    if "review" in changed:
        undone = before["review"] == "done" and cells["review"] in ("", "needed", "fine")
        patch["review"] = None if undone else cells["review"]
    return patch


def values_of(cell: str) -> list[str]:
    """The values in a cell."""
    return [_read(line) for line in cell.split("\n") if line]


def read_table(table: Iterable[tuple[int, Sequence[str | Spoilt]]]) -> Iterator[SheetRow]:
    """The rows of a table with its header, empty ones left out. Raises BadSheet."""
    rows = iter(table)
    columns = _columns(next(rows, (1, ()))[1])
    filled = ((number, cells) for number, cells in rows if any(cells))
    for count, (number, cells) in enumerate(filled, 1):
        if count > MOST_ROWS:
            raise BadSheet(f"The table has more than {MOST_ROWS:,} rows. Send it in parts.")
        yield _row(number, columns, cells)


def _row(number: int, columns: Sequence[str], cells: Sequence[str | Spoilt]) -> SheetRow:
    beyond = [cell for cell in cells[len(columns) :] if cell]
    beyond += [cell for column, cell in zip(columns, cells, strict=False) if cell and not column]
    named = {column: "" for column in columns if column} | {
        column: cell for column, cell in zip(columns, cells, strict=False) if column
    }
    spoilt = {column: cell.reason for column, cell in named.items() if isinstance(cell, Spoilt)}
    texts = {column: re.sub("\r\n?", "\n", cell) for column, cell in named.items() if isinstance(cell, str)}
    spoilt |= {column: reason for column, cell in texts.items() if (reason := _spoilt_number(column, cell))}
    spoilt |= {"": "has a cell in a column without a heading"} if beyond else {}
    return SheetRow(
        number, texts, {column: why for column, why in spoilt.items() if column in (*EDITABLE, "id", "version", "")}
    )


def _columns(header: Sequence[str | Spoilt]) -> list[str]:
    """The columns that a header names, empty where it names none. Raises BadSheet."""
    found = ["" if isinstance(one, Spoilt) else _folded(one) for one in header]
    columns = [_COLUMN_BY_HEADING.get(one, one) for one in found]
    unknown = [str(header[at]) for at, one in enumerate(columns) if one and one not in LABELS]
    if unknown:
        raise BadSheet(
            f"Row 1 names columns that are not known: {', '.join(unknown)[:300]}. Known: {', '.join(LABELS)}."
        )
    twice = sorted({one for one in columns if one and columns.count(one) > 1})
    if twice:
        raise BadSheet(f"Row 1 names a column twice: {', '.join(twice)}.")
    missing = [one for one in ("id", "version") if one not in columns]
    if missing:
        raise BadSheet(f"Row 1 has no column {' and no column '.join(missing)}; keep them as they were exported.")
    return columns


def heading(column: str) -> str:
    """A column's name for people, Korean and English."""
    return f"{LABELS[column]} {column}" if LABELS[column].lower() != column else column


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()


_COLUMN_BY_HEADING: Final = {
    _folded(text): column for column, label in LABELS.items() for text in (column, label, heading(column))
}


def _names(before: Mapping[str, str], cells: Mapping[str, str]) -> list[dict[str, str]]:
    """Names with their parts, line by line; parts that nobody touched do not outlive the name they were parts of."""
    values, families, givens = ([_read(line) for line in cells[one].split("\n")] for one in NAME_COLUMNS)
    old = [_read(line) for line in before["name"].split("\n")]
    touched = any(cells[part] != before[part] for part in ("family", "given"))
    names = []
    for at, value in enumerate(values):
        keeps = touched or value in old[at : at + 1]
        parts = {"family": families, "given": givens} if keeps else {}
        told = {part: lines[at] for part, lines in parts.items() if lines[at : at + 1] not in ([], [""])}
        names.append({"value": value, **told})
    return [one for one in names if one["value"]]


def _spoilt_number(column: str, cell: str) -> str:
    """How a program spoilt a number that it should have left as text; empty when it did not."""
    if column not in NUMBERS:
        return ""
    if any(_SPOILT.fullmatch(line) for line in cell.split("\n")):
        return "was turned into a number with an exponent; type it again as text"
    zeroless = _ZEROLESS.get(column)
    if zeroless and any(zeroless.fullmatch(line) for line in cell.split("\n")):
        return "lost its leading 0; type it again as text"
    return ""


def _lines(values: Iterable[str]) -> str:
    return "\n".join(_written(value, r"\n|") for value in values).rstrip("\n")


def _written(text: str, separator: str) -> str:
    r"""Text that every cell keeps as it is: `\n` and `\u0007` stand for a line break and for control characters.

    A backslash, which Korean fonts show as ₩, is doubled only where it would be taken for such an escape.
    """
    return _ESCAPED[separator].sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    if match[0] in ("\\", "\n"):
        return "\\\\" if match[0] == "\\" else "\\n"
    return f"\\u{ord(match[0]):04x}"


def _read(text: str) -> str:
    """What `_written` was given."""
    return _ESCAPE.sub(lambda match: {"\\": "\\", "n": "\n"}.get(match[1]) or chr(int(match[1][1:], 16)), text)


def _digest(cells: Mapping[str, str]) -> str:
    """Eight characters that tell whether any cell that counts was touched."""
    return sha256("\0".join(cells.get(column, "\0") for column in (*EDITABLE, "id")).encode()).hexdigest()[:8]
