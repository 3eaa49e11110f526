"""HTTP as the Functions host does it: an ASGI app that finds the function, and passes whole bodies in and out.

A function key is asked for only when the setting NAMECARD_LOCAL_KEY names one; `func start` asks for none.
"""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final
from urllib.parse import parse_qs, unquote

import azure.functions as func
from starlette.types import Receive, Scope, Send

from local_host.errors import HostError
from local_host.functions import Function, Worker

log = logging.getLogger(__name__)

LOCAL_KEY: Final = "NAMECARD_LOCAL_KEY"
KEY_HEADER: Final = "x-functions-key"
SAFE_METHODS: Final = ("GET", "HEAD", "OPTIONS")
"""They change nothing (RFC 9110, 9.2.1)."""
MOST_BODY_BYTES: Final = 100 * 1024**2
"""FUNCTIONS_REQUEST_BODY_SIZE_LIMIT of the host."""


@dataclass(frozen=True, slots=True)
class Route:
    """One HTTP function with the paths and methods that lead to it."""

    function: Function
    path: re.Pattern[str]
    methods: frozenset[str]
    """Empty for all."""

    @classmethod
    def of(cls, function: Function, prefix: str) -> "Route":
        """The route in the trigger of `function`, below the `prefix` of host.json. Raises HostError."""
        template = "/".join(part for part in (prefix, function.trigger["route"].lstrip("/")) if part)
        methods = frozenset(method.upper() for method in function.trigger.get("methods") or ())
        return cls(function, _path_pattern(template, function), methods)

    def match(self, method: str, path: str) -> Mapping[str, str] | None:
        """The values of the route's parameters; None when the request is not for this function."""
        found = self.path.fullmatch(path)
        if found is None or (self.methods and method not in self.methods):
            return None
        return {name: value for name, value in found.groupdict().items() if value}


def _path_pattern(template: str, function: Function) -> re.Pattern[str]:
    """A template of literals, {parameter} and a last {*rest}, as a pattern; case does not matter, as in ASP.NET."""
    pattern = ""
    for segment in template.split("/"):
        parameter = re.fullmatch(r"\{(\*?)(\w+)\}", segment)
        if parameter and parameter[1]:
            pattern += f"(?:/(?P<{parameter[2]}>.*))?"
        elif parameter:
            pattern += f"/(?P<{parameter[2]}>[^/]+)"
        elif "{" in segment:
            raise HostError(f"The route of function {function.name} has a part the local host does not know: {segment}")
        else:
            pattern += "/" + re.escape(segment)
    return re.compile(pattern + "/?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back."""

    status: int
    headers: Iterable[tuple[str, str]] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class HttpFrontend:
    """The ASGI app in front of all HTTP functions."""

    routes: tuple[Route, ...]
    """In the order they are tried: by the functions' names."""
    worker: Worker
    changed: Callable[[], None] = lambda: None
    """Called after each call that may have put something into a queue."""
    key: str = ""
    """What callers of functions that are not anonymous must send; empty: nothing."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = _headers(scope)
        body = await _read_body(receive)
        if len(body) > MOST_BODY_BYTES:
            reply = Reply(413)
        else:
            # The host passes a body on only when its length was announced: chunked ones arrive empty.
            reply = await self._reply(scope, headers, body if "content-length" in headers else b"")
        await _send(reply, scope["method"], send)

    async def _reply(self, scope: Scope, headers: Mapping[str, str], body: bytes) -> Reply:
        # ASP.NET decodes a path before it looks for the route, all but %2F.
        path = unquote(re.sub("%(?=2f)", "%25", scope["raw_path"].decode("latin-1"), flags=re.IGNORECASE))
        for route in self.routes:
            values = route.match(scope["method"], path)
            if values is not None:
                if not self._may_call(route.function, headers):
                    return Reply(401)
                return await self._call(route.function, _request(scope, headers, values, body))
        return Reply(404)

    def _may_call(self, function: Function, headers: Mapping[str, str]) -> bool:
        anonymous = function.trigger.get("authLevel", "").upper() == "ANONYMOUS"
        return anonymous or not self.key or compare_digest(headers.get(KEY_HEADER, "").encode(), self.key.encode())

    async def _call(self, function: Function, request: func.HttpRequest) -> Reply:
        try:
            response = await self.worker.invoke(function, request)
        except Exception:
            log.exception("%s %s", request.method, request.url)
            return Reply(500)
        if request.method not in SAFE_METHODS:
            self.changed()
        return _reply_of(response)


def _headers(scope: Scope) -> dict[str, str]:
    """Names in lower case; what was sent several times joined by commas."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    return headers


async def _read_body(receive: Receive) -> bytes:
    """The whole body, or the first part of it that is more than a body may have."""
    parts, size, more = [], 0, True
    while more and size <= MOST_BODY_BYTES:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
    return b"".join(parts)


def _request(scope: Scope, headers: Mapping[str, str], values: Mapping[str, str], body: bytes) -> func.HttpRequest:
    query = scope["query_string"].decode("latin-1")
    url = f"{scope['scheme']}://{headers.get('host', '')}{scope['raw_path'].decode('latin-1')}"
    params = {name: ",".join(given) for name, given in parse_qs(query).items()}  # parse_qs drops empty values
    return func.HttpRequest(
        scope["method"],
        f"{url}?{query}" if query else url,
        headers=headers,
        params=params,
        route_params=values,
        body=body,
    )


def _reply_of(response: func.HttpResponse) -> Reply:
    headers = [(name.lower(), value) for name, value in response.headers.items()]
    if not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", f"{response.mimetype}; charset={response.charset}"))
    return Reply(response.status_code, headers, response.get_body())


async def _send(reply: Reply, method: str, send: Send) -> None:
    length = str(len(reply.body))
    headers = [(name, value) for name, value in reply.headers if name not in ("content-length", "transfer-encoding")]
    if reply.body or (method != "HEAD" and reply.status not in (204, 304)):
        headers.append(("content-length", length))
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": encoded, "trailers": False})
    await send({"type": "http.response.body", "body": reply.body, "more_body": False})
