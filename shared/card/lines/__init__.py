"""A clean card in, its text lines as straight crops in reading order out."""

from shared.card.lines.crops import Line
from shared.card.lines.find import find_lines

__all__ = ["Line", "find_lines"]
