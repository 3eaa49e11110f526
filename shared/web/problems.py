"""Errors as problem+json (RFC 9457), for both apps, in one place."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shared.errors import BadRequest, CardError


def _body(status: int, code: str, title: str, detail: str, path: str) -> JSONResponse:
    body = {
        "type": f"/problems/{code}",
        "code": code,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": path,
    }
    return JSONResponse(body, status, media_type="application/problem+json")


async def card_problem(request: Request, error: Exception) -> Response:
    """One of our errors."""
    assert isinstance(error, CardError)
    reply = _body(error.http_status, error.code, error.title, str(error), request.url.path)
    if error.retryable:
        reply.headers["Retry-After"] = "30"
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
    return reply


async def form_problem(request: Request, error: Any) -> Response:
    """A parameter of another form than documented."""
    where = ", ".join(str(one["loc"][-1]) for one in error.errors())
    detail = f"Not of the documented form: {where}."
    return _body(422, "bad-request", BadRequest.title, detail, request.url.path)


PROBLEMS: Final[dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]]] = {
    CardError: card_problem,
    HTTPException: http_problem,
    RequestValidationError: form_problem,
}
"""Exception handlers of both apps."""
