"""`python -m bench scrolling`: scroll through 10,000 cards, and tell how long the page's own code holds up a frame."""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, Route

from bench.office.browser import new_visitor, running_browser
from bench.office.stack import Office, running_office
from bench.synth.sample import sample_photo

CARDS: Final = 10_000
STEP: Final = 3000
"""Pixels a frame: more than three screens."""
PATIENCE: Final = 60
"""Frames without anything new after which the end is reached."""
SCROLL: Final = """async ([selector, step, patience]) => {
  const port = document.querySelector(selector) ?? document.scrollingElement;
  const frame = () => new Promise(requestAnimationFrame);
  for (let still = 0, last = -1; still < patience; still = port.scrollTop === last ? still + 1 : 0) {
    last = port.scrollTop;
    port.scrollTop += step;
    await frame();
  }
  for (let part = 0; part < 1; part += 0.02) {
    port.scrollTop = port.scrollHeight * ((part * 7) % 1);
    await frame();
  }
}"""
"""Down to the end, then to and fro."""
SCRIPTS: Final = frozenset({"FireAnimationFrame", "FunctionCall", "EventDispatch", "RunMicrotasks", "TimerFire"})
"""What Chromium's trace calls the times in which scripts run; `tdur` is their time on the processor in microseconds,
which other programs on the machine do not lengthen."""


def main(argv: Sequence[str]) -> int:
    """Measure the gallery and the table; 0."""
    argparse.ArgumentParser(prog="python -m bench scrolling", description=__doc__).parse_args(argv)
    with tempfile.TemporaryDirectory() as data, running_office(Path(data)) as office, running_browser() as browser:
        office.photo(sample_photo(25).jpeg)
        one = office.get("/api/namecards")["cards"][0]
        for view in ("", "table"):
            with new_visitor(browser, office.url, viewport={"width": 1440, "height": 900}) as context:
                page = context.new_page()
                page.route("**/api/namecards?*", lambda route: _answer(route, one))
                print(f"{view or 'gallery'}: {_scroll(browser, page, office, view)}")
    return 0


def _answer(route: Route, one: Any) -> None:
    """A page of as many cards as were asked for, all like the one that is there, up to CARDS of them."""
    asked = parse_qs(urlsplit(route.request.url).query)
    begin = int(asked.get("cursor", ["0"])[0])
    end = min(begin + int(asked["limit"][0]), CARDS)
    cards = [{**one, "id": f"{one['photo_id']}-{number}"} for number in range(begin + 1, end + 1)]
    route.fulfill(json={"cards": cards, "cursor": str(end) if end < CARDS else None})


def _scroll(browser: Browser, page: Page, office: Office, view: str) -> str:
    page.goto(f"{office.url}/#/{view}")
    page.locator(".tile, .cell").first.wait_for()
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    page.evaluate(SCROLL, [".port", STEP, PATIENCE])
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    slowest = max(event["tdur"] for event in trace if event["name"] in SCRIPTS and "tdur" in event) / 1000
    shown: int = page.evaluate("document.querySelectorAll('.tile, .line').length")
    total = page.evaluate("(document.querySelector('.port') ?? document.scrollingElement).scrollHeight")
    return f"slowest script {slowest:.1f} ms; {total:,} px high, {shown} cards are there at the end"


if __name__ == "__main__":
    raise SystemExit(main([]))
