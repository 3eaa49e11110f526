"""The bench that says how right the product is must be right itself."""

import json
from pathlib import Path

import numpy as np
import pytest

from bench.accuracy.__main__ import main
from bench.accuracy.characters import error_rate
from bench.accuracy.fields import judge
from bench.accuracy.outlines import pair, polygon_iou
from bench.synth import sample_photo
from bench.synth.truth import write_photos
from shared.adapters.ocr.tesseract import find_tessdata
from shared.card.fields import extract_fields
from shared.card.quads import Corners
from shared.errors import BadSetting
from tests.unit.card.fields.printed import card

SQUARE = np.array([(0.0, 0), (10, 0), (10, 10), (0, 10)])


def moved(right: float) -> Corners:
    return np.asarray(np.add(SQUARE, (right, 0.0)), np.float64)


CARD = ("보기전자(주)", "홍길동", "부장", "010-0123-4567", "hong@example.com")
TRUE = {
    "company": ("보기전자(주)",),
    "name": ("홍길동",),
    "title": ("부장",),
    "mobile": ("010-0123-4567",),
    "email": ("hong@example.com",),
}


def test_overlap_is_one_for_the_same_outline_and_a_third_for_half_of_it() -> None:
    assert polygon_iou(SQUARE, SQUARE[::-1]) == pytest.approx(1.0)
    assert polygon_iou(SQUARE, moved(5)) == pytest.approx(1 / 3)


def test_an_outline_that_fits_no_card_is_false_and_a_card_without_one_missed() -> None:
    pairing = pair([SQUARE, moved(50)], [moved(90), SQUARE])
    assert (pairing.indexes, pairing.false) == ((1, None), 1)


def test_an_empty_desk_counts_only_what_was_found_on_it() -> None:
    assert pair([], [SQUARE]).false == 1


def test_characters_count_and_blanks_and_the_order_of_lines_do_not() -> None:
    assert error_rate(["홍 길동", "abcdef"], ["abcdef", "홍길동"]) == 0.0
    assert error_rate(["abcd"], ["abXd"]) == 0.25
    assert error_rate(["abcd", "efgh"], ["abcd"]) == 0.5


def test_a_card_that_is_read_as_printed_is_whole() -> None:
    judged = judge(extract_fields(card(*CARD)), TRUE)
    assert (judged.whole, judged.flagged, judged.slips) == (True, False, {})


def test_a_wrong_value_is_wrong_and_missed_and_known_to_have_been_sure() -> None:
    judged = judge(extract_fields(card(*CARD)), {**TRUE, "mobile": ("010-0123-4568",)})
    mobile = judged.scores["mobile"]
    assert (mobile.right, mobile.wrong, mobile.missed, mobile.sure_wrong) == (0, 1, 1, 1)
    assert not judged.whole


def test_the_report_of_a_drawn_photo_says_that_its_card_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_photos(tmp_path, [("drawn-1.jpg", sample_photo(seed=1))])
    there = ["--json", str(tmp_path / "report.json"), "--sheet", str(tmp_path / "worst.png")]
    assert main(["--photos", str(tmp_path), "--ocr", "none", *there]) == 0
    figures = json.loads((tmp_path / "report.json").read_text())["figures"]
    assert [one["group"] for one in figures[:2]] == ["all", "set drawn"]
    assert figures[0]["over_90"] == 1.0
    assert figures[0]["line_recall"] >= 0.9
    assert "fields, from the true lines" in capsys.readouterr().out


def test_the_report_compares_what_is_read_with_plain_tesseract(tmp_path: Path) -> None:
    try:
        find_tessdata()
    except BadSetting as error:
        pytest.skip(str(error))
    write_photos(tmp_path, [("drawn-1.jpg", sample_photo(seed=1, size=(1200, 900)))])
    there = ["--json", str(tmp_path / "report.json"), "--sheet", str(tmp_path / "worst.png")]
    assert main(["--photos", str(tmp_path), *there]) == 0
    figures = json.loads((tmp_path / "report.json").read_text())["figures"][0]
    assert list(figures["error_rates"]) == ["raw", "card.jpg", "ocr.png", "chain"]
    assert figures["error_rates"]["chain"][0] <= figures["error_rates"]["raw"][0]
    assert figures["contacts"] == 1
    assert figures["time_ratio"] > 0


def test_drawn_cards_are_measured_without_photos(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--drawn", "3"]) == 0
    assert "of 3, " in capsys.readouterr().out
