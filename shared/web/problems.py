"""Errors as problem+json (RFC 9457), for both apps, in one place."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from shared.errors import BadRequest, CardError

RETRY_SECONDS: Final = 30
"""As long as the queue waits between its attempts."""


def _body(status: int, code: str, title: str, detail: str, path: str) -> JSONResponse:
    body = {
        "type": f"/problems/{code}",
        "code": code,
        "title": title,
        "status": status,
        "detail": detail.encode(errors="replace").decode(),  # it may quote half a surrogate pair
        "instance": path,
    }
    return JSONResponse(body, status, media_type="application/problem+json")


async def card_problem(request: Request, error: Exception) -> Response:
    """One of our errors."""
    assert isinstance(error, CardError)
    reply = _body(error.http_status, error.code, error.title, str(error), request.url.path)
    if error.retryable:
        reply.headers["Retry-After"] = str(RETRY_SECONDS)
    return reply


async def http_problem(request: Request, error: Exception) -> Response:
    """What the router itself refuses: an unknown path, a method that is not allowed."""
    assert isinstance(error, HTTPException)
    code = {404: "not-found", 405: "method-not-allowed"}.get(error.status_code, "bad-request")
    reply = _body(
        error.status_code,
        code,
        error.detail,
        f"{request.method} {request.url.path}: {error.detail}.",
        request.url.path,
    )
    reply.headers.update(error.headers or {})
    if error.status_code == 405:
        reply.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return reply


def _methods(request: Request) -> set[str]:
    """The methods that the path takes; the router itself names those of one route only."""
    partial = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return {method for route in partial for method in getattr(route, "methods", None) or ()}


async def form_problem(request: Request, error: Any) -> Response:
    """A parameter or body of another form than documented."""
    wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return _body(422, BadRequest.code, BadRequest.title, f"Not of the documented form: {wrong}.", request.url.path)


def bug_problem(path: str, number: str) -> Response:
    """A fault of ours: its number stands in the log, with everything that is not shown."""
    detail = f"A fault of ours. The log knows more under {number}."
    return _body(500, CardError.code, CardError.title, detail, path)


def error_of(code: str) -> type[CardError]:
    """The class of an error by the code that a row holds; of one that this version does not know, their base."""
    return next((kind for kind in _tree(CardError) if kind.code == code), CardError)


def _tree(kind: type[CardError]) -> Iterator[type[CardError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


PROBLEMS: Final[dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]]] = {
    CardError: card_problem,
    HTTPException: http_problem,
    RequestValidationError: form_problem,
}
"""Exception handlers of both apps."""
