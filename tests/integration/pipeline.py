"""The product on storage of its own, with the queue worked by hand."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueClient
from ulid import ULID

from shared.adapters.journey import finish, see
from shared.adapters.ocr.none import NoReader
from shared.card.row import CardRow, CardStatus, PhotoRow
from shared.settings import (
    CARD_TABLE,
    INBOX,
    OUTBOX,
    PHOTO_TABLE,
    WORK_QUEUE,
    Kakao,
    Ocr,
    Settings,
    Storage,
    Triggers,
    Webhook,
)
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import Outcome
from shared.wiring import Wiring


@dataclass
class Watch:
    """A clock that tests set."""

    now: datetime | None = None

    def __call__(self) -> datetime:
        return self.now or datetime.now(UTC)


def read_here(data: bytes) -> Outcome:
    """The journey in this process, which is faster, and without text."""
    return finish(see(data, None, traced=False), NoReader())


@dataclass
class Pipeline:
    """What a test does to storage, and what it sees there."""

    connection: str
    wiring: Wiring
    blobs: BlobServiceClient
    queue: QueueClient
    clock: Watch

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
        """Process all photos that wait, as the worker does: a message goes when its run has ended."""
        while batch := list(self.queue.receive_messages(max_messages=32)):
            for one in batch:
                self.wiring.process_photo(PhotoMessage.decode(base64.b64decode(one.content).decode()), one.id)
                self.queue.delete_message(one)

    def card(self, **fields: str) -> CardRow:
        """File a card as the worker would; one value a field."""
        read = {name: [{"value": value, "confidence": 0.9}] for name, value in fields.items()}
        new = CardRow(str(ULID()), 1, "1", {"n": 1, "fields": read}, CardStatus.READ)
        filed = self.wiring.file_card(new.id, lambda _: new, "card.read")
        assert filed is not None
        return filed

    def later(self, minutes: float) -> None:
        """Let the clock of the product go on."""
        now = self.wiring.clock() + timedelta(minutes=minutes)
        self.clock.now = now

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work the queue in the background, as the Functions host does."""
        stop = Event()

        def work() -> None:
            while not stop.wait(0.05):
                self.work()

        worker = Thread(target=work)
        worker.start()
        try:
            yield
        finally:
            stop.set()
            worker.join()

    def row(self, photo_id: str) -> PhotoRow:
        row = self.wiring.photos.get(photo_id)
        assert row is not None
        return row

    def outputs(self) -> dict[str, bytes]:
        container = self.blobs.get_container_client(OUTBOX)
        return {name: container.download_blob(name).readall() for name in container.list_blob_names()}

    def inbox(self) -> list[str]:
        return list(self.blobs.get_container_client(INBOX).list_blob_names())

    def index_rows(self) -> list[str]:
        table = self.wiring._tables.get_table_client(CARD_TABLE)
        return [row["RowKey"] for row in table.query_entities("PartitionKey eq 'index'")]

    def status_rows(self) -> list[str]:
        """Index rows by which photos of a status are found."""
        table = self.wiring._tables.get_table_client(PHOTO_TABLE)
        found = table.query_entities("PartitionKey ge 'status-' and PartitionKey lt 'status.'")
        return [f"{row['PartitionKey']}/{row['RowKey']}" for row in found]

    def counted(self) -> Callable[[], int]:
        """Count the journeys that are made from now on."""
        runs: list[int] = []

        def journey(data: bytes) -> Outcome:
            runs.append(len(data))
            return read_here(data)

        self.wiring.process_photo = replace(self.wiring.process_photo, journey=journey)
        return lambda: len(runs)


CHATBOT = Kakao("the key of the users of these tests", "the key of the links of these tests", "http://127.0.0.1:7071")


def start_pipeline(storage: str, webhook: Webhook | None = None, kakao: Kakao = CHATBOT) -> Pipeline:
    """Wire the product to `storage`, a connection string; the journey runs in this process, which is faster."""
    wiring = Wiring(Settings(Storage(storage), Triggers.from_env({}), Ocr("none"), webhook or Webhook(), kakao=kakao))
    wiring.journey = read_here
    wiring.clock = watch = Watch()
    queue = QueueClient.from_connection_string(storage, WORK_QUEUE)
    return Pipeline(storage, wiring, BlobServiceClient.from_connection_string(storage), queue, watch)
