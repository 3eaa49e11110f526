"""The work queue in Queue Storage."""

from dataclasses import dataclass

from azure.storage.queue import QueueClient, QueueServiceClient, TextBase64EncodePolicy

from shared.adapters.clients import translated
from shared.settings import WORK_QUEUE
from shared.usecases.message import PhotoMessage


@dataclass(frozen=True, slots=True)
class StorageWorkQueue:
    """Sends base64, as host.json's messageEncoding expects; raw text would go to the poison queue unread."""

    service: QueueServiceClient

    def send(self, message: PhotoMessage) -> None:
        """Enqueue. Raises ServiceUnavailable."""
        with translated("sending the message"):
            self._client().send_message(message.encode())

    def _client(self) -> QueueClient:
        return self.service.get_queue_client(WORK_QUEUE, message_encode_policy=TextBase64EncodePolicy())
