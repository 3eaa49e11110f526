"""Headless Chromium: Debian's, or whichever this machine has."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.office.stack import KEY

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
MISSING: Final = "Chromium is missing; `make setup chromium` installs it, or says how."


def find_chromium() -> str | None:
    """Where it is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A browser. Raises FileNotFoundError."""
    path = find_chromium()
    if path is None:
        raise FileNotFoundError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--force-color-profile=srgb"])
        yield browser
        browser.close()


def new_visitor(browser: Browser, url: str, *, key: bool = True, **options: Any) -> BrowserContext:
    """A window of a person in Seoul, who has entered the key already."""
    context = browser.new_context(base_url=url, **{"timezone_id": "Asia/Seoul", "locale": "en-GB"} | options)
    if key:
        context.add_init_script(f"sessionStorage.setItem('namecard.key', {KEY!r})")
    return context
