"""The entry points: what the Functions host is told, and that `site` cannot be talked into `api`."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import azure.functions as func
import pytest

import function_app
from shared.wiring import process

ROOT = Path(__file__).parents[2]
FUNCTIONS = {one.get_function_name(): one for one in function_app.app.get_functions()}


@pytest.fixture
def fresh_wiring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NAMECARD_STORAGE", "UseDevelopmentStorage=true")
    process._wired.cache_clear()
    yield
    process._wired.cache_clear()


def trigger(function: str) -> dict[str, Any]:
    binding: dict[str, Any] = json.loads(FUNCTIONS[function].get_raw_bindings()[0])
    return binding


def get(function: str, url: str) -> func.HttpResponse:
    request = func.HttpRequest("GET", f"http://localhost{url}", body=b"")
    reply: func.HttpResponse = asyncio.run(FUNCTIONS[function].get_user_function()(request, None))
    return reply


def test_every_function_of_the_design_is_there() -> None:
    assert FUNCTIONS.keys() == {
        "photo_dropped",
        "photo_queued",
        "photo_given_up",
        "old_photo_queued",
        "change_announced",
        "chat_answer_due",
        "sweep",
        "api",
        "site",
    }


def test_the_host_tries_api_before_site() -> None:
    assert sorted(["site", "api"]) == ["api", "site"]
    routes = {name: trigger(name)["route"] for name in ("api", "site")}
    assert routes == {"api": "api/{*path}", "site": "{*path}"}


def test_only_site_is_open_to_all() -> None:
    assert [trigger(name)["authLevel"] for name in ("api", "site")] == ["FUNCTION", "ANONYMOUS"]


@pytest.mark.usefixtures("fresh_wiring")
@pytest.mark.parametrize(
    "url", ["/api%2fnamecards", "/api%2Fopenapi.json", "//api/namecards", "//api/openapi.json", "/api/openapi.json"]
)
def test_site_serves_nothing_of_api_however_it_is_asked(url: str) -> None:
    assert get("site", url).status_code == 404


@pytest.mark.usefixtures("fresh_wiring")
def test_api_and_site_answer_under_their_own_paths() -> None:
    assert get("api", "/api/openapi.json").status_code == 200
    assert get("site", "/health/live").status_code == 200


def test_importing_the_app_needs_no_setting_and_no_opencv() -> None:
    said = "import function_app, sys; print(*(name in sys.modules for name in ('cv2', 'fastapi', 'opentelemetry.sdk')))"
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "False"]


def test_a_wrong_setting_is_named_when_the_app_is_indexed() -> None:
    env = {"NAMECARD_BLOB_SOURCE": "Telepathy"}
    done = subprocess.run(
        [sys.executable, "-c", "import function_app"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert "NAMECARD_BLOB_SOURCE is 'Telepathy'; it must be one of LogsAndContainerScan, EventGrid." in done.stderr
