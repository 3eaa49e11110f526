"""What is kept in storage: clients made once, behind the ports of the use cases."""

from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING

from shared.adapters.child import Child
from shared.settings import AUDIT_TABLE, CARD_TABLE, PHOTO_TABLE, Settings
from shared.usecases.audit import Audit
from shared.usecases.chat.batch import Batches
from shared.usecases.ports import (
    Bookmarks,
    CardIndex,
    CardRows,
    Changes,
    Clock,
    Originals,
    Outputs,
    PhotoRows,
    WorkQueue,
)
from shared.wiring.once import once

if TYPE_CHECKING:
    from azure.data.tables import TableServiceClient
    from azure.storage.blob import BlobServiceClient
    from azure.storage.queue import QueueServiceClient

    from shared.adapters.telemetry import Telemetry

# Imports inside the properties below are lazy on purpose: a function pays only for what it uses at its cold start.
# ruff: noqa: PLC0415


class StorageWiring:
    """Settings, clock, child process, telemetry and storage."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.making = RLock()
        self.child = Child()
        self.clock: Clock = lambda: datetime.now(UTC)

    @once
    def telemetry(self) -> "Telemetry | None":
        """Where the wrappers below report to; None when nobody is told, and OpenTelemetry is then not loaded."""
        if self.settings.monitor.exporter == "none":
            return None
        from shared.adapters.telemetry import start_telemetry

        return start_telemetry(self.settings.monitor)

    @once
    def _blobs(self) -> "BlobServiceClient":
        from shared.adapters.clients import blob_service

        return blob_service(self.settings.storage)

    @once
    def _tables(self) -> "TableServiceClient":
        from shared.adapters.clients import table_service

        return table_service(self.settings.storage)

    @once
    def _queues(self) -> "QueueServiceClient":
        from shared.adapters.clients import queue_service

        return queue_service(self.settings.storage)

    @once
    def originals(self) -> Originals:
        """The inbox."""
        from shared.adapters.blobs import BlobOriginals

        return BlobOriginals(self._blobs)

    @once
    def outputs(self) -> Outputs:
        """The processed container."""
        from shared.adapters.blobs import BlobOutputs

        return BlobOutputs(self._blobs)

    @once
    def photos(self) -> PhotoRows:
        """The photos table."""
        from shared.adapters.tables import TablePhotoRows

        return TablePhotoRows(self._tables.get_table_client(PHOTO_TABLE))

    @once
    def cards(self) -> CardRows:
        """The namecards table."""
        from shared.adapters.tables import TableCardRows

        return TableCardRows(self._tables.get_table_client(CARD_TABLE))

    @once
    def index(self) -> CardIndex:
        """The index rows in the namecards table."""
        from shared.adapters.tables import TableCardIndex

        return TableCardIndex(self._tables.get_table_client(CARD_TABLE))

    @once
    def changes(self) -> Changes:
        """The log in the namecards table."""
        from shared.adapters.tables import TableChanges

        return TableChanges(self._tables.get_table_client(CARD_TABLE))

    @once
    def audit(self) -> Audit:
        """For all that takes data out or erases it."""
        from shared.adapters.tables import TableAuditRows

        return Audit(TableAuditRows(self._tables.get_table_client(AUDIT_TABLE)), self.clock)

    @once
    def work_queue(self) -> WorkQueue:
        """The queue of photos that wait."""
        from shared.adapters.queue import StorageWorkQueue

        queue = StorageWorkQueue(self._queues)
        if self.telemetry is None:
            return queue
        from shared.adapters.telemetry import ObservedQueue

        return ObservedQueue(queue, self.telemetry, self.clock)

    @once
    def _batches(self) -> Batches:
        """Chat messages with photos, in the photos table."""
        from shared.adapters.tables import TableBatches

        return TableBatches(self._tables.get_table_client(PHOTO_TABLE))

    @once
    def _bookmarks(self) -> Bookmarks:
        from shared.adapters.tables import TableBookmarks

        return TableBookmarks(self._tables.get_table_client(PHOTO_TABLE))
