"""Machines that answer as they like, whatever was asked."""

import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final, TypeAlias

Speak: TypeAlias = Callable[[socket.socket], None]


@contextmanager
def server(speak: Speak) -> Iterator[str]:
    """A machine that says `speak` to the one who calls."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):  # the caller hung up
                connection.recv(65536)
                speak(connection)

        thread = Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def said(head: str, body: bytes = b"") -> Speak:
    return lambda connection: connection.sendall(f"HTTP/1.1 {head}\r\n\r\n".encode() + body)


def dripping(connection: socket.socket) -> None:
    """Byte after byte, each in time, until the other side hangs up."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    pause = Event()
    while not pause.wait(0.02):
        connection.sendall(b"x")


def silent(connection: socket.socket) -> None:
    """Nothing, until the other side hangs up."""
    connection.recv(1)


def endless(connection: socket.socket) -> None:
    """As much as the other side takes."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
    while True:
        connection.sendall(bytes(65536))


BOMB: Final = gzip.compress(bytes(10_000_000))
packed: Final = said(f"200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(BOMB)}", BOMB)
redirecting: Final = said("302 Found\r\nLocation: http://169.254.169.254/metadata\r\nContent-Length: 0")
cut_off: Final = said("200 OK\r\nContent-Length: 10", b"abc")
