"""Which function a request goes to, as ASP.NET decides in the Functions host."""

import asyncio
from collections.abc import Mapping

import azure.functions as func
import httpx2 as httpx
import pytest

from local_host.errors import HostError
from local_host.functions import Worker, read_functions
from local_host.http import HttpFrontend, Route


def match(template: str, path: str, method: str = "GET", prefix: str = "") -> Mapping[str, str] | None:
    app = func.FunctionApp()

    @app.route(template, methods=[func.HttpMethod.GET, func.HttpMethod.POST])
    def answer(req: func.HttpRequest) -> str:
        return ""

    [function] = read_functions(app)
    return Route.of(function, prefix).match(method, path)


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("photos", "/photos", {}),
        ("photos", "/PHOTOS/", {}),
        ("photos/{id}", "/photos/7", {"id": "7"}),
        ("{*path}", "/", {}),
        ("{*path}", "//api/x", {"path": "/api/x"}),
        ("api/{*path}", "/api", {}),
        ("api/{*path}", "/api/a/b", {"path": "a/b"}),
    ],
)
def test_a_path_that_fits_gives_the_values_in_it(template: str, path: str, values: dict[str, str]) -> None:
    assert match(template, path) == values


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("photos", "/photo"),
        ("photos/{id}", "/photos"),
        ("photos/{id}", "/photos/7/8"),
        ("api/{*path}", "/apiary"),
        ("api/{*path}", "//api/x"),
        ("api/{*path}", "/api%2Fx"),
    ],
)
def test_a_path_that_does_not_fit_is_for_another_function(template: str, path: str) -> None:
    assert match(template, path) is None


def test_a_method_that_is_not_listed_is_for_another_function() -> None:
    assert match("photos", "/photos", "DELETE") is None


def test_the_prefix_of_host_json_stands_in_front() -> None:
    assert match("photos", "/v1/photos", prefix="v1") == {}
    assert match("photos", "/photos", prefix="v1") is None


def test_a_route_of_a_kind_the_host_does_not_know_is_refused() -> None:
    with pytest.raises(HostError, match=r"function answer .* \{id:int\}"):
        match("photos/{id:int}", "/photos/7")


def ask(path: str, key: str | None) -> int:
    app = func.FunctionApp()

    @app.function_name("api")
    @app.route("api/{*path}", auth_level=func.AuthLevel.FUNCTION)
    def api(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse("data")

    @app.function_name("site")
    @app.route("{*path}", auth_level=func.AuthLevel.ANONYMOUS)
    def site(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse("no data")

    routes = tuple(Route.of(function, "") for function in read_functions(app))
    frontend = HttpFrontend(routes, Worker(), key="secret")

    async def asked() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(frontend), base_url="http://localhost") as client:
            reply = await client.get(path, headers={"x-functions-key": key} if key is not None else {})
            return reply.status_code

    return asyncio.run(asked())


@pytest.mark.parametrize(("key", "status"), [("secret", 200), ("wrong", 401), ("", 401), (None, 401)])
def test_functions_that_ask_for_a_key_refuse_callers_without_it(key: str | None, status: int) -> None:
    assert ask("/api/photos", key) == status


def test_anonymous_functions_ask_for_no_key() -> None:
    assert ask("/health", None) == 200
