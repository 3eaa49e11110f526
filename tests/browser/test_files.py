"""Cards as files: what a filter shows goes out, and comes back with a look at what it would change."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.office.stack import Office
from tests.browser.conftest import Visit


def export(page: Page, form: str) -> Path:
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_role("radio", name=form).check()
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="Export").click()
    return download.value.path()


@pytest.mark.parametrize(("form", "begin"), [("Excel", b"PK"), ("vCard", b"BEGIN:VCARD"), ("JSON", b"[")])
def test_what_the_filter_shows_is_exported(visit: Visit, office: Office, form: str, begin: bytes) -> None:
    office.card((f"export-{form}",), name="Exported")
    assert export(visit(f"?tag=export-{form}"), form).read_bytes().startswith(begin)


def test_an_edited_file_shows_what_it_changes_before_it_does(visit: Visit, office: Office, tmp_path: Path) -> None:
    card = office.card(("import",), name="Imported", title="Clerk")["id"]
    sheet = tmp_path / "cards.csv"
    sheet.write_bytes(export(visit("?tag=import"), "CSV").read_bytes().replace(b"Clerk", b"Director"))
    page = visit("import")
    page.get_by_label("Choose a file").last.set_input_files(sheet)
    expect(page.locator(".differences del")).to_have_text(["Clerk"])
    expect(page.locator(".differences ins")).to_have_text(["Director"])
    assert office.get(f"/api/namecards/{card}")["fields"]["title"][0]["value"] == "Clerk"
    page.get_by_role("button", name="Apply these changes").click()
    expect(page.get_by_text("The changes are in.")).to_be_visible()
    assert office.get(f"/api/namecards/{card}")["fields"]["title"][0]["value"] == "Director"


def test_a_file_that_cannot_be_taken_says_why(visit: Visit, tmp_path: Path) -> None:
    sheet = tmp_path / "letter.csv"
    sheet.write_text("dear diary")
    page = visit("import")
    page.get_by_label("Choose a file").last.set_input_files(sheet)
    expect(page.get_by_text("This file cannot be taken.")).to_be_visible()
