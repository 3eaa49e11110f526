"""Storage operations and bytes of a card, counted at the SDK's transport, on Azurite."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from azure.core.pipeline.transport import RequestsTransport

from local_host.azurite import running_azurite
from local_host.host_json import HostJson
from shared.adapters.prepare import prepare
from shared.settings import QUEUES, Ocr, Settings, Storage, Triggers
from shared.usecases.message import PhotoMessage
from shared.wiring import Wiring

QUEUE_OPERATIONS = 2
"""Of a message that the host handles for us: receive and delete."""
SWEEPS_AN_HOUR = 12


def operations(photos: Iterator[bytes], count: int) -> dict[str, Any]:
    """Mean operations and bytes of a photo with its cards, and operations of an hour in which nothing comes."""
    with tempfile.TemporaryDirectory() as folder, running_azurite(Path(folder)) as azurite:
        storage = Storage(azurite.connection_string())
        prepare(storage)
        wiring = Wiring(Settings(storage, Triggers.from_env({}), Ocr("none")))
        cards = 0
        with counted() as (calls, moved):
            for number in range(count):
                name = f"{number}.jpg"
                wiring.originals.write(name, next(photos), name)
                row = wiring.accept_photo(name)
                assert row is not None
                done = wiring.process_photo(PhotoMessage(row.id, row.name, row.etag), "run")
                cards += done.cards if done else 0
        with counted() as (swept, _):
            wiring.sweep()
        wiring.child.close()
    return {
        "operations a photo": {name: round(n / count, 1) for name, n in sorted(calls.items())}
        | {"queue, by the host": QUEUE_OPERATIONS},
        "kB a photo": {name: round(n / count / 1000) for name, n in sorted(moved.items())},
        "cards a photo": cards / count,
        "operations of an idle hour": {
            "sweep": SWEEPS_AN_HOUR * sum(swept.values()),
            "polls": round(3600 / HostJson.read(Path("host.json")).queues.max_polling_interval) * len(QUEUES),
        },
    }


@contextmanager
def counted() -> Iterator[tuple[Counter[str], Counter[str]]]:
    """Count what the SDK sends: calls by service and method, and bytes up and down."""
    calls: Counter[str] = Counter()
    moved: Counter[str] = Counter()
    send = RequestsTransport.send

    def counting(self: Any, request: Any, **options: Any) -> Any:
        reply = send(self, request, **options)
        calls[f"{_service(request)} {request.method}"] += 1
        moved["up"] += int(request.headers.get("Content-Length") or 0)
        moved["down"] += int(reply.headers.get("Content-Length") or 0) if request.method != "HEAD" else 0
        return reply

    RequestsTransport.send = counting
    try:
        yield calls, moved
    finally:
        RequestsTransport.send = send


def _service(request: Any) -> str:
    """Which service a request goes to: tables speak JSON, and our queues have names of their own."""
    if "json" in request.headers.get("Accept", ""):
        return "table"
    return "queue" if set(QUEUES) & set(urlsplit(request.url).path.split("/")) else "blob"
