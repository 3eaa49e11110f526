"""Looks at an installation from below: versions, storage, clock, queue, events and the OCR engine."""

import json
import platform
import sys
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from shared.adapters.clients import translated
from shared.card import PIPELINE_VERSION
from shared.card.lines import Line
from shared.card.text import Reader, Unread
from shared.errors import BadMessage, CardError
from shared.settings import BLOB_SOURCE, CONTAINERS, INBOX, OCR, QUEUES, TABLES, WORK_QUEUE
from shared.usecases.accept_photo import photo_id
from shared.usecases.findings import Finding, Health
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import Clock, PhotoRows

PYTHONS: Final = ((3, 11), (3, 13))
PACKAGES: Final = ("namecard", "azure-functions", "opencv-python-headless", "tesserocr")
HOST_JSON: Final = Path(__file__).parents[2] / "host.json"
MOST_SKEW: Final = timedelta(minutes=1)
"""Storage refuses requests at 15 minutes."""
NOTICED_AFTER: Final = timedelta(minutes=2)
"""An event takes seconds, listing on Azurite as long."""
MOST_LOOKED_AT: Final = 200
"""Blobs of the inbox."""
CREATE: Final = "`namecard prepare` makes what is missing."
SUBSCRIBE: Final = (
    "Look at the Event Grid subscription of the storage account (portal: storage account, Events): it must send "
    f"BlobCreated of the container {INBOX} to the function photo_dropped. The sweep finds these photos meanwhile."
)


def versions() -> Iterator[Finding]:
    """Python and the packages that matter."""
    python = sys.version_info[:2]
    supported = PYTHONS[0] <= python <= PYTHONS[1]
    todo = "" if supported else f"Use Python {PYTHONS[0][0]}.{PYTHONS[0][1]} to {PYTHONS[1][0]}.{PYTHONS[1][1]}."
    yield Finding("python", Health.OK if supported else Health.BAD, platform.python_version(), todo)
    said = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    yield Finding("versions", Health.OK, f"{said}, pipeline {PIPELINE_VERSION}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"


def queue_encoding() -> Finding:
    """What host.json says of the queue's messages; the client sends base64."""
    try:
        host = json.loads(HOST_JSON.read_text(encoding="utf-8"))
    except OSError:
        return Finding("host.json", Health.LOOK, f"{HOST_JSON} is not there.", "Run this where function_app.py is.")
    encoding = host.get("extensions", {}).get("queues", {}).get("messageEncoding", "base64")
    if encoding == "base64":
        return Finding("host.json", Health.OK, "messageEncoding is base64, as the client sends.")
    todo = "Set extensions.queues.messageEncoding to base64; every message would end in the poison queue."
    return Finding("host.json", Health.BAD, f"messageEncoding is {encoding}.", todo)


def engine(name: str, reader: Reader) -> Finding:
    """Let the engine read an empty line."""
    line = Line(pixels=np.full((40, 200), 255, np.uint8), matrix=np.eye(3), quad=np.zeros((4, 2)))
    if name == "none":
        return Finding(
            "ocr", Health.LOOK, f"{OCR} is none: no text is read.", f"Set {OCR} to tesseract or azure-vision."
        )
    try:
        read = reader.read([line])
    except CardError as error:
        return Finding("ocr", Health.BAD, f"{name}: {error}", f"Look at the settings that begin with {OCR}.")
    if isinstance(read, Unread):
        return Finding("ocr", Health.BAD, f"{name}: {read.reason}", "Cards end as unread until then.")
    return Finding("ocr", Health.OK, f"{name} reads.")


@dataclass(frozen=True, slots=True)
class StorageDoctor:
    """Looks at the storage account; it changes nothing."""

    blobs: BlobServiceClient
    tables: TableServiceClient
    queues: QueueServiceClient
    photos: PhotoRows
    blob_source: str
    clock: Clock

    def __call__(self) -> Iterator[Finding]:
        """Everything, until storage does not answer."""
        try:
            yield self._clock()
            missing = list(self._missing())
            todo = CREATE if missing else ""
            yield Finding("storage", Health.BAD if missing else Health.OK, _said(missing), todo)
            if not missing:
                yield self._messages()
                yield self._events()
        except CardError as error:
            todo = "Is the account there, is its firewall open to this machine, may this identity read and write it?"
            yield Finding("storage", Health.BAD, str(error), todo)

    def _clock(self) -> Finding:
        told: list[str] = []

        def note(response: Any) -> None:
            told.append(response.http_response.headers.get("Date", ""))

        with translated("asking the time"):
            self.queues.get_service_properties(raw_response_hook=note)
        skew = abs(self.clock() - parsedate_to_datetime(told[0]))
        seconds = f"{skew.total_seconds():.0f} s apart from storage's."
        if skew > MOST_SKEW:
            return Finding(
                "clock", Health.BAD, seconds, "Set this machine's clock by a time server; storage refuses 15 min."
            )
        return Finding("clock", Health.OK, seconds)

    def _missing(self) -> Iterator[str]:
        with translated("looking at containers, queues and tables"):
            containers = {container.name for container in self.blobs.list_containers()}
            queues = {queue.name for queue in self.queues.list_queues()}
            tables = {table.name for table in self.tables.list_tables()}
        yield from (f"container {name}" for name in CONTAINERS if name not in containers)
        yield from (f"queue {name}" for name in QUEUES if name not in queues)
        yield from (f"table {name}" for name in TABLES if name not in tables)

    def _messages(self) -> Finding:
        with translated("looking at the queue"):
            peeked = [one.content for one in self.queues.get_queue_client(WORK_QUEUE).peek_messages(max_messages=32)]
        foreign = [content for content in peeked if not _is_ours(content)]
        if foreign:
            todo = "Something else writes into the queue, or without base64; such messages end in the poison queue."
            return Finding("queue", Health.BAD, f"{len(foreign)} of {len(peeked)} messages cannot be read.", todo)
        return Finding("queue", Health.OK, f"{len(peeked)} messages looked at, all can be read.")

    def _events(self) -> Finding:
        """Photos that lie in the inbox and that no event announced."""
        with translated("listing the inbox"):
            blobs = list(islice(self.blobs.get_container_client(INBOX).list_blobs(), MOST_LOOKED_AT))
        late = [blob for blob in blobs if self.clock() - blob.last_modified > NOTICED_AFTER]
        unseen = [
            blob.name for blob in late if not self.photos.get(photo_id(INBOX, blob.name, blob.etag, blob.last_modified))
        ]
        if not unseen:
            return Finding(
                "events", Health.OK, f"{self.blob_source}: all of {len(blobs)} photos looked at were noticed."
            )
        said = f"{self.blob_source}: {len(unseen)} photos were not noticed, such as {unseen[0]}."
        todo = SUBSCRIBE if self.blob_source == "EventGrid" else f"Is the function app running? ({BLOB_SOURCE})"
        return Finding("events", Health.BAD, said, todo)


def _is_ours(content: str) -> bool:
    try:
        PhotoMessage.decode(b64decode(content, validate=True).decode())
    except (Base64Error, UnicodeDecodeError, BadMessage):
        return False
    return True


def _said(missing: list[str]) -> str:
    return f"{', '.join(missing)} not there." if missing else "Containers, queues and tables are there."
