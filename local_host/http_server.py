"""The web server in front of the HTTP functions: uvicorn on a loopback port."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EADDRINUSE
from typing import Final

import uvicorn

from local_host.errors import HostError
from local_host.http import HttpFrontend

LAST_REQUESTS_SECONDS: Final = 10
"""How long requests in flight may take when the host stops."""


def listen(port: int) -> socket.socket:
    """A socket on 127.0.0.1 (0: any free port). Raises HostError."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen()
    except OSError as error:
        listening.close()
        if error.errno != EADDRINUSE:
            raise
        raise HostError(
            f"Port {port} is in use, perhaps by another `make run` or `func start`; "
            f"stop that, or choose another port with `make run PORT={port + 1}`."
        ) from error
    return listening


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the host, which stops more than HTTP."""
        yield


@dataclass(frozen=True, slots=True)
class HttpServer:
    """Serves a frontend on a socket that listens already."""

    frontend: HttpFrontend
    listening: socket.socket

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`, then let requests in flight finish."""
        config = uvicorn.Config(
            self.frontend,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[self.listening]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        server.should_exit = True
        await serving
