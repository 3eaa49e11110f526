"""The page in a real browser, before the real product: local host, Azurite, worker, OCR."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bench.office.browser import MISSING, find_chromium, new_visitor, running_browser
from bench.office.stack import Office, running_office
from bench.synth.sample import sample_photo

Visit = Callable[..., Page]
SIZE = (1200, 900)
NOISE = re.compile(r"Failed to load resource")
"""What the console says of replies that a test asked for."""

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if find_chromium() is None:
        pytest.skip(MISSING)
    with running_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@cache
def drawn(seed: int, cards: int = 1) -> bytes:
    """A photo of invented cards."""
    return sample_photo(seed, cards, "ko", SIZE).jpeg


@pytest.fixture(scope="session")
def read_card(office: Office) -> str:
    """The id of a card that was read from a drawn photo."""
    card_id: str = office.photo(drawn(25), "drawn.jpg")["cards"][0]["id"]
    return card_id


@pytest.fixture
def visit(browser: Browser, office: Office) -> Iterator[Visit]:
    """Open a view of the page; errors of its code, and breaches of its content policy, fail the test."""
    wrong: list[str] = []
    opened: list[BrowserContext] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error" and not NOISE.search(said.text):
            wrong.append(said.text)

    def open_view(view: str = "", **options: Any) -> Page:
        context = new_visitor(browser, office.url, **options)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"{error}\n{error.stack}"))
        page.on("console", hear)
        page.goto(f"/#/{view}")
        return page

    yield open_view
    for context in opened:
        context.close()
    assert wrong == []


@pytest.fixture
def photo_file(tmp_path: Path) -> Callable[..., Path]:
    """A drawn photo as a file."""

    def write(seed: int, name: str = "drawn.jpg") -> Path:
        path = tmp_path / name
        path.write_bytes(drawn(seed))
        return path

    return write
