"""What is written on cards is only ever text, keys stay where they are, and outages are said in words."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bench.office.browser import new_visitor
from bench.office.stack import KEY, Office
from shared.card.row import FIELD_NAMES
from tests.browser.conftest import Visit

MARK = "window.ran=1"
PAYLOADS = [
    f"<script>{MARK}</script>",
    f"</script><script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"<img src=x onerror='{MARK}'//",
    f'"><img src=x onerror="{MARK}">',
    f"'><svg/onload={MARK}>",
    f"<svg><script>{MARK}</script></svg>",
    f"<svg><animate onbegin={MARK} attributeName=x dur=1s>",
    f"<body onload={MARK}>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'></iframe>",
    f"<iframe src=javascript:parent.{MARK}>",
    f"<a href=javascript:{MARK}>x</a>",
    f"javascript:{MARK}",
    f"JaVaScRiPt:{MARK}//",
    f"data:text/html,<script>{MARK}</script>",
    f"<details open ontoggle={MARK}>",
    f"<input autofocus onfocus={MARK}>",
    f"<video><source onerror={MARK}></video>",
    f"<math><mtext><style><img src=x onerror={MARK}></style>",
    f"<noscript><p title='</noscript><img src=x onerror={MARK}>'>",
    f"<template><script>{MARK}</script></template>",
    f"<object data=javascript:{MARK}></object>",
    f"<form><button formaction=javascript:{MARK}>x",
    f"<meta http-equiv=refresh content='0;url=javascript:{MARK}'>",
    f"<link rel=stylesheet href=data:text/css,*{{}} onload={MARK}>",
    f"<style>@import'data:text/css,*{{}}'</style><img/src/onerror={MARK}>",
    f"{{{{constructor.constructor('{MARK}')()}}}}",
    f"${{{MARK}}}",
    f"\u2028<img src=x onerror={MARK}>\u2029",
    f"<<scr<script>ipt>{MARK}<</scr</script>ipt>",
]


def nothing_ran(page: Page) -> bool:
    return bool(page.evaluate("window.ran === undefined"))


def payload_card(office: Office, payloads: list[str]) -> str:
    """The id of a card that says these in each of its fields, its tags and its memo."""
    fields = {name: [{"value": one} for one in payloads] for name in FIELD_NAMES}
    card = {"fields": fields, "tags": [*(one[:50] for one in payloads), "payloads"], "memo": "\n".join(payloads)}
    made: str = office.api.post("/api/namecards", json=card).raise_for_status().json()["id"]
    return made


def test_thirty_scripts_in_every_field_are_only_text(visit: Visit, office: Office) -> None:
    assert len(set(PAYLOADS)) == 30
    ids = [payload_card(office, half) for half in (PAYLOADS[:15], PAYLOADS[15:])]
    page = visit("?tag=payloads")
    expect(page.locator(".tile")).to_have_count(2)
    assert nothing_ran(page)
    for view in (f"card/{ids[0]}", f"card/{ids[1]}", f"merge/{ids[0]}/{ids[1]}", "table?tag=payloads"):
        page.goto(f"/#/{view}")
        page.locator(".values, .choices, .cell").first.wait_for()
        assert nothing_ran(page)


def test_scripts_in_file_names_are_only_text(visit: Visit, office: Office) -> None:
    files = [("photo", (payload, b"no photo %d" % number)) for number, payload in enumerate(PAYLOADS)]
    sent = office.api.post("/api/namecards", files=files).raise_for_status().json()["photos"]
    assert {office.ended(photo["id"])["status"] for photo in sent} == {"failed"}
    page = visit("photos")
    expect(page.locator(".photos li").nth(29)).to_be_visible()
    assert nothing_ran(page)
    page.locator(".photos li", has_text="<script>").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("<script>")
    assert nothing_ran(page)


def test_a_script_in_a_search_is_only_text(visit: Visit) -> None:
    page = visit("?q=%3Cimg%20src%3Dnowhere%20onerror%3Dwindow.ran%3D1%3E")
    expect(page.get_by_role("heading", name="No card fits")).to_be_visible()
    assert nothing_ran(page)


def test_the_browser_itself_refuses_markup_from_text(browser: Browser, office: Office) -> None:
    page = new_visitor(browser, office.url).new_page()
    page.goto("/")
    refused = page.evaluate(
        "(() => { try { document.body.innerHTML = '<b>x</b>'; } catch (error) { return error.name } })()"
    )
    page.context.close()
    assert refused == "TypeError"


def test_the_key_is_asked_for_once_and_kept_for_the_tab_only(visit: Visit, office: Office) -> None:
    page = visit(key=False)
    dialog = page.get_by_role("dialog", name="Your key")
    dialog.get_by_label("Function key").fill("wrong")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("This key does not fit.")
    dialog.get_by_label("Function key").fill(KEY)
    page.keyboard.press("Enter")
    expect(page.locator(".tile").first.or_(page.get_by_role("heading", name="No cards yet"))).to_be_visible()
    page.reload()
    page.get_by_role("searchbox").wait_for()
    expect(dialog).to_have_count(0)
    assert page.evaluate("JSON.stringify([localStorage, document.cookie, location.href])").count(KEY) == 0
    assert page.evaluate("sessionStorage.length") == 1


def test_the_key_travels_in_the_header_only(visit: Visit, read_card: str) -> None:
    asked: list[tuple[str, str | None]] = []
    page = visit()
    page.on("request", lambda request: asked.append((request.url, request.headers.get("x-functions-key"))))
    with page.expect_request(lambda request: "/api/" in request.url):
        page.goto(f"/#/card/{read_card}")
    api = [key for url, key in asked if "/api/" in url]
    assert api
    assert set(api) == {KEY}
    assert not any(KEY.replace(" ", "%20") in url for url, _ in asked)


def fail(status: int, code: str) -> Callable[[Route], None]:
    body = json.dumps({"code": code, "detail": "Storage did not answer."})
    return lambda route: route.fulfill(status=status, body=body, content_type="application/problem+json")


def test_an_outage_is_said_in_words_with_a_way_to_try_again(visit: Visit, office: Office) -> None:
    page = visit("overview")
    page.locator(".number").first.wait_for()
    page.route("**/api/namecards?*", fail(503, "service-unavailable"))
    page.goto("/#/?q=outage")
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer at the moment.")
    page.unroute("**/api/namecards?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="No card fits")).to_be_visible()


def test_offline_is_said_and_what_was_typed_is_kept(visit: Visit, office: Office) -> None:
    card = office.card(name="Offline", title="Old")["id"]
    page = visit(f"card/{card}")
    title = page.get_by_role("textbox", name="Title", exact=True)
    title.wait_for()
    page.context.set_offline(True)
    title.fill("New")
    title.press("Tab")
    problem = page.locator('[data-name="title"] .problem')
    expect(problem).to_contain_text("There is no connection.")
    expect(title).to_have_value("New")
    page.context.set_offline(False)
    problem.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert office.get(f"/api/namecards/{card}")["fields"]["title"][0]["value"] == "New"


def test_a_fault_of_the_server_names_its_number_in_the_log(visit: Visit, office: Office) -> None:
    page = visit("overview")
    page.locator(".number").first.wait_for()
    page.route("**/api/photos?*", fail(500, "internal"))
    page.goto("/#/photos")
    expect(page.get_by_role("alert")).to_contain_text("The server made a mistake. Storage did not answer.")


@pytest.mark.parametrize(("locale", "text"), [("ko-KR", "아직 명함이 없습니다"), ("fr-FR", "No cards yet")])
def test_the_page_speaks_the_browser_s_language_or_english(visit: Visit, locale: str, text: str) -> None:
    page = visit(locale=locale, key=False)
    page.route("**/api/namecards?*", lambda route: route.fulfill(json={"cards": [], "cursor": None}))
    page.reload()
    expect(page.get_by_role("heading", name=text)).to_be_visible()


def test_the_language_can_be_switched_and_stays(visit: Visit) -> None:
    page = visit()
    page.get_by_role("button", name="한국어").click()
    expect(page.get_by_role("heading", name="명함", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="명함", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
