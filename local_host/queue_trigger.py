"""A queue message as a function gets it."""

from dataclasses import dataclass

from azure.functions.queue import QueueMessage as TriggerMessage
from azure.storage.queue import QueueMessage

from local_host.functions import Function, Worker


@dataclass(frozen=True, slots=True)
class QueueTrigger:
    """Calls one function with the messages of its queue."""

    function: Function
    worker: Worker

    async def handle(self, message: QueueMessage, body: bytes) -> None:
        """Call the function. Raises whatever it raises."""
        given = TriggerMessage(  # type: ignore[no-untyped-call]
            id=message.id,
            body=body,
            dequeue_count=message.dequeue_count,
            expiration_time=message.expires_on,
            insertion_time=message.inserted_on,
            time_next_visible=message.next_visible_on,
            pop_receipt=message.pop_receipt,
        )
        await self.worker.invoke(self.function, given)
