"""Cards are found, looked at, changed, and deleted with a way back."""

import re

from playwright.sync_api import expect

from bench.office.stack import Office
from tests.browser.conftest import Visit


def test_search_finds_as_one_types_also_by_initial_consonants(visit: Visit, office: Office) -> None:
    office.card(name="남궁민수", company="푸른바다")
    page = visit()
    page.get_by_role("searchbox").press_sequentially("ㄴㄱㅁㅅ")
    expect(page.locator(".tile")).to_have_count(1)
    expect(page.locator(".tile")).to_contain_text("남궁민수")
    expect(page).to_have_url(re.compile("q="))


def test_a_search_that_finds_nothing_says_what_to_do(visit: Visit) -> None:
    page = visit("?q=zzzzzz")
    expect(page.get_by_role("heading", name="No card fits")).to_be_visible()
    page.get_by_role("button", name="Show all cards").click()
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_cards_are_filtered_by_tag(visit: Visit, office: Office) -> None:
    office.card(("fair-2026",), name="Fair Guest")
    page = visit()
    page.get_by_role("button", name="Tag and date").click()
    page.get_by_role("textbox", name="Tag").fill("fair-2026")
    page.get_by_role("textbox", name="Tag").press("Enter")
    expect(page.locator(".tile strong")).to_have_text(["Fair Guest"])


def test_an_edit_is_saved_when_the_field_is_left(visit: Visit, office: Office, read_card: str) -> None:
    page = visit(f"card/{read_card}")
    page.get_by_role("textbox", name="Company", exact=True).fill("Blue Sea Ltd.")
    page.get_by_role("textbox", name="Company", exact=True).press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    assert office.get(f"/api/namecards/{read_card}")["fields"]["company"][0]["value"] == "Blue Sea Ltd."
    page.get_by_role("button", name="As it was read").click()
    expect(page.get_by_role("button", name="As it was read")).to_be_hidden()
    assert office.get(f"/api/namecards/{read_card}")["fields"]["company"][0]["value"] != "Blue Sea Ltd."


def patch(office: Office, card: str, **fields: str) -> None:
    given = {name: [{"value": value}] for name, value in fields.items()}
    office.api.patch(f"/api/namecards/{card}", json={"fields": given}, headers={"If-Match": "*"}).raise_for_status()


def test_a_conflict_shows_both_versions_and_the_reader_decides(visit: Visit, office: Office) -> None:
    card = office.card(name="Kim", title="Engineer")["id"]
    page = visit(f"card/{card}")
    page.get_by_role("textbox", name="Title", exact=True).wait_for()
    patch(office, card, title="Director")
    page.get_by_role("textbox", name="Title", exact=True).fill("Manager")
    page.get_by_role("textbox", name="Title", exact=True).press("Tab")
    dialog = page.get_by_role("dialog", name="Somebody was faster")
    expect(dialog.locator("dd")).to_have_text(["Manager", "Director"])
    dialog.get_by_role("button", name="Keep mine").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert office.get(f"/api/namecards/{card}")["fields"]["title"][0]["value"] == "Manager"


def test_changes_of_different_fields_stand_together_without_a_question(visit: Visit, office: Office) -> None:
    card = office.card(name="Kim", title="Engineer")["id"]
    page = visit(f"card/{card}")
    page.get_by_role("textbox", name="Title", exact=True).wait_for()
    patch(office, card, company="Blue Sea")
    page.get_by_role("textbox", name="Title", exact=True).fill("Manager")
    page.get_by_role("textbox", name="Title", exact=True).press("Tab")
    expect(page.get_by_role("textbox", name="Company", exact=True)).to_have_value("Blue Sea")
    fields = office.get(f"/api/namecards/{card}")["fields"]
    assert (fields["title"][0]["value"], fields["company"][0]["value"]) == ("Manager", "Blue Sea")


def test_a_field_lights_up_where_it_was_found_on_the_card_and_on_the_photo(
    visit: Visit, office: Office, read_card: str
) -> None:
    found = office.get(f"/api/namecards/{read_card}")["fields"].items()
    name = next(name for name, values in found if values[0].get("quad"))
    page = visit(f"card/{read_card}")
    page.locator(f"[data-name={name}] :is(input, textarea)").first.focus()
    expect(page.locator(f".box.marked[data-field={name}]")).to_have_count(1)
    page.get_by_role("tab", name="Photo").click()
    page.locator(f"[data-name={name}] :is(input, textarea)").first.focus()
    expect(page.locator(f".box.marked[data-field={name}]")).to_have_count(1)


def test_pictures_are_fetched_with_the_key_and_shown_as_blobs(visit: Visit, office: Office, read_card: str) -> None:
    page = visit(f"card/{read_card}")
    for tab in ("Card", "Photo", "Cleaned"):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(".stage keyed-picture.shown img")).to_have_attribute(
            "src", re.compile(f"^blob:{re.escape(office.url)}/")
        )


def test_the_qr_code_of_a_card_is_shown(visit: Visit, read_card: str) -> None:
    page = visit(f"card/{read_card}")
    page.get_by_role("button", name="QR code").click()
    expect(page.get_by_role("dialog", name="QR code").locator("keyed-picture.shown")).to_be_visible()


def test_a_vcard_is_saved_under_the_name_of_the_person(visit: Visit, office: Office) -> None:
    page = visit(f"card/{office.card(name='Ada / King')['id']}")
    with page.expect_download() as download:
        page.get_by_role("button", name="vCard").click()
    assert download.value.suggested_filename == "Ada   King.vcf"
    assert "FN:Ada / King" in download.value.path().read_text()


def test_a_deleted_card_comes_back(visit: Visit, office: Office) -> None:
    card = office.card(name="Undo Me")["id"]
    page = visit(f"card/{card}")
    page.get_by_role("button", name="Delete", exact=True).click()
    notice = page.locator(".notice", has_text="Undo Me was deleted.")
    expect(page.locator(".tile", has_text="Undo Me")).to_have_count(0)
    notice.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1, name="Undo Me")).to_be_visible()
    assert office.get(f"/api/namecards/{card}")["id"] == card


def test_two_cards_of_a_person_become_one_and_two_again(visit: Visit, office: Office) -> None:
    first = office.card(name="Lee", title="Engineer", mobile="+821055550001")["id"]
    second = office.card(name="Lee", title="Director", mobile="+821055550001")["id"]
    page = visit(f"card/{first}")
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("radio", name="Director").check()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Director")
    assert office.get(f"/api/namecards/{second}")["merged_into"] == first
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page).to_have_url(re.compile(f"{second}$"))
    assert office.get(f"/api/namecards/{first}")["fields"]["title"][0]["value"] == "Engineer"
