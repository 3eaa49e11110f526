"""Cards that tests set: lines of text with their places, as a reader would hand them over."""

import numpy as np

from shared.card.text import TextLine

Row = tuple[str, float]  # text, height in px


def card(*rows: str | Row, confidence: float = 1.0, degrees: float = 0.0) -> list[TextLine]:
    """Set rows under one another, 12 px high unless they say else, on a card seen turned by `degrees`."""
    lines, top = [], 0.0
    turn = np.deg2rad(degrees)
    turned = np.array([(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))])
    for row in rows:
        text, height = (row, 12.0) if isinstance(row, str) else row
        width = 0.6 * height * max(1, len(text))
        quad = np.array([(0, top), (width, top), (width, top + height), (0, top + height)]) @ turned
        lines.append(TextLine(text, confidence, quad))
        top += 1.6 * height
    return lines
