"""An app whose requests are counted by the key that they came with."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.audit import key_holder

KEY_HEADER: Final = b"x-functions-key"


def metered(app: ASGIApp, keyed: Callable[[str], AbstractContextManager[None]]) -> ASGIApp:
    """The same app, run inside `keyed(name of the key)`."""

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        key = dict(scope.get("headers", ())).get(KEY_HEADER, b"").decode("latin-1")
        with keyed(key_holder(key)):
            await app(scope, receive, send)

    return counted
