"""Cards as a spreadsheet: typed into, pasted into, undone; and exported."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bench.office.stack import Office
from tests.browser.conftest import Visit

PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""
TAGS = (f"table-{number}" for number in range(100))


@pytest.fixture
def rows(office: Office) -> tuple[str, list[str]]:
    """A tag, and the ids of three cards with it in the order of the table."""
    tag = next(TAGS)
    ids = [office.card((tag,), name=f"Row {number}", title="Clerk")["id"] for number in (3, 2, 1)]
    return tag, ids[::-1]


def cell(page: Page, row: int, column: str) -> Any:
    page.locator(".cell").first.wait_for()
    at = page.get_by_role("columnheader").all_inner_texts().index(column) - 1
    return page.locator(f'.cell[data-row="{row}"][data-column="{at}"]')


def fields(office: Office, card_id: str) -> dict[str, str]:
    card = office.get(f"/api/namecards/{card_id}")
    return {name: "; ".join(value["value"] for value in values) for name, values in card["fields"].items()}


def paste(page: Page, text: str) -> None:
    page.evaluate(PASTE, text)


def test_typing_replaces_a_cell_and_enter_goes_down(visit: Visit, office: Office, rows: Any) -> None:
    tag, ids = rows
    page = visit(f"table?tag={tag}")
    cell(page, 0, "Company").click()
    page.keyboard.type("푸른바다")
    page.keyboard.press("Enter")
    expect(cell(page, 0, "Company")).to_have_text("푸른바다")
    expect(cell(page, 1, "Company").locator("input")).to_be_focused()
    expect(page.locator(".cell.saving")).to_have_count(0)
    assert fields(office, ids[0])["company"] == "푸른바다"


def test_a_block_is_pasted_saved_and_undone(visit: Visit, office: Office, rows: Any) -> None:
    tag, ids = rows
    page = visit(f"table?tag={tag}")
    cell(page, 0, "Title").click()
    paste(page, 'Head\t010-1234-5678\nLead\t02-555-0199; 02-555-0198\n"Vice\nHead"\t')
    expect(page.locator(".heading .count")).to_have_text("3 of 3 rows saved")
    assert [fields(office, one)["title"] for one in ids] == ["Head", "Lead", "Vice; Head"]
    assert fields(office, ids[1])["mobile"] == "02-555-0199; 02-555-0198"
    page.keyboard.press("ControlOrMeta+z")
    expect(cell(page, 2, "Title")).to_have_text("Clerk")
    expect(page.locator(".cell.saving")).to_have_count(0)
    assert [fields(office, one)["title"] for one in ids] == ["Clerk"] * 3


def test_a_conflict_in_a_cell_asks(visit: Visit, office: Office, rows: Any) -> None:
    tag, ids = rows
    page = visit(f"table?tag={tag}")
    cell(page, 0, "Title").click()
    patch = {"fields": {"title": [{"value": "Director"}]}}
    office.api.patch(f"/api/namecards/{ids[0]}", json=patch, headers={"If-Match": "*"}).raise_for_status()
    page.keyboard.type("Manager")
    page.keyboard.press("Tab")
    page.get_by_role("dialog").get_by_role("button", name="Take theirs").click()
    expect(cell(page, 0, "Title")).to_have_text("Director")
    assert fields(office, ids[0])["title"] == "Director"


def test_delete_empties_the_selected_cells(visit: Visit, office: Office, rows: Any) -> None:
    tag, ids = rows
    page = visit(f"table?tag={tag}")
    cell(page, 0, "Title").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    expect(page.locator(".heading .count")).to_have_text("2 of 2 rows saved")
    assert ["title" in fields(office, one) for one in ids] == [False, False, True]
