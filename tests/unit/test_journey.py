"""The journey as the use cases call it, with readers that behave and that do not."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from bench.synth import sample_photo
from shared.adapters.child import Child
from shared.adapters.journey import ChildJourney, TesseractInChild
from shared.adapters.ocr.none import NoReader
from shared.card.lines import Line
from shared.card.text import Reader, Transcript, Unread
from shared.errors import UnsupportedFormat

ONE_CARD = sample_photo(seed=1).jpeg


class KnowingReader:
    """Reads what a test wants."""

    def read(self, lines: Sequence[Line]) -> Sequence[Transcript] | Unread:
        return [Transcript("Tel 02-0123-4567", 0.9) for _ in lines]


class ShortReader:
    """Answers one line too few."""

    def read(self, lines: Sequence[Line]) -> Sequence[Transcript] | Unread:
        return [Transcript("x", 1.0) for _ in lines[1:]]


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.close()


def card_of(child: Child, reader: Reader) -> dict[str, Any]:
    [card] = ChildJourney(child, reader)(ONE_CARD).result["cards"]
    described: dict[str, Any] = card
    return described


def test_every_stage_is_timed_and_every_card_has_its_files(child: Child) -> None:
    outcome = ChildJourney(child, NoReader())(ONE_CARD)
    assert list(outcome.ms) == [
        *(
            "photo",
            "quads",
            "rectified",
            "upright",
            "enhanced",
            "lines",
            "codes",
            "quality",
            "outputs",
            "text",
            "fields",
        )
    ]
    assert outcome.files.keys() >= {"result.json", "photo.jpg", "overlay.jpg", "1/card.jpg", "1/ocr.png", "1/thumb.jpg"}


def test_an_error_of_the_card_comes_out_of_the_child_as_it_is(child: Child) -> None:
    with pytest.raises(UnsupportedFormat):
        ChildJourney(child, NoReader())(b"dear diary")


def test_without_an_engine_the_card_is_unread_with_its_lines_in_place(child: Child) -> None:
    card = card_of(child, NoReader())
    assert (card["status"], card["unread"]) == ("unread", "Reading text is switched off.")
    assert all(line["text"] == "" for line in card["lines"])


def test_a_reader_that_answers_a_line_too_few_leaves_the_card_unread(child: Child) -> None:
    card = card_of(child, ShortReader())
    assert card["status"] == "unread"
    assert "lines" in card["unread"]


def test_text_becomes_fields(child: Child) -> None:
    card = card_of(child, KnowingReader())
    assert card["status"] == "read"
    assert {line["text"] for line in card["lines"]} == {"Tel 02-0123-4567"}


def test_missing_language_data_leaves_the_card_unread_with_the_command_that_installs_it(child: Child) -> None:
    card = card_of(child, TesseractInChild(child, "/nowhere"))
    assert "apt-get install tesseract-ocr tesseract-ocr-kor" in card["unread"]


def test_the_same_bytes_give_the_same_files(child: Child) -> None:
    journey = ChildJourney(child, NoReader())
    assert journey(ONE_CARD).files == journey(ONE_CARD).files
