"""A container's blobs: a scan notices new versions, a queue carries them, a function gets each as a BlobClient.

The form is the Functions host's own (Azure/azure-sdk-for-net, Storage.Blobs/src/Listeners): receipts per ETag so that
a version is announced once, and an internal queue so that an announcement survives a restart and is retried.
"""

import asyncio
import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.storage.blob import BlobProperties, BlobServiceClient, ContainerClient
from azure.storage.queue import QueueClient, QueueMessage

from local_host.functions import Function, Worker
from local_host.waiting import wait_for_any

log = logging.getLogger(__name__)

SCAN_SECONDS: Final = 2
"""The host's own interval on the emulator (ScanContainersStrategy.cs)."""
HOST_ID: Final = "localhost"
RECEIPTS: Final = "azure-webjobs-hosts"
EVENTS: Final = f"azure-webjobs-blobtrigger-{HOST_ID}"
POISON: Final = "webjobs-blobtrigger-poison"


@dataclass(frozen=True, slots=True)
class BlobPath:
    """A trigger's path, "container/pattern"; `{name}` in the pattern stands for any text."""

    container: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, function: Function) -> "BlobPath":
        """The path in the trigger of `function`."""
        container, _, pattern = function.trigger["path"].partition("/")
        parts = re.split(r"(\{\w+\})", pattern or "{name}")
        return cls(container, re.compile("".join(".+" if p.startswith("{") else re.escape(p) for p in parts), re.S))


@dataclass(slots=True)
class BlobScanner:
    """Announces every version of every blob that a function is to see, once."""

    function: Function
    container: ContainerClient
    receipts: ContainerClient
    events: QueueClient
    """Must encode what it sends as base64."""
    announced: asyncio.Event
    """Set when the queue has something new."""
    _known: set[str] = field(default_factory=set, init=False)
    """Names of the receipts that exist."""

    async def run(self, stop: asyncio.Event) -> None:
        """Scan until `stop`."""
        while not stop.is_set():
            try:
                new = await asyncio.to_thread(self.scan)
            except AzureError as error:
                log.warning("Container %s cannot be scanned: %s", self.container.container_name, error)
            else:
                if new:
                    self.announced.set()
            await wait_for_any(stop, seconds=SCAN_SECONDS)

    def scan(self) -> int:
        """Announce what has no receipt yet; how many that were.

        The host compares Last-Modified with that of the scan before; ETags cannot miss a version of the same second.
        """
        if not self._known:
            self._known.update(self.receipts.list_blob_names(name_starts_with=self._receipt_folder()))
        pattern = BlobPath.of(self.function).pattern
        blobs = [blob for blob in self.container.list_blobs() if pattern.fullmatch(blob.name)]
        new = [blob for blob in blobs if self._receipt(blob) not in self._known]
        for blob in new:
            self._announce(blob)
        return len(new)

    def _announce(self, blob: BlobProperties) -> None:
        """Queue it first, then leave the receipt: a crash between the two announces it twice, never not at all."""
        event = {
            "Type": "BlobTrigger",
            "FunctionId": _function_id(self.function),
            "BlobType": "BlockBlob",
            "ContainerName": self.container.container_name,
            "BlobName": blob.name,
            "ETag": _quoted(blob.etag),
        }
        self.events.send_message(json.dumps(event))
        receipt = self._receipt(blob)
        self.receipts.upload_blob(receipt, blob.name.encode(), overwrite=True)
        self._known.add(receipt)

    def _receipt(self, blob: BlobProperties) -> str:
        """The host's path ends in the blob's name; its digest is never too long for a name."""
        name = f"{self.container.container_name}/{blob.name}"
        return f"{self._receipt_folder()}{_quoted(blob.etag)}/{sha256(name.encode()).hexdigest()}"

    def _receipt_folder(self) -> str:
        return f"blobreceipts/{HOST_ID}/{_function_id(self.function)}/"


@dataclass(frozen=True, slots=True)
class BlobDispatcher:
    """Takes announcements from the queue to the functions."""

    functions: dict[str, Function]
    """By the id that announcements name."""
    blobs: BlobServiceClient
    worker: Worker
    changed: Callable[[], None]
    """Called after each call: the function may have put something into a queue."""

    @classmethod
    def to(
        cls, functions: list[Function], blobs: BlobServiceClient, worker: Worker, changed: Callable[[], None]
    ) -> "BlobDispatcher":
        """A dispatcher to these functions."""
        return cls({_function_id(function): function for function in functions}, blobs, worker, changed)

    async def handle(self, message: QueueMessage, body: bytes) -> None:
        """Call the function, unless the blob is gone or changed: the scan has announced the newer version."""
        event: dict[str, Any] = json.loads(body)
        function = self.functions.get(event["FunctionId"])
        if function is None:
            return
        client = self.blobs.get_blob_client(event["ContainerName"], event["BlobName"])
        try:
            found = await asyncio.to_thread(client.get_blob_properties)
        except ResourceNotFoundError:
            return
        if _quoted(found.etag) == event["ETag"]:
            await self.worker.invoke(function, client)
            self.changed()


def _function_id(function: Function) -> str:
    return f"Host.Functions.{function.name}"


def _quoted(etag: str) -> str:
    """An ETag with its quotes, which listings leave out and other answers do not."""
    return '"' + etag.strip('"') + '"'
