"""WCAG 2.2 AA by axe-core on every view, wide and narrow, light and dark; the keyboard; the smallest screen."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bench.office.stack import Office
from local_host.node import AZURITE
from tests.browser.conftest import Visit

AXE = (AZURITE / "node_modules/axe-core/axe.min.js").read_text()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
READY = ".tile, .values, .cell, .number, .photos li, .choices, .handle, .work h2, .import"


@pytest.fixture(scope="module")
def views(office: Office, read_card: str) -> list[str]:
    office.photo(b"no photo", "broken.jpg")
    other = office.card(name="Somebody", company="Somewhere", mobile="+821055551234")["id"]
    photo = read_card.partition("-")[0]
    views = ["", "table", "work", "photos", "overview", "import", f"card/{read_card}", f"card/{other}"]
    return [*views, f"photo/{photo}", f"merge/{other}/{read_card}", "?q=nothing-like-this"]


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: Any = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


@pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (390, "dark")], ids=["a wide light screen", "a dark phone"]
)
def test_no_view_violates_wcag(visit: Visit, views: list[str], width: int, scheme: str) -> None:
    page = visit(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )
    wrong = {}
    for number, view in enumerate(views):
        page.goto(f"/?{number}#/{view}")
        page.locator(READY if "nothing" not in view else ".note h2").first.wait_for()
        if found := violations(page):
            wrong[view] = found
    assert wrong == {}


def test_no_question_violates_wcag(visit: Visit, read_card: str) -> None:
    page = visit(f"card/{read_card}", bypass_csp=True)
    page.get_by_role("button", name="QR code").click()
    page.get_by_role("dialog").wait_for()
    assert violations(page) == []


def test_no_view_is_wider_than_the_smallest_phone(visit: Visit, views: list[str]) -> None:
    page = visit(viewport={"width": 360, "height": 640})
    widths = {}
    for number, view in enumerate(views):
        page.goto(f"/?{number}#/{view}")
        page.locator(READY if "nothing" not in view else ".note h2").first.wait_for()
        widths[view] = page.evaluate("document.documentElement.scrollWidth")
    assert set(widths.values()) == {360}, widths


def test_a_card_is_found_and_opened_by_keyboard_alone(visit: Visit, office: Office) -> None:
    office.card(name="Keyboard Only")
    page = visit()
    page.locator(".tile").first.wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_role("searchbox").focus()
    page.keyboard.type("keyboard only")
    expect(page.locator(".tile")).to_have_count(1)
    while not page.evaluate("document.activeElement.matches('.tile')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Keyboard Only")).to_be_focused()


def test_arrow_keys_go_from_card_to_card(visit: Visit, office: Office) -> None:
    for number in range(3):
        office.card(("arrows",), name=f"Arrow {number}")
    page = visit("?tag=arrows")
    page.locator(".tile").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tile").nth(1)).to_be_focused()
