"""Calls of addresses that strangers gave: only of listed hosts, only at public machines, within a time and a size.

What is checked and why stands in docs/kakao.md. Nothing here follows redirects, asks a proxy, or unpacks what came.
"""

import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Event, Thread
from typing import Final, Self, TypeAlias
from urllib.parse import SplitResult, urlsplit

PLAIN: Final = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+", re.IGNORECASE)
"""Printable ASCII without the quotes, backslashes and blanks that parsers disagree about."""
PORTS: Final = {"http": 80, "https": 443}
WIRE_SERVER: Final = ipaddress.IPv4Address("168.63.129.16")
"""Azure's own, on every machine there; Python counts it as public."""
CHUNK: Final = 65_536
RECHECK_SECONDS: Final = 0.1

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""The IPv4 addresses of a host. Raises OSError."""


class Refused(Exception):
    """The address may not be called."""


class Failed(Exception):
    """The call came to nothing: nobody there, too slow, too much, or not HTTP."""


class TooMuch(Failed):
    """The answer is larger than it may be."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Origin:
    """A host that may be called."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: SplitResult) -> Self:
        """The origin of an address. Raises ValueError."""
        scheme = url.scheme.lower()
        return cls(scheme, (url.hostname or "").rstrip("."), url.port or PORTS[scheme])


def ipv4_addresses(host: str, port: int) -> list[str]:
    """Ask the system. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class GuardedHttp:
    """Calls hosts of a list."""

    origins: Sequence[str]
    """`scheme://host[:port]`; one that is itself an IP address, for tests, is called there whatever it is."""
    resolve: Resolve = ipv4_addresses

    def get(self, url: str, seconds: float, most_bytes: int) -> Answered:
        """GET, all of it within `seconds`. Raises Refused, Failed."""
        return self._call("GET", url, None, seconds, most_bytes)

    def post(self, url: str, body: bytes, seconds: float, most_bytes: int) -> Answered:
        """POST JSON, all of it within `seconds`. Raises Refused, Failed."""
        return self._call("POST", url, body, seconds, most_bytes)

    def _call(self, method: str, url: str, body: bytes | None, seconds: float, most_bytes: int) -> Answered:
        origin, path = self._checked(url)
        try:
            connection = DialledConnection(origin, self._address(origin), seconds)
            with _cut_off_after(seconds, connection):
                headers = {"Accept-Encoding": "identity"} | ({"Content-Type": "application/json"} if body else {})
                connection.request(method, path, body, headers)
                with connection.getresponse() as response:
                    return Answered(response.status, _read(response, most_bytes))
        except (OSError, HTTPException, ValueError) as error:
            raise Failed(type(error).__name__) from error

    def _checked(self, url: str) -> tuple[Origin, str]:
        """The origin to call for `url`, by https if it is listed so, and what to ask it for. Raises Refused."""
        try:
            parts = urlsplit(url if PLAIN.fullmatch(url) else "")
            origin = Origin.of(parts)
        except (ValueError, KeyError) as error:
            raise Refused("This is no address of a picture.") from error
        listed = {Origin.of(urlsplit(one)) for one in self.origins}
        if origin == Origin("http", origin.host, PORTS["http"]):
            origin = next((one for one in listed if one == Origin("https", origin.host, PORTS["https"])), origin)
        if origin not in listed or parts.username is not None or parts.password is not None:
            raise Refused("The host is not on the list.")
        return origin, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _address(self, origin: Origin) -> str:
        """The address to dial: looked up once, so that no second answer can differ. Raises Refused, OSError."""
        if re.fullmatch(r"[0-9.]+", origin.host):
            return origin.host
        addresses = self.resolve(origin.host, origin.port)
        if not addresses or not all(map(is_public, addresses)):
            raise Refused("The host leads to a machine that is not public.")
        return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IPv4 address is that of a machine anyone can reach."""
    try:
        parsed = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return parsed.is_global and not parsed.is_multicast and parsed != WIRE_SERVER


class DialledConnection(HTTPConnection):
    """Dials one address; Host header and certificate are those of the origin's name."""

    def __init__(self, origin: Origin, address: str, seconds: float, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(origin.host, origin.port, timeout=seconds)
        self.default_port = PORTS[origin.scheme]
        self.origin, self.address, self.tls = origin, address, tls or _tls()
        self.opened: socket.socket | None = None
        """The socket, also when a response has taken it over."""

    def connect(self) -> None:
        """Connect, then greet by name; the socket is known before the greeting, which may take too long."""
        self.sock = self.opened = socket.create_connection((self.address, self.port), self.timeout)
        if self.origin.scheme == "https":
            secure = self.tls.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = self.opened = secure
            secure.do_handshake()

    def cut_off(self) -> None:
        """End whatever goes on; TLS is left alone, since another thread is in the middle of it."""
        if self.opened is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.opened, socket.SHUT_RDWR)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


@contextmanager
def _cut_off_after(seconds: float, connection: DialledConnection) -> Iterator[None]:
    """End whatever goes on over the connection when the time is over: a socket's own time begins with every byte.

    Raises Failed then, also when what was cut off looks like a whole answer.
    """
    done, late = Event(), Event()

    def watch() -> None:
        pause = seconds
        while not done.wait(pause):
            late.set()
            pause = RECHECK_SECONDS  # it may be in the middle of connecting, and have no socket yet
            connection.cut_off()

    Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()
        connection.close()
        if late.is_set():
            raise Failed(f"It took more than {seconds:g} s.")


def _read(response: HTTPResponse, most_bytes: int) -> bytes:
    """The body as it came. Raises Failed when it is too much, cut off, or packed."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Failed("The answer is packed.")
    parts, room = [], most_bytes
    while part := response.read(min(CHUNK, room + 1)):
        parts.append(part)
        room -= len(part)
        if room < 0:
            raise TooMuch(f"The answer has more than {most_bytes:,} bytes.")
    if response.length:
        raise Failed("The answer was cut off.")
    return b"".join(parts)
