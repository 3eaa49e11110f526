"""The Tesseract engine on lines that the test prints itself."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bench.synth.fonts import faces, font
from shared.adapters.child import Child
from shared.adapters.journey import TesseractInChild
from shared.adapters.ocr import tesseract
from shared.adapters.ocr.none import NoReader
from shared.card.lines import Line
from shared.card.text import Transcript, Unread
from shared.errors import BadSetting

try:
    TESSDATA = tesseract.find_tessdata()
except BadSetting as error:
    pytest.skip(str(error), allow_module_level=True)

FACE = next(face for face in faces() if face.hangul)
QUAD = np.array([(0.0, 0), (90, 0), (90, 12), (0, 12)])


def printed(text: str) -> Line:
    sheet = Image.new("L", (80 + 34 * len(text), 90), 255)
    ImageDraw.Draw(sheet).text((30, 20), text, 0, font(FACE, 40.0))
    return Line(np.array(sheet, np.uint8), np.eye(3), QUAD.copy())


def read(*texts: str) -> list[Transcript]:
    answer = tesseract.tesseract_reader().read([printed(text) for text in texts])
    assert not isinstance(answer, Unread)
    return list(answer)


@pytest.mark.parametrize(
    "text", ["보기전자 주식회사", "010-0123-4567", "Gildong Hong", "gildong@example.com", "영업부 과장"]
)
def test_a_printed_line_is_read(text: str) -> None:
    (transcript,) = read(text)
    assert transcript.text == text
    assert 0.5 < transcript.confidence <= 1.0


def test_every_line_has_an_answer_also_an_empty_one() -> None:
    assert [transcript.text for transcript in read("Sample", " ", "Example")] == ["Sample", "", "Example"]


def test_no_lines_are_no_work() -> None:
    assert read() == []


def test_the_engine_is_loaded_once_per_process() -> None:
    assert tesseract.tesseract_reader() is tesseract.tesseract_reader()


def test_the_same_line_is_read_the_same_way_again() -> None:
    assert read("보기전자") == read("보기전자")


def test_missing_language_data_is_a_sentence_with_the_command(tmp_path: Path) -> None:
    (tmp_path / "eng.traineddata").touch()
    with pytest.raises(
        BadSetting, match=r"lacks kor\.traineddata.*apt-get install tesseract-ocr-kor|tesseract-ocr-kor"
    ):
        tesseract.find_tessdata(str(tmp_path))


def test_damaged_language_data_is_a_sentence_with_the_command(tmp_path: Path) -> None:
    for language in ("kor", "eng"):
        (tmp_path / f"{language}.traineddata").write_bytes(b"damaged")
    with pytest.raises(BadSetting, match=r"is damaged\. Install it with `apt-get install"):
        tesseract.tesseract_reader(str(tmp_path))


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.close()


def test_a_crash_of_the_engine_leaves_the_card_unread_and_the_next_one_is_read(child: Child) -> None:
    sliver = Line(np.zeros((3, 20_000), np.uint8), np.eye(3), QUAD.copy())  # kills Tesseract 5
    assert TesseractInChild(child).read([sliver]) == Unread("Tesseract crashed while it read this card.")
    assert not isinstance(TesseractInChild(child).read([printed("Sample")]), Unread)


def test_an_engine_that_hangs_leaves_the_card_unread(child: Child) -> None:
    child.deadline = 0.01
    assert TesseractInChild(child).read([printed("Sample")]) == Unread("Tesseract did not answer within 0.01 s.")


def test_the_first_usual_place_that_has_both_languages_is_taken(tmp_path: Path) -> None:
    for language in ("kor", "eng"):
        (tmp_path / f"{language}.traineddata").touch()
    assert tesseract.find_tessdata(places=("/nowhere", str(tmp_path))) == str(tmp_path)


def test_the_engine_none_leaves_every_card_unread() -> None:
    assert isinstance(NoReader().read([printed("Sample")]), Unread)
