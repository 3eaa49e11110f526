"""The product on storage of its own, with the queue worked by hand."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace

from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueClient

from shared.adapters.child import read_outcome
from shared.card.row import PhotoRow
from shared.settings import INBOX, OUTBOX, WORK_QUEUE, Settings, Storage, Triggers
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import Outcome
from shared.wiring import Wiring


@dataclass
class Pipeline:
    """What a test does to storage, and what it sees there."""

    wiring: Wiring
    blobs: BlobServiceClient
    queue: QueueClient

    def drop(self, data: bytes, name: str = "card.jpg") -> PhotoRow:
        self.blobs.get_blob_client(INBOX, name).upload_blob(data, overwrite=True)
        return self.announce(name)

    def announce(self, name: str = "card.jpg") -> PhotoRow:
        row = self.wiring.accept_photo(name)
        assert row is not None
        return row

    def waiting(self) -> list[tuple[str, PhotoMessage]]:
        received = self.queue.receive_messages(max_messages=32, visibility_timeout=1)
        return [(one.id, PhotoMessage.decode(base64.b64decode(one.content).decode())) for one in received]

    def work(self) -> None:
        for run, message in self.waiting():
            self.wiring.process_photo(message, run)
        self.queue.clear_messages()

    def row(self, photo_id: str) -> PhotoRow:
        row = self.wiring.photos.get(photo_id)
        assert row is not None
        return row

    def outputs(self) -> dict[str, bytes]:
        container = self.blobs.get_container_client(OUTBOX)
        return {name: container.download_blob(name).readall() for name in container.list_blob_names()}

    def counted(self) -> Callable[[], int]:
        """Count the journeys that are made from now on."""
        runs: list[int] = []

        def journey(data: bytes) -> Outcome:
            runs.append(len(data))
            return read_outcome(data)

        self.wiring.process_photo = replace(self.wiring.process_photo, journey=journey)
        return lambda: len(runs)


def start_pipeline(storage: str) -> Pipeline:
    """Wire the product to `storage`, a connection string; the journey runs in this process, which is faster."""
    wiring = Wiring(Settings(Storage(storage), Triggers.from_env({})))
    wiring.journey = read_outcome
    queue = QueueClient.from_connection_string(storage, WORK_QUEUE)
    return Pipeline(wiring, BlobServiceClient.from_connection_string(storage), queue)
