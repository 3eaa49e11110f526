"""Cards out as an Excel workbook of nothing but text, and the edited workbook back in."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, Final
from xml.sax import SAXException

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from shared.errors import BadSheet
from shared.exports.entry import CardEntry
from shared.exports.package import check_package
from shared.exports.sheet import (
    LABELS,
    MOST_BYTES,
    MOST_COLUMNS,
    SheetRow,
    Spoilt,
    cells_of,
    heading,
    read_table,
)

TAB: Final = "명함"
WIDTHS: Final = {"family": 6, "given": 8, "email": 26, "url": 26, "address": 40, "memo": 40, "link": 40, "id": 30}
WIDTH: Final = 16
"""Characters, of all other columns."""

LAST_ROW: Final = 1_048_576
"""Of a sheet in Excel."""
KINDS: Final = {"f": "a formula", "d": "a date", "b": "TRUE or FALSE", "e": "an error"}

_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    SAXException,
    SyntaxError,  # ElementTree.ParseError
    LookupError,
    ValueError,  # also those of defusedxml
    TypeError,
    AttributeError,
    EOFError,
    NotImplementedError,  # a way of compression
    RuntimeError,  # a password
    OSError,
)
"""What zipfile and openpyxl raise over a file that somebody made or damaged."""


def write_workbook(entries: Iterable[CardEntry], out: IO[bytes]) -> None:
    """Write a sheet with a header to filter by, a row for each card, and a link to it; memory does not grow."""
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as workbook:
        text = workbook.add_format({"num_format": "@"})  # what is typed into such a cell stays text too
        bold = workbook.add_format({"num_format": "@", "bold": True})
        sheet = workbook.add_worksheet(TAB)
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(LABELS):
            sheet.set_column(at, at, WIDTHS.get(column, WIDTH), text)
            sheet.write_string(0, at, heading(column), bold)
        row = 0
        for row, entry in enumerate(entries, 1):
            for at, (column, cell) in enumerate(cells_of(entry).items()):
                if column == "link" and cell:
                    sheet.write_url(row, at, cell)
                else:
                    sheet.write_string(row, at, cell, text)
        sheet.autofilter(0, 0, row, len(LABELS) - 1)


def read_workbook(data: bytes) -> Iterator[SheetRow]:
    """The rows of a workbook's first sheet, as far as column 100. Raises BadSheet."""
    if len(data) > MOST_BYTES:
        raise BadSheet(f"The file has more than {MOST_BYTES:,} bytes. Send it in parts.")
    try:
        check_package(data)
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        yield from read_table(_rows(sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS)))
    except _DAMAGED as error:
        raise BadSheet(f"The workbook cannot be read: {str(error)[:200]}.") from error


def _rows(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[str | Spoilt]]]:
    """Rows with their numbers. openpyxl gives one and the same tuple for all rows of a gap, which may be a million."""
    last: Sequence[Any] = ()
    for number, cells in enumerate(rows, 1):
        if cells is not last:
            yield number, [_text(cell) for cell in cells]
        last = cells


def _text(cell: Any) -> str | Spoilt:
    """The text of a cell; a number as Excel shows it."""
    if cell.value is None:
        return ""
    if cell.data_type == "s":
        return str(cell.value)
    if cell.data_type == "n" and isinstance(cell.value, int | float):
        return f"{cell.value:.15g}"
    return Spoilt(f"holds {KINDS.get(cell.data_type, 'no text')}; make it text")
