"""The files of the page: what they must agree on with the product and with each other, and how they are sent."""

import re

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from shared.card.fields.review import SURE
from shared.card.row import FIELD_NAMES
from shared.web.page import make_page, page_files
from shared.web.problems import http_problem

FILES = {path: data.decode() for path, data in page_files().items()}
SCRIPTS = {path: text for path, text in FILES.items() if path.endswith(".js")}


@pytest.fixture
def site() -> TestClient:
    return TestClient(Starlette(routes=make_page(), exception_handlers={HTTPException: http_problem}))


def words(language: str) -> list[str]:
    return re.findall(r'^  "?([\w. -]+?)"?: ', SCRIPTS[f"words/{language}.js"], re.MULTILINE)


def test_both_languages_say_the_same_things() -> None:
    assert words("ko") == words("en")


def test_everything_that_is_said_by_name_has_words() -> None:
    said = {key for text in SCRIPTS.values() for key in re.findall(r'say\((?:[^"()]* \? )?"([^"]+)"', text)}
    assert said <= set(words("en"))


def test_every_field_and_the_limit_of_doubt_are_those_of_the_product() -> None:
    assert re.findall(r'"(\w+)"', SCRIPTS["field_names.js"].split("FIELD_NAMES = ")[1].split(";")[0]) == list(
        FIELD_NAMES
    )
    assert f"SURE = {SURE};" in SCRIPTS["field_names.js"]


def test_no_text_becomes_markup() -> None:
    sinks = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|style=|srcdoc"
    assert [path for path, text in FILES.items() if re.search(sinks, text)] == []


def test_every_file_that_is_named_is_there() -> None:
    imported = {
        (path.rpartition("/")[0] + name).removeprefix("./")
        for path, text in SCRIPTS.items()
        for name in re.findall(r'(?:from|import\() ?"\./([\w/]+\.js)"', text)
    }
    linked = set(re.findall(r'(?:href|src)="page/([^"]+)"', FILES["index.html"]))
    assert imported | linked <= FILES.keys()


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/page/words/ko.js", "/page/page.css"])
def test_files_are_sent_under_a_policy_that_lets_nothing_else_run(site: TestClient, path: str) -> None:
    reply = site.get(path)
    assert reply.status_code == 200
    assert reply.headers["content-security-policy"].startswith("default-src 'self'; img-src 'self' blob:; ")
    assert "require-trusted-types-for 'script'" in reply.headers["content-security-policy"]


def test_a_file_that_the_browser_has_is_not_sent_again(site: TestClient) -> None:
    etag = site.get("/page/page.js").headers["etag"]
    again = site.get("/page/page.js", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["cache-control"]) == (304, b"", "no-cache")


@pytest.mark.parametrize(
    "path", ["/page/", "/page/nothing.js", "/page/__init__.py", "/page/../__init__.py", "/page/%2e%2e/site.py"]
)
def test_nothing_but_the_page_s_files_is_sent(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_the_first_view_is_under_200_kb() -> None:
    first = {"index.html", "icon.svg", "page.css", "views.css"}
    waiting = ["page.js"]
    while waiting:
        path = waiting.pop()
        first.add(path)
        named = re.findall(r'^import .*"\./([\w/]+\.js)"', SCRIPTS[path], re.MULTILINE)
        waiting += [name for name in named if name not in first]
    assert sum(len(FILES[path].encode()) for path in first) < 200_000
