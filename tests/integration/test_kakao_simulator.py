"""`python -m tools.kakao` plays Kakao's side against the running functions."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.drawing import photo_of_cards
from tests.integration.live import KEY, functions_app, guarded, served
from tests.integration.pipeline import CHATBOT, start_pipeline
from tools.kakao.command import main


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@dataclass
class Simulator:
    """The simulator, and the photo that it sends."""

    url: str
    port: int
    photo: Path

    def run(self, *arguments: str, key: str = KEY) -> tuple[int, str]:
        """The exit status, and what is on the screen."""
        screen = Console(file=StringIO(), width=120)
        given = [str(self.photo), "--url", self.url, "--port", str(self.port), "--key", key, *arguments]
        status = main(given, screen)
        return status, screen.file.getvalue()  # type: ignore[attr-defined]


@pytest.fixture
def simulator(storage: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Simulator]:
    port = free_port()
    pipeline = start_pipeline(storage, kakao=replace(CHATBOT, origins=(f"http://127.0.0.1:{port}",)))
    monkeypatch.setattr("shared.wiring.process._wired", lambda: pipeline.wiring)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(photo_of_cards(1))
    with served(guarded(functions_app())) as url, pipeline.working():
        yield Simulator(url, port, photo)


def test_a_photo_comes_back_as_a_card_by_callback_and_when_asked_for(simulator: Simulator) -> None:
    status, screen = simulator.run("--say", "명함 목록")
    assert (status, screen.count("itemCard"), "기다리는 동안" in screen) == (0, 2, True)


def test_a_bot_without_callback_is_told_to_ask(simulator: Simulator) -> None:
    status, screen = simulator.run("--no-callback", "--ordinary")
    assert (status, "결과 보기" in screen, "itemCard" in screen) == (0, True, False)


def test_a_wrong_key_is_reported(simulator: Simulator) -> None:
    status, screen = simulator.run(key="wrong")
    assert (status, "answered 401" in screen) == (1, True)
