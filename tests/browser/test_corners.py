"""The corners of cards are dragged, by hand and by keyboard; a missed card is added; then the photo is read again."""

import pytest
from playwright.sync_api import Page, expect

from bench.office.stack import Office
from tests.browser.conftest import Visit, drawn

SEEDS = iter(range(300, 400))


@pytest.fixture
def photo_id(office: Office) -> str:
    """A photo with one card."""
    found: str = office.photo(drawn(next(SEEDS)))["id"]
    return found


def read_again(page: Page, office: Office, photo_id: str) -> None:
    with page.expect_response(f"**/api/photos/{photo_id}/quads") as reply:
        page.get_by_role("button", name="Read again like this").click()
    assert reply.value.status == 202
    assert office.ended(photo_id)["status"] == "done"
    page.get_by_role("button", name="Add a card").wait_for()


def test_a_corner_goes_where_it_is_dragged_and_the_card_keeps_its_number(
    visit: Visit, office: Office, photo_id: str
) -> None:
    before = office.get(f"/api/photos/{photo_id}")["cards"][0]
    page = visit(f"photo/{photo_id}")
    handle = page.get_by_role("button", name="Top left corner of card 1")
    page.locator("keyed-picture.shown").first.wait_for()
    box = handle.bounding_box()
    assert box
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] + 22 - 30, box["y"] + 22 - 20, steps=4)
    expect(page.locator(".loupe")).to_be_visible()
    page.mouse.up()
    read_again(page, office, photo_id)
    after = office.get(f"/api/photos/{photo_id}")["cards"][0]
    assert after["n"] == before["n"]
    assert before["quad"][0][0] - after["quad"][0][0] > 20
    assert after["quad"][2] == pytest.approx(before["quad"][2], abs=1)


def test_a_missed_card_is_added_and_moved_by_keyboard(visit: Visit, office: Office, photo_id: str) -> None:
    page = visit(f"photo/{photo_id}")
    page.get_by_role("button", name="Add a card").click()
    expect(page.get_by_role("button", name="Top left corner of card 2")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowLeft")
    read_again(page, office, photo_id)
    assert [card["n"] for card in office.get(f"/api/photos/{photo_id}")["cards"]] == [1, 2]


def test_corners_that_cross_are_not_sent(visit: Visit, photo_id: str) -> None:
    page = visit(f"photo/{photo_id}")
    page.get_by_role("button", name="Top left corner of card 1").focus()
    for _ in range(60):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_text("The corners must go clockwise")).to_be_visible()
    expect(page.get_by_role("button", name="Read again like this")).to_be_disabled()


def test_a_card_is_turned_and_stays_the_same_card(visit: Visit, office: Office, photo_id: str) -> None:
    before = office.get(f"/api/photos/{photo_id}")["cards"][0]
    page = visit(f"photo/{photo_id}")
    page.get_by_role("button", name="Turn").click()
    read_again(page, office, photo_id)
    after = office.get(f"/api/photos/{photo_id}")["cards"][0]
    assert (after["id"], after["quad"][1]) == (before["id"], pytest.approx(before["quad"][0], abs=1))
