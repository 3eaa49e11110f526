"""The server as the commands ask it: HTTP with a key, tried again where that may help, refusals as sentences."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, cast

import httpx2

from shared.cli.exits import Exit, Failure
from shared.settings import SERVER_KEY, SERVER_URL, Server

TRIES: Final = 4
WAIT_SECONDS: Final = 0.5
"""Before the second attempt; twice as long before each further one."""
TIMEOUT: Final = httpx2.Timeout(60, connect=10)
LONG: Final = httpx2.Timeout(240, connect=10)
"""For exports and imports; front ends in Azure cut a request after 230 s."""
PASSING: Final = (429, 502, 503, 504)
PAGE: Final = 200
AT_ONCE: Final = 4
"""Requests that are made together."""


@dataclass(frozen=True, slots=True)
class Api:
    """One server, with the settings NAMECARD_URL and NAMECARD_KEY."""

    server: Server
    client: httpx2.Client
    """Shared by all threads; keeps its connections."""

    @classmethod
    def of(cls, server: Server) -> Self:
        """Calls of this server."""
        headers = {"x-functions-key": server.key} if server.key else {}
        return cls(server, httpx2.Client(base_url=server.url, headers=headers, timeout=TIMEOUT))

    def get(self, path: str, **asked: Any) -> httpx2.Response:
        """Ask for `path`. Raises Failure."""
        return self.call("GET", path, **asked)

    def json(self, path: str, **asked: Any) -> dict[str, Any]:
        """What `path` says. Raises Failure."""
        return cast(dict[str, Any], self.get(path, **asked).json())

    def call(self, method: str, path: str, **asked: Any) -> httpx2.Response:
        """Make a request that may be repeated: all of the API's are harmless then. Raises Failure."""
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            try:
                reply = self.client.request(method, path, **asked)
            except httpx2.TransportError as error:
                if last:
                    raise self._unreachable(f"{type(error).__name__}: {error}") from error
            else:
                if reply.is_success:
                    return reply
                if reply.status_code not in PASSING or last:
                    raise self._refused(reply)
            time.sleep(WAIT_SECONDS * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    def pages(self, path: str, items: str, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Everything that a list shows, page by page. Raises Failure."""
        asked: dict[str, str | int] = {**query, "limit": PAGE}
        while True:
            page = self.json(path, params=asked)
            yield from page[items]
            if not page["cursor"]:
                return
            asked["cursor"] = page["cursor"]

    def _unreachable(self, why: str) -> Failure:
        where = f"{self.server.url} does not answer ({why})"
        return Failure(Exit.UNREACHABLE, "unreachable", f"{where}. Is it running, and is {SERVER_URL} right?")

    def _refused(self, reply: httpx2.Response) -> Failure:
        if reply.status_code in (401, 403):
            said = "does not take the key" if self.server.key else "wants a function key"
            return Failure(Exit.REFUSED, "key", f"{self.server.url} {said}; set {SERVER_KEY} to a function key.")
        status = Exit.UNREACHABLE if reply.status_code in PASSING else Exit.FAILED
        if reply.headers.get("content-type", "").startswith("application/problem+json"):
            problem = reply.json()
            return Failure(status, problem["code"], problem["detail"])
        return Failure(status, "internal", f"{reply.request.method} {reply.url} was answered by {reply.status_code}.")
