"""`python -m bench kakao`: how long a KakaoTalk user waits for the first reply when hosts and storage are slow."""

import argparse
import json
import logging
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

import cv2
import numpy as np
from starlette.testclient import TestClient

from local_host.azurite import running_azurite
from shared.adapters.prepare import prepare
from shared.settings import (
    Kakao,
    Ocr,
    Settings,
    Storage,
    Triggers,
)
from shared.wiring import Wiring
from tools.kakao.payloads import photo_payload
from tools.kakao.server import KakaoServer, kakao_server

KEY: Final = "a key that opens nothing but a bench"
AT_ONCE: Final = 4
"""Users who send at the same moment."""
MOST_PHOTOS: Final = 10
STUCK_SECONDS: Final = 8.0
"""How long a call takes that hangs."""


@dataclass(frozen=True, slots=True)
class Slow:
    """Delays: mostly short ones, now and then one that outlasts Kakao's patience."""

    mean: float
    """Seconds."""
    stuck: float
    """Share of calls that hang."""
    chance: random.Random

    def __call__(self) -> None:
        """Take that time."""
        time.sleep(STUCK_SECONDS if self.chance.random() < self.stuck else self.chance.expovariate(1 / self.mean))


class SlowStore:
    """A store of ours, behind a delay at each call."""

    def __init__(self, store: object, slow: Slow) -> None:
        self.store, self.slow = store, slow

    def __getattr__(self, name: str) -> Any:
        """The store's method, when its time has come."""

        def call(*given: Any, **named: Any) -> Any:
            self.slow()
            return getattr(self.store, name)(*given, **named)

        return call


def main(argv: Sequence[str]) -> int:
    """Print the percentiles in seconds; 1 when the 99th is above --most."""
    parser = argparse.ArgumentParser(prog="python -m bench kakao", description=__doc__)
    parser.add_argument("--messages", type=int, default=200, help="with 1 to 10 photos each (%(default)s)")
    parser.add_argument("--host", type=float, default=0.5, help="mean seconds of a picture host (%(default)s)")
    parser.add_argument("--storage", type=float, default=0.1, help="mean seconds of a call of storage (%(default)s)")
    parser.add_argument("--stuck", type=float, default=0.02, help="share of calls that hang for 8 s (%(default)s)")
    parser.add_argument("--most", type=float, default=2.0, help="seconds that are allowed (%(default)s)")
    options = parser.parse_args(argv)
    logging.disable(logging.WARNING)  # that replies are late is what is measured
    chance = random.Random(1)
    picture_host = Slow(options.host, options.stuck, chance)
    with (
        kakao_server(before_picture=picture_host) as kakao,
        _api(kakao, Slow(options.storage, options.stuck, chance)) as api,
    ):
        payloads = [_message(kakao, number) for number in range(options.messages)]
        api.get("/api/kakao/skill")
        with ThreadPoolExecutor(AT_ONCE) as users:
            times = sorted(users.map(lambda payload: _first_reply(api, payload), payloads))
    p50, p99 = statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.99))]
    print(json.dumps({"messages": len(times), "p50": round(p50, 2), "p99": round(p99, 2), "max": round(times[-1], 2)}))
    return 0 if p99 <= options.most else 1


def _first_reply(api: TestClient, payload: dict[str, Any]) -> float:
    started = time.perf_counter()
    api.post("/api/kakao/skill", json=payload).raise_for_status()
    return time.perf_counter() - started


PICTURES: Final = count()


def _message(kakao: KakaoServer, number: int) -> dict[str, Any]:
    """A message of its own user, every other one with a callback."""
    urls = [kakao.offer(_picture()) for _ in range(1 + number % MOST_PHOTOS)]
    return photo_payload(f"user {number}", urls, kakao.callback() if number % 2 else "")


def _picture() -> bytes:
    """A JPEG of about 1 MB, other than all before."""
    noise = np.random.default_rng(next(PICTURES)).integers(0, 256, (900, 1200, 3), np.uint8)
    return cv2.imencode(".jpg", noise)[1].tobytes()


@contextmanager
def _api(kakao: KakaoServer, slow: Slow) -> Iterator[TestClient]:
    """The API on storage of its own, which is slow."""
    with TemporaryDirectory() as folder, running_azurite(Path(folder), 0) as azurite:
        connection = azurite.connection_string()
        prepare(Storage(connection))
        chatbot = Kakao(KEY, KEY, "https://namecard.example.com", origins=(kakao.url,))
        wiring = Wiring(Settings(Storage(connection), Triggers.from_env({}), Ocr("none"), kakao=chatbot))
        for store in ("originals", "photos", "work_queue"):
            setattr(wiring, store, SlowStore(getattr(wiring, store), slow))
        batches = cast(Any, SlowStore(wiring.answer_chat.batches, slow))
        wiring.answer_chat = replace(wiring.answer_chat, batches=batches)
        with TestClient(wiring.api_app) as api:
            yield api


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
