"""What the command line refuses, and where settings come from."""

import json
from pathlib import Path

import pytest

from local_host.errors import HostError
from local_host.photos import photos_in
from local_host.settings import apply_settings


def write(file: Path, **values: str) -> None:
    file.write_text(json.dumps({"IsEncrypted": False, "Values": values}))


def test_settings_come_from_the_example_until_there_is_a_file_of_ones_own(tmp_path: Path) -> None:
    write(tmp_path / "local.settings.example.json", COLOUR="red", SIZE="1")
    environment: dict[str, str] = {}
    apply_settings(tmp_path, environment)
    assert environment == {"COLOUR": "red", "SIZE": "1"}


def test_ones_own_settings_stand_in_place_of_the_example(tmp_path: Path) -> None:
    write(tmp_path / "local.settings.example.json", COLOUR="red", SIZE="1")
    write(tmp_path / "local.settings.json", COLOUR="blue")
    environment: dict[str, str] = {}
    apply_settings(tmp_path, environment)
    assert environment == {"COLOUR": "blue"}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    write(tmp_path / "local.settings.json", COLOUR="blue")
    environment = {"COLOUR": "green"}
    apply_settings(tmp_path, environment)
    assert environment == {"COLOUR": "green"}


def test_a_settings_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "local.settings.json").write_text("{")
    with pytest.raises(HostError, match=r"local\.settings\.json is not valid JSON"):
        apply_settings(tmp_path, {})


def test_photos_are_found_by_their_endings_in_all_folders_below(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.PNG", "sub/a.jpg", "notes.txt"):
        (tmp_path / name).touch()
    assert photos_in(tmp_path) == [tmp_path / "b.PNG", tmp_path / "sub/a.jpg"]


def test_a_folder_that_is_missing_or_holds_no_photo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="There is no folder"):
        photos_in(tmp_path / "missing")
    with pytest.raises(HostError, match="There is no photo in"):
        photos_in(tmp_path)
