"""The back office: a page of static files, from this server alone. All data it shows comes from the `api` app."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

MEDIA_TYPES: Final = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
INDEX: Final = "index.html"
HEADERS: Final = {
    "content-security-policy": "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "cache-control": "no-cache",
    "permissions-policy": "geolocation=(), microphone=()",
}
"""Pictures are fetched with the key and shown as blob:. Trusted types let no text become markup, whoever wrote it."""


@cache
def page_files() -> dict[str, bytes]:
    """Every file of the page by its path, such as `words/ko.js`."""
    root = files(__name__) / "static"
    words = root / "words"
    found = [*((one.name, one) for one in root.iterdir()), *((f"words/{one.name}", one) for one in words.iterdir())]
    return {path: one.read_bytes() for path, one in found if path.rpartition(".")[2] in MEDIA_TYPES}


def make_page() -> list[Route]:
    """The page at the root of the site, and its files below /page."""
    return [Route("/", _sender(INDEX)), Route("/page/{path:path}", _send_named)]


def _sender(path: str) -> Callable[[Request], Response]:
    def send(request: Request) -> Response:
        return _send(request, path)

    return send


def _send_named(request: Request) -> Response:
    return _send(request, request.path_params["path"])


def _send(request: Request, path: str) -> Response:
    """A file, or that the browser's copy still counts."""
    data = page_files().get(path)
    if data is None:
        raise HTTPException(404)
    headers = HEADERS | {"etag": f'"{sha256(data).hexdigest()[:16]}"'}
    if request.headers.get("if-none-match", "").removeprefix("W/") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=MEDIA_TYPES[path.rpartition(".")[2]], headers=headers)
