"""Cards out as CSV that Korean Excel opens rightly, and the edited CSV back in (RFC 4180, with a BOM)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import IO, Final

from shared.errors import BadSheet
from shared.exports.entry import CardEntry
from shared.exports.sheet import LABELS, MOST_BYTES, MOST_COLUMNS, SheetRow, cells_of, read_table

BOM: Final = "\ufeff"
"""Without it Korean Excel reads UTF-8 as CP949."""
_GUARDED: Final = re.compile(
    r"'*(?:[=+\-@＝＋－＠\s]"  # what begins a formula (OWASP, CSV injection), or hides its begin
    r"|[(.,]*\d[\d\s.,:/%()eE+년월일시분초-]*\Z)"  # what becomes a number, a date or a time
)
"""Cells that are shown with an apostrophe in front, which makes them text; so are those that begin so already."""


def write_csv(entries: Iterable[CardEntry], out: IO[bytes]) -> None:
    """Write a header and a line for each card."""
    text = io.TextIOWrapper(out, "utf-8", newline="")
    text.write(BOM)
    lines = csv.writer(text)
    lines.writerow(LABELS)
    for entry in entries:
        lines.writerow(_guarded(cell) for cell in cells_of(entry).values())
    text.detach()


def read_csv(data: bytes) -> Iterator[SheetRow]:
    """The rows of a CSV, as we or a spreadsheet program wrote it. Raises BadSheet."""
    if len(data) > MOST_BYTES:
        raise BadSheet(f"The file has more than {MOST_BYTES:,} bytes. Send it in parts.")
    return read_table(_table(_decoded(data)))


def _table(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(lines, 1):
            if len(cells) > MOST_COLUMNS:
                raise BadSheet(f"Row {number} has more than {MOST_COLUMNS} columns.")
            yield number, [_unguarded(cell) for cell in cells]
    except csv.Error as error:
        raise BadSheet(f"Behind row {number} the file is no CSV: {error}.") from error


def _decoded(data: bytes) -> str:
    """Text of any encoding that Excel saves CSV in. Raises BadSheet."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp949"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadSheet("The file is no text in UTF-8, UTF-16 or CP949, and no workbook (.xlsx).")


def _guarded(cell: str) -> str:
    return f"'{cell}" if _GUARDED.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
