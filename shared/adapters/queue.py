"""Our queues in Queue Storage: photos that wait, changes to be told, chat messages to be answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueClient, QueueServiceClient, TextBase64EncodePolicy

from shared.adapters.clients import translated
from shared.settings import BACKFILL_QUEUE, CHAT_QUEUE, POISON_QUEUE, WEBHOOK_QUEUE, WORK_QUEUE
from shared.usecases.message import Change, ChangeMessage, ChatMessage, OldPhotoMessage, PhotoMessage
from shared.usecases.ports import QueueState

NO_EXPIRY: Final = -1
"""A message waits as long as it must; the default is seven days."""


def _client(service: QueueServiceClient, name: str) -> QueueClient:
    """Sends base64, as host.json's messageEncoding expects; raw text would go to the poison queue unread."""
    return service.get_queue_client(name, message_encode_policy=TextBase64EncodePolicy())


@dataclass(frozen=True, slots=True)
class StorageWorkQueue:
    """The queue of photos."""

    service: QueueServiceClient

    def send(self, message: PhotoMessage) -> None:
        """Enqueue. Raises ServiceUnavailable."""
        with translated("sending the message"):
            _client(self.service, WORK_QUEUE).send_message(message.encode(), time_to_live=NO_EXPIRY)

    def state(self) -> QueueState:
        """How full it is. Raises ServiceUnavailable."""
        queue = _client(self.service, WORK_QUEUE)
        with translated("looking at the queue"):
            waiting = queue.get_queue_properties().approximate_message_count or 0
            oldest: list[datetime] = [one.inserted_on for one in queue.peek_messages() if one.inserted_on]
        return QueueState(waiting, oldest[0] if oldest else None, self._poisoned())

    def _poisoned(self) -> int:
        """How many messages lie in the poison queue, which the host makes with the first one."""
        with translated("looking at the poison queue"):
            try:
                properties = self.service.get_queue_client(POISON_QUEUE).get_queue_properties()
            except ResourceNotFoundError:
                return 0
            return properties.approximate_message_count or 0


@dataclass(frozen=True, slots=True)
class StorageOldPhotoQueue:
    """The queue of old photos."""

    service: QueueServiceClient

    def send(self, message: OldPhotoMessage) -> None:
        """Enqueue. Raises ServiceUnavailable."""
        with translated("queueing an old photo"):
            _client(self.service, BACKFILL_QUEUE).send_message(message.encode(), time_to_live=NO_EXPIRY)


@dataclass(frozen=True, slots=True)
class StorageNotices:
    """The queue of changes for the webhook."""

    service: QueueServiceClient

    def send(self, change: Change) -> None:
        """Enqueue the first attempt to tell. Raises ServiceUnavailable."""
        self.send_later(ChangeMessage(change), 0)

    def send_later(self, message: ChangeMessage, seconds: int) -> None:
        """Enqueue an attempt to tell that begins after so many seconds. Raises ServiceUnavailable."""
        with translated("queueing a change"):
            queue = _client(self.service, WEBHOOK_QUEUE)
            queue.send_message(message.encode(), visibility_timeout=seconds, time_to_live=NO_EXPIRY)


@dataclass(frozen=True, slots=True)
class StorageReminders:
    """The queue of chat messages whose answer is due."""

    service: QueueServiceClient

    def send(self, message: ChatMessage, seconds: int) -> None:
        """Enqueue for after so many seconds. Raises ServiceUnavailable."""
        with translated("queueing a reminder"):
            queue = _client(self.service, CHAT_QUEUE)
            queue.send_message(message.encode(), visibility_timeout=seconds, time_to_live=NO_EXPIRY)


class NoNotices:
    """Tells nobody: no webhook is set."""

    def send(self, change: Change) -> None:
        """Do nothing."""
