"""The `site` app: open to all, so it holds no data."""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.web.problems import PROBLEMS


def make_site(ready: Callable[[], None]) -> Starlette:
    """The app; `ready` raises ServiceUnavailable while storage does not answer."""

    async def live(request: Request) -> JSONResponse:
        """The process answers."""
        return JSONResponse({"status": "live"})

    async def is_ready(request: Request) -> JSONResponse:
        """The process and what it depends on answer."""
        await run_in_threadpool(ready)
        return JSONResponse({"status": "ready"})

    routes = [Route("/health/live", live), Route("/health/ready", is_ready)]
    return Starlette(routes=routes, exception_handlers=PROBLEMS)
