"""The `namecard` command against a running server, and its processes as a person meets them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from shared.adapters.prepare import prepare
from shared.cli.app import make_cli
from shared.cli.exits import Exit
from shared.settings import HOST_STORAGE, Server, Storage
from shared.usecases import export_cards
from shared.wiring import command, journey, process
from tests.drawing import photo_of_cards
from tests.integration.live import KEY, functions_app, guarded, served
from tests.integration.pipeline import Pipeline

NAMECARD = Path(sys.executable).with_name("namecard")
ONE_CARD = photo_of_cards(8)
TWO_CARDS = photo_of_cards(-6, 11)
KIM = {"name": "김철수", "company": "한빛전자", "mobile": "+821012345678"}
LEE = {"name": "이영희", "company": "=1+1", "mobile": "+821098765432"}


@dataclass
class Office:
    """A server, and the command that asks it."""

    pipeline: Pipeline
    url: str
    environment: dict[str, str]

    def run(self, *words: object, key: str = KEY, url: str = "") -> Result:
        cli = make_cli(
            journey.make_journey, self.pipeline.wiring.rebuild, command.diagnose, lambda: Server(url or self.url, key)
        )
        return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)

    def json(self, *words: object) -> list[Any]:
        return [json.loads(line) for line in self.run(*words, "--json").stdout.splitlines()]

    def start(self, *words: object) -> "subprocess.Popen[str]":
        command = [str(NAMECARD), *map(str, words)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )


@pytest.fixture
def office(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Office]:
    monkeypatch.setattr("shared.wiring.process._wired", lambda: pipeline.wiring)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    with served(guarded(functions_app())) as url:
        yield Office(pipeline, url, {**os.environ, "NAMECARD_URL": url, "NAMECARD_KEY": KEY})


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "trip").mkdir(parents=True)
    (folder / "김철수.jpg").write_bytes(ONE_CARD)
    (folder / "trip" / "desk.JPG").write_bytes(TWO_CARDS)
    (folder / "notes.txt").write_text("no photo")
    return folder


def ids(found: list[Any]) -> list[str]:
    return [one["id"] for one in found]


def wait_for(state: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait until it is so, or the process has ended."""
    while not state() and process.poll() is None:
        time.sleep(0.01)


def test_upload_sends_files_and_folders_and_waits_for_their_cards(office: Office, photos: Path) -> None:
    with office.pipeline.working():
        sent = office.json("upload", photos)
    assert {Path(one["file"]).name: (one["status"], len(one["cards"])) for one in sent} == {
        "김철수.jpg": ("done", 1),
        "desk.JPG": ("done", 2),
    }
    assert {office.pipeline.row(one["id"]).filename for one in sent} == {"김철수.jpg", "desk.JPG"}


def test_a_photo_that_cannot_be_read_is_told_with_status_1(office: Office, tmp_path: Path) -> None:
    (tmp_path / "diary.jpg").write_text("dear diary")
    (tmp_path / "huge.jpg").write_bytes(bytes(15_000_001))
    (tmp_path / "empty.jpg").write_bytes(b"")
    with office.pipeline.working():
        done = office.run("upload", tmp_path, "--json")
    codes = {Path(one["file"]).name: one["error"]["code"] for one in map(json.loads, done.stdout.splitlines())}
    assert (done.exit_code, codes) == (
        Exit.FAILED,
        {"diary.jpg": "unsupported-format", "huge.jpg": "photo-too-large", "empty.jpg": "bad-request"},
    )


def test_what_was_sent_is_not_sent_again_unless_it_is_gone_from_the_server(office: Office, photos: Path) -> None:
    first = office.json("upload", photos, "--no-wait")
    again = office.json("upload", photos, "--no-wait")
    assert (sorted(ids(again)), len(office.pipeline.inbox())) == (sorted(ids(first)), 2)
    office.pipeline.work()
    for one in first:
        office.pipeline.wiring._office().delete_photo(one["id"])
    office.pipeline.later(minutes=11)
    office.pipeline.wiring.sweep()
    third = office.json("upload", photos, "--no-wait")
    assert {*ids(third)}.isdisjoint(ids(first))


def test_another_machine_that_sends_the_same_files_makes_no_doubles(
    office: Office, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.run("upload", photos, "--no-wait")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another machine"))
    office.run("upload", photos, "--no-wait")
    assert len(office.pipeline.inbox()) == 2


@pytest.mark.timeout(240)
def test_an_upload_interrupted_three_times_ends_complete_without_a_double(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02d}.jpg").write_bytes(ONE_CARD + bytes([number]))
    ends = []
    for enough in (4, 14, 24):
        with office.start("upload", folder, "--no-wait") as process:
            wait_for(lambda enough=enough: len(office.pipeline.inbox()) >= enough, process)  # type: ignore[misc]
            process.send_signal(signal.SIGINT)
            said = process.communicate()[1]
            ends.append((process.returncode, "the same command goes on" in said))
    assert ends == [(Exit.INTERRUPTED, True)] * 3
    with office.start("upload", folder, "--no-wait", "--json") as process:
        sent = [json.loads(line) for line in process.communicate()[0].splitlines()]
    rows = {office.pipeline.row(one["id"]).filename for one in sent}
    assert (process.returncode, len({*ids(sent)}), len(rows), len(office.pipeline.inbox())) == (0, 40, 40, 40)


def test_a_watched_folder_sends_what_is_put_into_it_until_ctrl_c(office: Office, photos: Path) -> None:
    (photos / "folder.jpg").mkdir()
    (photos / "gone.jpg").symlink_to("nowhere")
    with office.start("watch", photos, "--json") as process:
        wait_for(lambda: len(office.pipeline.inbox()) >= 2, process)
        (photos / "late.jpg").write_bytes(photo_of_cards(3))
        wait_for(lambda: len(office.pipeline.inbox()) >= 3, process)
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert (process.returncode, len(office.pipeline.inbox())) == (Exit.INTERRUPTED, 3)


def test_a_watched_folder_outlives_an_outage_of_the_server(
    pipeline: Pipeline, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.wiring.process._wired", lambda: pipeline.wiring)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"NAMECARD_URL": f"http://127.0.0.1:{port}", "NAMECARD_KEY": KEY, "XDG_CONFIG_HOME": str(tmp_path)}
    office = Office(pipeline, "", {**os.environ, **settings})
    with office.start("watch", photos) as process:
        assert process.stderr
        assert any("Trying on" in line for line in process.stderr)
        with served(guarded(functions_app()), port):
            wait_for(lambda: len(pipeline.inbox()) == 2, process)
            process.send_signal(signal.SIGINT)
            process.communicate()
    assert process.returncode == Exit.INTERRUPTED


def test_list_shows_what_a_filter_finds(office: Office) -> None:
    kim, lee = office.pipeline.card(**KIM), office.pipeline.card(**LEE)
    assert ids(office.json("list")) == [lee.id, kim.id]
    assert ids(office.json("list", "-q", "ㄱㅊㅅ", "--review", "fine")) == [kim.id]
    assert ids(office.json("list", "--limit", 1)) == [lee.id]
    assert "김철수" in office.run("list").stdout
    assert office.run("list", "--tag", "none").stdout == "No cards.\n"


def test_show_and_edit_a_card(office: Office) -> None:
    card = office.pipeline.card(**KIM)
    words = ["name=김철호", "tel=02-555-0199", "tel=02-555-0198", "company=", "--tag", "VIP", "--memo", "x", "--done"]
    assert office.run("edit", card.id, *words).exit_code == 0
    [shown] = office.json("show", card.id)
    assert {name: [one["value"] for one in values] for name, values in shown["fields"].items()} == {
        "name": ["김철호"],
        "tel": ["02-555-0199", "02-555-0198"],
        "mobile": ["+821012345678"],
    }
    assert (shown["tags"], shown["memo"], shown["review"]) == (["VIP"], "x", "done")
    [again] = office.json("edit", card.id, "--as-read", "name", "--as-read", "company")
    assert [again["fields"][name][0]["value"] for name in ("name", "company")] == ["김철수", "한빛전자"]
    assert "mobile       +821012345678" in office.run("show", card.id).stdout


def test_delete_can_be_undone(office: Office) -> None:
    card = office.pipeline.card(**KIM)
    assert office.json("delete", card.id) == [{"id": card.id, "status": "deleted", "error": None}]
    assert (office.json("list"), office.run("show", card.id).exit_code) == ([], Exit.FAILED)
    office.run("restore", card.id)
    assert ids(office.json("list")) == [card.id]


def test_download_fetches_originals_crops_and_contacts_once(office: Office, tmp_path: Path) -> None:
    photo = office.pipeline.drop(TWO_CARDS)
    office.pipeline.work()
    done = office.run("download", "--dir", tmp_path / "out")
    folder = tmp_path / "out" / photo.id
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    cards = {f"{n}/{name}" for n in (1, 2) for name in ("card.jpg", "ocr.png", "card.vcf")}
    assert (done.exit_code, files) == (0, {"original.jpg"} | cards)
    assert (folder / "original.jpg").read_bytes() == TWO_CARDS
    assert {one["bytes"] for one in office.json("download", "--dir", tmp_path / "out")} == {0}
    [only] = office.json("download", f"{photo.id}-2", "--no-originals", "--no-crops", "--dir", tmp_path / "two")
    assert only["file"].endswith("/2/card.vcf")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".vcf", ".json"])
def test_an_export_of_more_cards_than_the_server_gives_at_once_has_them_all(
    office: Office, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_cards.ExportCards.__call__, "__defaults__", (2,))
    cards = [office.pipeline.card(name=f"card {n}").id for n in range(5)]
    file = tmp_path / f"cards{suffix}"
    [told] = office.json("export", file)
    text = file.read_bytes()
    assert told == {"file": str(file), "cards": 5}
    assert suffix == ".xlsx" or all(card.encode() in text for card in cards)


def test_an_exported_workbook_comes_back(office: Office, tmp_path: Path) -> None:
    for fields in (KIM, LEE):
        office.pipeline.card(**fields)
    office.run("export", tmp_path / "cards.xlsx")
    office.run("export", tmp_path / "cards.csv")
    for name in ("cards.xlsx", "cards.csv"):
        assert office.json("import", tmp_path / name, "--apply")[0]["changes"] == []
    edited = tmp_path / "cards.csv"
    edited.write_bytes(edited.read_bytes().replace("한빛전자".encode(), "새빛전자".encode()))
    shown = office.run("import", edited)
    assert (shown.exit_code, "새빛전자" in shown.stdout, "nothing is changed yet" in shown.stdout) == (0, True, True)
    assert office.json("list", "-q", "새빛") == []
    assert office.run("import", edited, "--apply").exit_code == 0
    assert len(office.json("list", "-q", "새빛")) == 1


def test_a_row_that_cannot_be_taken_is_told_with_status_1(office: Office, tmp_path: Path) -> None:
    office.pipeline.card(**KIM)
    office.run("export", file := tmp_path / "cards.csv")
    file.write_bytes(file.read_bytes().replace(b"'+821012345678", b"1012345678"))
    shown, applied = office.run("import", file), office.run("import", file, "--apply")
    assert (shown.exit_code, applied.exit_code) == (Exit.FAILED, Exit.FAILED)
    assert "row 2, mobile: lost its leading 0" in shown.stdout
    assert "Row 2, mobile: lost its leading 0" in applied.stderr


def test_retry_sends_every_failed_photo_again(office: Office) -> None:
    photo = office.pipeline.drop(b"dear diary")
    office.pipeline.work()
    assert office.json("retry", "--all-failed") == [{"id": photo.id, "status": "queued", "error": None}]
    assert office.json("retry", "--all-failed") == []
    assert office.run("retry", "0" * 26).exit_code == Exit.FAILED


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["show", "0" * 26 + "-1"], Exit.FAILED, "There is no card"),
        (["list", "--review", "x"], Exit.FAILED, "review"),
        (["edit", "x-1", "salary=1"], Exit.USAGE, "Write FIELD=VALUE"),
        (["upload", "/nowhere"], Exit.USAGE, "There is no file or folder /nowhere"),
        (["export", "cards.pdf"], Exit.USAGE, "must end in .csv"),
        (["import", "/nowhere.csv"], Exit.USAGE, "cannot be read"),
        (["retry"], Exit.USAGE, "--all-failed"),
        (["list", "--limit", "x"], Exit.USAGE, "Invalid value"),
    ],
)
def test_a_command_that_cannot_do_it_says_so_in_a_sentence(
    office: Office, words: list[str], status: Exit, said: str
) -> None:
    done = office.run(*words)
    assert (done.exit_code, said in done.stderr) == (status, True)


def test_a_wrong_key_and_a_silent_server_have_statuses_of_their_own(office: Office) -> None:
    refused, silent = office.run("list", key="x"), office.run("list", "--json", url="http://127.0.0.1:9")
    assert (refused.exit_code, "NAMECARD_KEY" in refused.stderr) == (Exit.REFUSED, True)
    assert (silent.exit_code, json.loads(silent.stdout)["error"]["code"]) == (Exit.UNREACHABLE, "unreachable")


def test_every_command_has_an_example_in_its_help_and_prints_json() -> None:
    cli = make_cli(journey.make_journey, lambda observe: 0, command.diagnose, lambda: Server(""))
    for one in cli.registered_commands:
        name = one.name or one.callback.__name__  # type: ignore[union-attr]
        said = CliRunner().invoke(cli, [name, "--help"]).stdout
        assert f"namecard {name}" in said.partition("Example")[2], name
        assert "--json" in said, name


def doctor(office: Office) -> dict[str, dict[str, str]]:
    return {finding["thing"]: finding for finding in office.json("doctor")}


def test_the_doctor_finds_a_sound_installation_sound(office: Office) -> None:
    prepare(Storage(office.pipeline.connection))
    office.pipeline.drop(ONE_CARD)
    found = doctor(office)
    assert {thing for thing, one in found.items() if one["health"] == "bad"} == set()
    assert {"python", "versions", "host.json", "clock", "storage", "queue", "events", "ocr", "server"} == found.keys()
    assert office.run("doctor").exit_code == 0


def test_the_doctor_names_what_is_missing_and_what_to_do(office: Office) -> None:
    prepare(Storage(office.pipeline.connection))
    office.pipeline.queue.delete_queue()
    found = doctor(office)["storage"]
    assert (found["health"], found["detail"]) == ("bad", "queue namecard-work not there.")
    assert found["todo"] == "`namecard prepare` makes what is missing."
    assert office.run("doctor").exit_code == Exit.FAILED


def test_the_doctor_sees_messages_without_base64_and_photos_without_an_event(office: Office) -> None:
    prepare(Storage(office.pipeline.connection))
    office.pipeline.queue.send_message('{"v": 1}')
    office.pipeline.blobs.get_blob_client("namecards", "unseen.jpg").upload_blob(ONE_CARD)
    office.pipeline.later(minutes=3)
    found = doctor(office)
    assert (found["queue"]["health"], found["events"]["health"], found["clock"]["health"]) == ("bad", "bad", "bad")
    assert "unseen.jpg" in found["events"]["detail"]


def test_the_doctor_says_which_setting_is_missing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.delenv(HOST_STORAGE, raising=False)
    process._wired.cache_clear()
    found = doctor(office)
    assert HOST_STORAGE in found["settings"]["detail"]
