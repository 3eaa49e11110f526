"""A workbook is looked through before a library may unpack it: no zip bomb, no entity, no flood of elements."""

import io
import zipfile
from typing import Final
from xml.sax.handler import ContentHandler

import defusedxml.sax

from shared.errors import BadSheet

MOST_PARTS: Final = 500
MOST_UNPACKED: Final = 100_000_000
"""Bytes of all parts together; 20,000 cards of a dozen values make 37 million."""
MOST_PART: Final = 5_000_000
"""Bytes of a part that holds neither cells nor their texts; such a part is kept in memory as a tree."""
LARGE_PARTS: Final = ("xl/worksheets/", "xl/sharedStrings")
MOST_KEPT: Final = 2_000_000
"""Rows, shared texts, links and merged cells: elements that stay in memory while a part is read."""
MOST_IN_ROW: Final = 100_000
"""Elements below one of those, which go with it."""
KEPT_DEPTH: Final = 3
"""As in worksheet / sheetData / row."""


class _Elements(ContentHandler):
    """Counts the elements of a part. Raises BadSheet at the first one too many."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.kept = self.in_row = 0

    def startElement(self, name: str, attrs: object) -> None:  # noqa: N802  (the name that SAX calls)
        """One more."""
        self.depth += 1
        if self.depth <= KEPT_DEPTH:
            self.kept, self.in_row = self.kept + 1, 0
        else:
            self.in_row += 1
        if self.kept > MOST_KEPT or self.in_row > MOST_IN_ROW:
            raise BadSheet("The workbook has too many rows, cells or links in its first sheets.")

    def endElement(self, name: str) -> None:  # noqa: N802
        """One level up."""
        self.depth -= 1


def check_package(data: bytes) -> None:
    """Refuse a workbook that would need more than its share of memory.

    Sizes are those that the directory of the zip file says; zipfile, and so openpyxl, reads no byte beyond them.
    Raises BadSheet, and what zipfile and the parser of XML raise over damaged files.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        large = [part for part in parts if part.filename.lstrip("/").startswith(LARGE_PARTS)]
        small = [part for part in parts if part not in large]
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or any(part.file_size > MOST_PART for part in small):
            raise BadSheet(f"The workbook is too large: {len(parts)} parts, {unpacked:,} bytes unpacked.")
        for part in large:
            with package.open(part) as stream:
                defusedxml.sax.parse(stream, _Elements(), forbid_dtd=True)
