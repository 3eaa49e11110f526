"""The `site` app: open to all, so it holds no data but what signed links lead to."""

from collections.abc import Callable, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.usecases.ports import Clock, QueueState
from shared.web.docs import make_docs
from shared.web.headers import SafeReplies
from shared.web.page import make_page
from shared.web.problems import PROBLEMS


def make_site(
    ready: Callable[[], QueueState],
    openapi: Callable[[], dict[str, Any]],
    clock: Clock,
    links: Sequence[Route] = (),
) -> Starlette:
    """The app; `ready` raises ServiceUnavailable while storage does not answer, `links` are the signed ones."""

    async def live(request: Request) -> JSONResponse:
        """The process answers."""
        return JSONResponse({"status": "live"})

    async def is_ready(request: Request) -> JSONResponse:
        """The process and what it depends on answer; how far the queue is behind."""
        queue = await run_in_threadpool(ready)
        age = (clock() - queue.oldest).total_seconds() if queue.oldest else 0
        body = {
            "status": "ready",
            "queue": {"waiting": queue.waiting, "oldest_seconds": max(0, round(age))},
            "poison": queue.poisoned,
        }
        return JSONResponse(body)

    health = [Route("/health/live", live), Route("/health/ready", is_ready)]
    routes = [*health, *make_page(), *make_docs(openapi), *links]
    return Starlette(routes=routes, exception_handlers=PROBLEMS, middleware=[Middleware(SafeReplies)])
