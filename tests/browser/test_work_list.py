"""Everything that needs a person, without a mouse."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from bench.office.stack import Office
from tests.browser.conftest import Visit
from tests.drawing import photo_of_cards


@pytest.fixture
def doubtful(office: Office) -> list[str]:
    """Ids of cards that need a person, the newest first; two of them say nothing that could be read."""
    office.photo(photo_of_cards(-6, 11))
    return [card["id"] for card in office.get("/api/namecards?review=needed")["cards"]]


def at_card(page: Page, number: int) -> None:
    expect(page.locator(".heading .count")).to_have_text(re.compile(f"^{number} of "))


def reviewed(office: Office, card_id: str) -> None:
    """Wait until somebody has said that the card is all right: the list does not wait for it."""
    deadline = time.monotonic() + 10
    while office.get(f"/api/namecards/{card_id}")["review"] != "done":
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_cards_are_accepted_skipped_and_edited_by_keyboard_alone(
    visit: Visit, office: Office, doubtful: list[str]
) -> None:
    page = visit("work")
    page.locator(".work h2").wait_for()
    page.keyboard.press("ArrowRight")
    at_card(page, 2)
    page.keyboard.press("ArrowLeft")
    at_card(page, 1)
    page.keyboard.press("e")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Edited By Keyboard")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator(".heading .count")).to_contain_text("1 done")
    reviewed(office, doubtful[0])
    assert "Edited By Keyboard" in str(office.get(f"/api/namecards/{doubtful[0]}")["fields"])
    page.locator(".work h2").wait_for()
    page.keyboard.press("Enter")
    reviewed(office, doubtful[1])


def test_every_key_is_told(visit: Visit, doubtful: list[str]) -> None:
    page = visit("work")
    page.locator(".work h2").wait_for()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("All right")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
