"""`namecard scan`: local photos through the same journey, without storage."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.drawing import photo_of_cards

NAMECARD = Path(sys.executable).with_name("namecard")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    (tmp_path / "two.jpg").write_bytes(photo_of_cards(-6, 11))
    (tmp_path / "none.jpg").write_bytes(photo_of_cards())
    (tmp_path / "notes.jpg").write_text("dear diary")
    return tmp_path


def scan(folder: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run([NAMECARD, "scan", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def scan_json(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in scan(folder, "--json", *arguments)[1].splitlines()]


def test_every_photo_is_one_line_of_json_with_the_documented_keys(photos: Path) -> None:
    two, none = scan_json(photos, "two.jpg", "none.jpg")
    assert two.keys() >= {"file", "width", "height", "status", "error", "cards", "ms"}
    assert (two["file"], two["width"], two["height"], two["status"], two["error"]) == (
        "two.jpg",
        1200,
        900,
        "done",
        None,
    )
    assert all(card.keys() >= {"quad", "matrix", "lines", "fields", "quality"} for card in two["cards"])
    assert (len(two["cards"]), none["cards"]) == (2, [])


def test_the_matrix_takes_the_crops_corners_to_the_quad(photos: Path) -> None:
    [two] = scan_json(photos, "two.jpg")
    for card in two["cards"]:
        w, h = card["width"], card["height"]
        corners = np.array([(-0.5, -0.5, 1), (w - 0.5, -0.5, 1), (w - 0.5, h - 0.5, 1), (-0.5, h - 0.5, 1)])
        mapped = corners @ np.array(card["matrix"]).T
        assert np.allclose(mapped[:, :2] / mapped[:, 2:], card["quad"], atol=0.1)


def test_a_photo_without_a_card_is_processed(photos: Path) -> None:
    status, said = scan(photos, "none.jpg")
    assert status == 0
    assert "no card" in said


def test_a_failed_photo_is_told_and_the_others_are_still_scanned(photos: Path) -> None:
    failed, two, missing = scan_json(photos, "notes.jpg", "two.jpg", "missing.jpg")
    assert (failed["status"], failed["error"]["code"]) == ("failed", "unsupported-format")
    assert (two["status"], missing["status"]) == ("done", "failed")
    assert scan(photos, "notes.jpg", "two.jpg")[0] == 1


def test_out_holds_what_processed_would(photos: Path) -> None:
    scan(photos, "two.jpg", "--out", "crops")
    folder = photos / "crops" / "two.jpg"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    one = {"card.jpg", "ocr.png", "thumb.jpg"}
    assert found >= {"result.json", "overlay.jpg", "photo.jpg"} | {f"{n}/{name}" for n in (1, 2) for name in one}


def test_debug_shows_every_stage(photos: Path) -> None:
    scan(photos, "two.jpg", "--debug", "stages")
    names = sorted(path.name for path in (photos / "stages" / "two.jpg").iterdir())
    assert names[:3] == ["01-photo.jpg", "02-quads.jpg", "03-rectified.jpg"]


def test_help_is_written_for_people() -> None:
    status, said = scan(Path(), "--help")
    assert status == 0
    assert "Find the cards in local photos" in said
