"""Kakao's side: where pictures lie, and where answers go."""

import json
from dataclasses import dataclass
from typing import Final

from shared.adapters.guarded_http import Failed, GuardedHttp, Refused, TooMuch
from shared.card import MAX_PHOTO_BYTES
from shared.usecases.chat.receive import Refusal

PICTURE_SECONDS: Final = 10
"""The reply has left long before; a photo that takes longer is sent again sooner than it comes."""
CALLBACK_SECONDS: Final = 8
"""What is left of the minute after the last moment to answer, and then some."""
MOST_CALLBACK_BYTES: Final = 65_536
GONE: Final = (401, 403, 404, 410)
"""How a picture host says that a link is too old."""


@dataclass(frozen=True, slots=True)
class KakaoPictures:
    """Pictures that users sent."""

    http: GuardedHttp

    def __call__(self, url: str) -> bytes | Refusal:
        """One picture."""
        try:
            answered = self.http.get(url, PICTURE_SECONDS, MAX_PHOTO_BYTES)
        except Refused:
            return Refusal.NOT_ALLOWED
        except TooMuch:
            return Refusal.TOO_LARGE
        except Failed:
            return Refusal.UNREACHABLE
        if answered.status in GONE:
            return Refusal.EXPIRED
        return answered.body if answered.status == 200 else Refusal.UNREACHABLE


@dataclass(frozen=True, slots=True)
class KakaoCallback:
    """Addresses of one use for answers."""

    http: GuardedHttp

    def __call__(self, url: str, body: bytes) -> str:
        """POST; empty when Kakao took it, else what happened instead."""
        try:
            answered = self.http.post(url, body, CALLBACK_SECONDS, MOST_CALLBACK_BYTES)
        except (Refused, Failed) as error:
            return str(error)
        try:
            said = json.loads(answered.body)
            return "" if said["status"] == "SUCCESS" else f"{said['status']}: {said.get('message', '')}"[:200]
        except (ValueError, KeyError, TypeError, AttributeError):
            return f"status {answered.status}"
