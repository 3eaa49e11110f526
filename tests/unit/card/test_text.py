"""Readers' answers become text lines."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from shared.card.lines import Line
from shared.card.text import TextLine, Transcript, Unread, read_text

QUAD = np.array([(0.0, 0), (90, 0), (90, 12), (0, 12)])


@dataclass(frozen=True)
class Reads:
    """Answers with what it was given."""

    answer: Sequence[Transcript] | Unread

    def read(self, lines: Sequence[Line]) -> Sequence[Transcript] | Unread:
        return self.answer


def crops(count: int) -> tuple[Line, ...]:
    return tuple(Line(np.zeros((30, 90), np.uint8), np.eye(3), QUAD + np.array((0, 20 * n))) for n in range(count))


def test_hangul_in_separate_letters_is_composed() -> None:
    assert TextLine(unicodedata.normalize("NFD", "홍길동"), 1.0, QUAD.copy()).text == "홍길동"


def test_a_text_line_keeps_its_place_and_nobody_can_move_it() -> None:
    line = TextLine("text", 1.0, QUAD.copy())
    with pytest.raises(ValueError, match="read-only"):
        line.quad[0, 0] = 7


def test_every_line_gets_the_text_read_on_it_and_keeps_its_quad() -> None:
    lines = crops(2)
    read = read_text(lines, Reads([Transcript("first", 0.9), Transcript("second", 0.8)]))
    assert not isinstance(read, Unread)
    assert [(line.text, line.confidence) for line in read] == [("first", 0.9), ("second", 0.8)]
    assert all(np.array_equal(line.quad, crop.quad) for line, crop in zip(read, lines, strict=True))


def test_a_line_without_text_keeps_its_place() -> None:
    read = read_text(crops(2), Reads([Transcript(" ", 0.1), Transcript("second", 0.8)]))
    assert not isinstance(read, Unread)
    assert [line.text for line in read] == ["", "second"]


@pytest.mark.parametrize("answers", [1, 3])
def test_a_reader_that_answers_for_another_number_of_lines_leaves_the_card_unread(answers: int) -> None:
    read = read_text(crops(2), Reads([Transcript("text", 1.0)] * answers))
    assert read == Unread(f"The reader answered for {answers} of 2 lines.")


def test_a_reader_can_say_why_it_gives_no_text() -> None:
    assert read_text(crops(2), Reads(Unread("No engine."))) == Unread("No engine.")
