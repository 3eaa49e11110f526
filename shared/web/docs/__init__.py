"""Swagger UI, from this server alone: the page, its start, and the assets of the package fastapi-offline."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

OWN: Final = {"index.html": "text/html", "start.js": "text/javascript"}
ASSETS: Final = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
HEADERS: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cache-control": "no-cache",
}
"""Swagger UI writes style attributes and draws icons from data: addresses; nothing comes from elsewhere."""


def make_docs(openapi: Callable[[], dict[str, Any]]) -> list[Route]:
    """The routes of the page; `openapi` makes the document it shows."""

    async def document(request: Request) -> Response:
        """The OpenAPI document, which says nothing about any card."""
        return JSONResponse(await run_in_threadpool(openapi))

    def file(name: str, media_type: str, package: str) -> Callable[[Request], Response]:
        def send(request: Request) -> Response:
            folder = files(package) if package == __name__ else files(package) / "static"
            return Response((folder / name).read_bytes(), media_type=media_type, headers=HEADERS)

        return send

    own = [Route(f"/docs/{name}", file(name, kind, __name__)) for name, kind in OWN.items()]
    assets = [Route(f"/docs/{name}", file(name, kind, "fastapi_offline")) for name, kind in ASSETS.items()]
    page = Route("/docs", file("index.html", OWN["index.html"], __name__))
    return [page, Route("/openapi.json", document), *own, *assets]
