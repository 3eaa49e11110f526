"""Around both apps: headers that keep data out of caches and sniffers, and a last word on bugs."""

import logging
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problems import bug_problem

DEFAULTS: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
"""For every reply that says nothing else."""


@dataclass(frozen=True, slots=True)
class SafeReplies:
    """Plain ASGI: BaseHTTPMiddleware and exception handlers that raise again misbehave under AsgiMiddleware."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens."""
        started = False

        async def send_safely(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in DEFAULTS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, send_safely)
        except Exception:
            number = uuid4().hex
            logging.exception("Bug %s in %s %s", number, scope.get("method"), scope.get("path"))
            if started:
                raise
            await bug_problem(scope.get("path", ""), number)(scope, receive, send_safely)
