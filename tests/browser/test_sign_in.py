"""Behind App Service Authentication nobody is asked for a key."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.office.browser import new_visitor
from shared.web.api import make_api
from tests.integration.live import served
from tests.integration.pipeline import start_pipeline


@pytest.fixture
def url(browser: Browser, storage: str) -> Iterator[str]:
    wiring = start_pipeline(storage).wiring
    api, site = make_api(wiring._office(), behind_sign_in=True), wiring.site_app

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = api if scope["path"].startswith("/api/") else site
        await app(scope, receive, send)

    with served(both) as url:
        yield url


def test_who_is_signed_in_is_asked_for_nothing(browser: Browser, url: str) -> None:
    with new_visitor(browser, url, key=False, extra_http_headers={"x-ms-client-principal": "somebody"}) as visitor:
        page = visitor.new_page()
        page.goto("/")
        expect(page.get_by_role("heading", name="No cards yet")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_who_is_signed_out_is_told_so(browser: Browser, url: str) -> None:
    with new_visitor(browser, url, key=False) as visitor:
        page = visitor.new_page()
        page.goto("/")
        expect(page.get_by_role("alert")).to_contain_text("You are signed out.")
        expect(page.get_by_role("dialog")).to_have_count(0)
