"""Photos are dropped, chosen, pasted; and the reader sees what became of each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from bench.office.stack import Office
from tests.browser.conftest import Visit, drawn


def choose(page: Page, *files: Path) -> None:
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Add photos").first.click()
    chosen.value.set_files(list(files))


def test_a_chosen_photo_becomes_a_card_that_is_a_click_away(visit: Visit, photo_file: Callable[..., Path]) -> None:
    page = visit()
    choose(page, photo_file(8, "from desk.jpg"))
    sent = page.locator(".given", has_text="from desk.jpg")
    expect(sent).to_have_class("given good", timeout=60_000)
    name = sent.locator(".found a").inner_text()
    sent.locator(".found a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_file_that_is_no_photo_says_why_and_asks_for_another(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    letter = tmp_path / "letter.jpg"
    letter.write_text("dear diary")
    choose(page, letter)
    sent = page.locator(".given.bad", has_text="letter.jpg")
    expect(sent).to_contain_text("This kind of file cannot be read.", timeout=60_000)
    expect(sent.get_by_role("button", name="Take it again")).to_be_visible()


def test_a_photo_without_a_card_says_retake_at_once(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    desk = tmp_path / "desk.jpg"
    desk.write_bytes(drawn(70, 0))
    choose(page, desk)
    sent = page.locator(".given.warn", has_text="desk.jpg")
    expect(sent).to_contain_text("No card was found", timeout=60_000)
    expect(sent.get_by_role("link", name="Show where the card is")).to_be_visible()


def test_a_photo_whose_reply_was_lost_is_sent_again_and_stored_once(
    visit: Visit, office: Office, photo_file: Callable[..., Path]
) -> None:
    page = visit()
    wire = page.context.new_cdp_session(page)

    def lose(reply: dict[str, Any]) -> None:
        wire.send("Fetch.failRequest", {"requestId": reply["requestId"], "errorReason": "ConnectionReset"})

    wire.on("Fetch.requestPaused", lose)
    wire.send("Fetch.enable", {"patterns": [{"urlPattern": "*/api/namecards", "requestStage": "Response"}]})
    choose(page, photo_file(9, "underground.jpg"))
    sent = page.locator(".given", has_text="underground.jpg")
    expect(sent).to_contain_text("There is no connection.")
    wire.send("Fetch.disable")
    sent.get_by_role("button", name="Try again").click()
    expect(sent).to_have_class("given good", timeout=60_000)
    names = [photo["filename"] for photo in office.get("/api/photos?limit=100")["photos"]]
    assert names.count("underground.jpg") == 1


def test_what_is_too_large_is_not_even_sent(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    large = tmp_path / "large.jpg"
    large.write_bytes(bytes(15_000_001))
    choose(page, large)
    expect(page.locator(".given.bad", has_text="large.jpg")).to_contain_text("at most 15 MB")


def test_a_dropped_photo_is_sent(visit: Visit, office: Office) -> None:
    page = visit()
    page.get_by_role("heading", level=1).wait_for()
    transfer = page.evaluate_handle(
        """() => { const all = new DataTransfer(); all.items.add(new File(["x"], "dropped.jpg")); return all; }"""
    )
    page.dispatch_event("main", "dragenter", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop the photos anywhere")).to_be_visible()
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
    expect(page.locator(".given", has_text="dropped.jpg")).to_be_visible()
    expect(page.get_by_text("Drop the photos anywhere")).to_be_hidden()


def test_a_failed_photo_stands_in_a_list_with_the_reason(visit: Visit, office: Office) -> None:
    office.photo(b"not a photo", "broken.png")
    row = visit("photos").get_by_role("listitem").filter(has_text="broken.png")
    expect(row).to_contain_text("This kind of file cannot be read.")
