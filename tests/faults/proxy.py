"""A proxy in front of Azurite that can do to chosen requests what networks and storage do."""

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, TypeAlias
from urllib.parse import unquote

from local_host.azurite import SERVICES

PATIENCE_SECONDS: Final = 60
"""How long a request is held at most."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Request:
    service: str
    """Blob, Queue or Table."""
    method: str
    target: str
    """Path and query as sent."""
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def path(self) -> str:
        """The path without account and query, as people write it."""
        return "/" + unquote(self.target.partition("?")[0]).lstrip("/").partition("/")[2]

    @property
    def sender(self) -> str:
        """What the client puts in front of its user agent (AZURE_HTTP_USER_AGENT)."""
        return dict(self.headers).get("User-Agent", "").rpartition(" ")[2]


class Exchange:
    """A request on its way, and what can be done with it."""

    def __init__(self, handler: "_Handler", request: Request, port: int) -> None:
        self._handler, self.request, self._port = handler, request, port

    def forward(self) -> Reply:
        """Have storage do it."""
        upstream = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
        try:
            upstream.putrequest(self.request.method, self.request.target, skip_host=True, skip_accept_encoding=True)
            for name, value in self.request.headers:
                upstream.putheader(name, value)
            upstream.endheaders(self.request.body or None)
            reply = upstream.getresponse()
            body = reply.read()
            return Reply(reply.status, tuple(reply.getheaders()), body)
        finally:
            upstream.close()

    def answer(self, reply: Reply, most: int | None = None) -> None:
        """Send a reply, or only the first bytes of its body and then nothing more."""
        self._handler.answer(reply, most)

    def cut(self) -> None:
        """Reset the connection."""
        self._handler.cut()

    def wait_for_the_end(self) -> None:
        """Stay silent until the client has had enough."""
        self._handler.wait_for_the_end()


Action: TypeAlias = Callable[[Exchange], None]


def passes(exchange: Exchange) -> None:
    """Nothing happens to it."""
    try:
        reply = exchange.forward()
    except (OSError, HTTPException):
        exchange.cut()  # storage is down
    else:
        exchange.answer(reply)


def is_answered(status: int, code: str = "ServerBusy") -> Action:
    """Storage does nothing and answers with an error."""
    return lambda exchange: exchange.answer(Reply(status, (("x-ms-error-code", code),)))


def is_reset(exchange: Exchange) -> None:
    """The connection breaks before storage sees the request."""
    exchange.cut()


def loses_its_reply(exchange: Exchange) -> None:
    """Storage does it, and the client is not told."""
    exchange.forward()
    exchange.cut()


def fails_after_its_effect(exchange: Exchange) -> None:
    """Storage does it and answers 500, which the SDK repeats."""
    exchange.forward()
    exchange.answer(Reply(500, (("x-ms-error-code", "OperationTimedOut"),)))


def hangs(exchange: Exchange) -> None:
    """Nobody answers."""
    exchange.wait_for_the_end()


def breaks_off(exchange: Exchange) -> None:
    """The reply ends in the middle of its body."""
    reply = exchange.forward()
    exchange.answer(reply, most=len(reply.body) // 2)


def happens_twice(exchange: Exchange) -> None:
    """Storage does it two times."""
    exchange.forward()
    exchange.answer(exchange.forward())


@dataclass(slots=True)
class Hold:
    """Stops a request until it is let go; `after` it had its effect, or before."""

    after: bool = False
    sender: str = ""
    """Whose request it is, once it is held."""
    dropped: bool = False
    """Whether it is to end here, as its sender is dead."""
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def __call__(self, exchange: Exchange) -> None:
        reply = exchange.forward() if self.after else None
        self.sender = exchange.request.sender
        self.reached.set()
        self.released.wait(PATIENCE_SECONDS)
        if self.dropped:
            exchange.cut()
        elif reply is None:
            passes(exchange)
        else:
            exchange.answer(reply)


@dataclass(frozen=True, slots=True)
class At:
    """Patterns of a request, each found somewhere in what it is about."""

    service: str = "."
    method: str = "."
    path: str = "."
    body: str = ""

    def matches(self, request: Request) -> bool:
        """Whether it is such a request."""
        return bool(
            re.search(self.service, request.service)
            and re.search(self.method, request.method)
            and re.search(self.path, request.path)
            and re.search(self.body.encode(), request.body)
        )


@dataclass(slots=True)
class Fault:
    """What happens to the requests that match: to the first `times` of them behind `skip` others."""

    action: Action
    at: At = field(default_factory=At)
    skip: int = 0
    times: float = 1
    fired: int = field(default=0, init=False)

    def takes(self, request: Request) -> bool:
        """Whether it happens to this request."""
        if not self.at.matches(request):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.fired >= self.times:
            return False
        self.fired += 1
        return True


@dataclass(slots=True)
class Proxy:
    """Stands in front of the three services of one Azurite."""

    upstream: Mapping[str, int]
    """Ports of Azurite, by service."""
    ports: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: list[Request] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def connection_string(self, direct: str) -> str:
        """The connection string of the same account through this proxy."""
        for service in SERVICES:
            direct = direct.replace(f":{self.upstream[service]}/", f":{self.ports[service]}/")
        return direct

    def will(self, fault: Fault) -> Fault:
        """Have a fault happen from now on."""
        with self._lock:
            self.faults.append(fault)
        return fault

    def take(self, exchange: Exchange) -> None:
        """Handle one request."""
        with self._lock:
            self.seen.append(exchange.request)
            action = next((fault.action for fault in self.faults if fault.takes(exchange.request)), passes)
        action(exchange)

    def heal(self) -> None:
        """No more faults; what is held goes on."""
        with self._lock:
            faults, self.faults = self.faults, []
        for fault in faults:
            if isinstance(fault.action, Hold):
                fault.action.released.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (OSError, ValueError):
            self.close_connection = True  # the client is gone, as killed ones are

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._take
        raise AttributeError(name)

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        request = Request(self.server.service, self.command, self.path, tuple(self.headers.items()), body)
        proxy = self.server.proxy
        proxy.take(Exchange(self, request, proxy.upstream[self.server.service]))

    def answer(self, reply: Reply, most: int | None) -> None:
        head = [f"HTTP/1.1 {reply.status} X"]
        kept = [one for one in reply.headers if one[0].lower() not in ("transfer-encoding", "connection", "keep-alive")]
        if not any(name.lower() == "content-length" for name, _ in kept) and reply.status not in (204, 304):
            kept.append(("content-length", str(len(reply.body))))
        head += [f"{name}: {value}" for name, value in kept]
        self.wfile.write("\r\n".join([*head, "\r\n"]).encode("latin-1") + reply.body[:most])
        if most is not None:
            self.cut()

    def cut(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def wait_for_the_end(self) -> None:
        self.connection.settimeout(PATIENCE_SECONDS)
        self.connection.recv(1)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, proxy: Proxy, service: str) -> None:
        self.proxy, self.service = proxy, service
        super().__init__(("127.0.0.1", 0), _Handler)


@contextmanager
def running_proxy(upstream: Mapping[str, int]) -> Iterator[Proxy]:
    """A proxy in threads of this process."""
    proxy = Proxy(upstream)
    servers = [_Server(proxy, service) for service in SERVICES]
    for server in servers:
        proxy.ports[server.service] = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.heal()
        for server in servers:
            server.shutdown()
            server.server_close()
