"""Kakao's servers: where the photos of a chat lie, and where its answers go, once and within a minute."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Lock, Thread
from typing import Any, Final
from uuid import uuid4

CALLBACK_SECONDS: Final = 60
INVALID: Final = "Invalid callback token. Check your callback token."


@dataclass(slots=True)
class KakaoServer:
    """What it offers, and what it was sent."""

    url: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    callbacks: dict[str, float] = field(default_factory=dict)
    """When each open one was handed out."""
    answers: Queue[dict[str, Any]] = field(default_factory=Queue)
    lock: Lock = field(default_factory=Lock)

    def offer(self, photo: bytes) -> str:
        """Let a photo lie there; its address."""
        path = f"/dna/{uuid4().hex}/photo.jpg"
        self.pictures[path] = photo
        return f"{self.url}{path}?credential=c&expires=1&signature=a%2Bb%3D"

    def callback(self) -> str:
        """An address that takes one answer."""
        path = f"/callback/{uuid4().hex}"
        self.callbacks[path] = time.monotonic()
        return f"{self.url}{path}"

    def take(self, path: str, body: bytes) -> str:
        """What an answer is answered with: `SUCCESS`, or why not."""
        with self.lock:
            since = self.callbacks.pop(path, None)
        if since is None or time.monotonic() - since > CALLBACK_SECONDS:
            return INVALID
        self.answers.put(json.loads(body))
        return "SUCCESS"


@contextmanager
def kakao_server(port: int = 0, before_picture: Callable[[], None] = lambda: None) -> Iterator[KakaoServer]:
    """Serve on this machine while it is open; port 0 for any free one, and `before_picture` for a slow one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            before_picture()
            picture = kakao.pictures.get(self.path.partition("?")[0])
            self._answer(200 if picture else 404, "image/jpeg", picture or b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            message = kakao.take(self.path, body)
            said = {
                "taskId": uuid4().hex,
                "status": message if message == "SUCCESS" else "FAIL",
                "message": message,
                "timestamp": int(time.time()),
            }
            self._answer(200, "application/json", json.dumps(said).encode())

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing: the program prints what matters."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        kakao = KakaoServer(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield kakao
        finally:
            server.shutdown()
            thread.join()
