"""Calls of the webhook by HTTP: no redirect is followed, no proxy asked, nothing of the reply read but its status."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

TIMEOUT_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class HttpCaller:
    """Calls one address."""

    url: str

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> str:
        """POST `body`; empty when it was taken (2xx), else what happened instead."""
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "" if 200 <= status < 300 else f"status {status}"
