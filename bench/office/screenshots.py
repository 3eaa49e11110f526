"""`python -m bench screenshots`: every view of the page, light and dark, on a desktop and a phone, of drawn cards."""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, FilePayload, Page

from bench.office.browser import new_visitor, running_browser
from bench.office.stack import Office, running_office
from bench.synth.demo import demo_photos
from bench.synth.sample import sample_photo

FOLDER: Final = Path("out/screenshots")
SCREENS: Final = {"desktop": (1440, 900), "phone": (390, 844)}
SETTLE_MS: Final = 500


def nothing(page: Page) -> None:
    """Show the view as it is."""


@dataclass(frozen=True, slots=True)
class View:
    """One picture: where it is, and what to do there first."""

    name: str
    path: str
    then: Callable[[Page], None] = nothing
    key: bool = True


def main(argv: Sequence[str]) -> int:
    """Take the pictures; 0."""
    parser = argparse.ArgumentParser(prog="python -m bench screenshots", description=__doc__)
    parser.add_argument("--only", default="", help="views whose names begin so")
    parser.add_argument("--locale", default="ko-KR", help="the reader's language (%(default)s)")
    given = parser.parse_args(argv)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running_office(Path(data)) as office, running_browser() as browser:
        for view in _views(office):
            if view.name.startswith(given.only):
                _take(browser, office.url, view, given.locale)
    print(f"The pictures are in {FOLDER}")
    return 0


def _take(browser: Browser, url: str, view: View, locale: str) -> None:
    """A picture of the view on each screen in each scheme."""
    for (screen, (width, height)), scheme in product(SCREENS.items(), ("light", "dark")):
        options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "locale": locale}
        with new_visitor(browser, url, key=view.key, **options) as context:
            page = context.new_page()
            page.goto(f"/#/{view.path}")
            page.wait_for_timeout(SETTLE_MS)
            view.then(page)
            page.wait_for_timeout(SETTLE_MS)
            page.screenshot(path=FOLDER / f"{view.name}-{screen}-{scheme}.png")


def _views(office: Office) -> Iterator[View]:
    """Every view, with cards of the demo's photos."""
    yield View("empty", "")
    yield View("key", "", key=False)
    photos = [office.photo(drawn.jpeg, name) for name, drawn in demo_photos()]
    office.photo(b"no photo", "minutes.docx")
    cards = {
        card["fields"]["name"][0]["value"]: card
        for card in office.get("/api/namecards")["cards"]
        if "name" in card["fields"]
    }
    doubtful = next(card["id"] for card in cards.values() if card["review"] == "needed")
    read = photos[0]["cards"][0]
    again = {
        name: values[0]["value"] for name, values in read["fields"].items() if name in ("name", "company", "mobile")
    }
    other = office.card(("partner",), **again, title="이사")
    three = next(photo for photo in photos if len(photo["cards"]) == 3)
    yield View("gallery", "")
    yield View("nothing", "?q=zzz")
    yield View("table", "table", lambda page: page.locator(".cell").nth(2).click())
    yield View("card", f"card/{doubtful}")
    yield View("card-photo", f"card/{read['id']}", lambda page: page.locator("[data-kind=photo]").click())
    yield View("card-lines", f"card/{read['id']}", lambda page: page.locator("[data-kind=lines]").click())
    yield View("card-below", f"card/{read['id']}", lambda page: page.locator(".together").scroll_into_view_if_needed())
    yield View("qr", f"card/{read['id']}", lambda page: page.locator(".toolbar button").nth(2).click())
    yield View("photo", f"photo/{three['id']}")
    yield View("no-card", f"photo/{photos[-1]['id']}")
    yield View("work", "work")
    yield View("merge", f"merge/{read['id']}/{other['id']}")
    yield View("failed", "photos")
    yield View("overview", "overview")
    yield View("import", "import")
    yield View("export", "", lambda page: page.locator(".extra > button").click())
    yield View("sending", "", _send)


def _send(page: Page) -> None:
    """Three photos that were sent: one that is read, one without a card, one that is none."""
    with page.expect_file_chooser() as chosen:
        page.locator("nav .add").click()
    files = [("IMG_2041.jpg", sample_photo(31).jpeg), ("IMG_2042.jpg", sample_photo(71, 0).jpeg), ("memo.jpg", b"-")]
    payloads = [FilePayload(name=name, mimeType="image/jpeg", buffer=data) for name, data in files]
    chosen.value.set_files(payloads)
    page.locator(".given:is(.good, .bad, .warn)").nth(2).wait_for(timeout=60_000)


if __name__ == "__main__":
    raise SystemExit(main([]))
