"""A queue's messages, each handed to a function: back-off while it is empty, retries, and the poison queue."""

import asyncio
import logging
from base64 import b64decode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import uniform
from typing import Final

from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError
from azure.storage.queue import QueueClient, QueueMessage

from local_host.host_json import QueuePolicy
from local_host.waiting import wait_for_any

log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 30
"""How long a message is hidden once it was received, or its hiding renewed. The host has 600, which is how long
a photo waits there when its worker dies; here people watch."""
SHORTEST_WAIT: Final = 0.1
"""Seconds between the first empty poll and the next (RandomizedExponentialBackoffStrategy.cs)."""

GONE: Final = (400, 404)
"""What storage answers for a message that somebody else has received since (PopReceiptMismatch), or deleted."""

Handle = Callable[[QueueMessage, bytes], Awaitable[None]]
"""Gets the message and its decoded body; raises when the attempt failed."""


@dataclass(slots=True)
class QueueListener:
    """One queue's listener, as QueueListener.cs and QueueProcessor.cs of the storage extension."""

    queue: QueueClient
    poison: QueueClient | None
    """None: a message that fails stays hidden until its time is over, and comes again."""
    policy: QueuePolicy
    handle: Handle
    lease: int = LEASE_SECONDS
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the queue may hold something new: the next poll comes soon."""

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`, then wait for the messages in flight."""
        async with asyncio.TaskGroup() as group:
            await self._poll(stop, group)

    async def _poll(self, stop: asyncio.Event, group: asyncio.TaskGroup) -> None:
        in_flight: set[asyncio.Task[None]] = set()
        empty_polls = 0
        while not stop.is_set():
            self.wake.clear()
            messages = await self._receive()
            empty_polls = 0 if messages else empty_polls + 1
            for message in messages:
                task = group.create_task(self._process(message))
                in_flight.add(task)
                task.add_done_callback(in_flight.discard)
            while len(in_flight) > self.policy.new_batch_threshold:
                await asyncio.wait(in_flight, return_when=asyncio.FIRST_COMPLETED)
            if empty_polls:
                await wait_for_any(stop, seconds=SHORTEST_WAIT)
                await wait_for_any(stop, self.wake, seconds=self._pause(empty_polls) - SHORTEST_WAIT)

    def _pause(self, empty_polls: int) -> float:
        """Seconds until the next poll: twice as long after every empty one, up to the longest interval."""
        doubled = SHORTEST_WAIT * 2.0 ** min(empty_polls - 1, 20) * uniform(0.8, 1.2)
        return max(SHORTEST_WAIT, min(doubled, self.policy.max_polling_interval))

    async def _receive(self) -> list[QueueMessage]:
        """The next batch; empty when storage has none or does not answer."""
        try:
            return await asyncio.to_thread(self._next_batch)
        except AzureError as error:
            log.warning("Queue %s cannot be read: %s", self.queue.queue_name, _first_line(error))
            return []

    def _next_batch(self) -> list[QueueMessage]:
        size = self.policy.batch_size
        pages = self.queue.receive_messages(messages_per_page=size, max_messages=size, visibility_timeout=self.lease)
        return list(pages)

    async def _process(self, message: QueueMessage) -> None:
        """Hand one message on, then delete it, show it again later, or move it to the poison queue."""
        ended = asyncio.Event()
        holding = asyncio.create_task(self._hold(message, ended))
        try:
            settle = await self._attempt(message)
        finally:
            ended.set()
            await holding
        try:
            await asyncio.to_thread(settle, message)
            self.wake.set()
        except AzureError as error:
            # Nothing is lost: the message shows itself again when its time is over.
            log.warning("Message %s in %s is left as it is: %s", message.id, self.queue.queue_name, _first_line(error))

    async def _hold(self, message: QueueMessage, ended: asyncio.Event) -> None:
        """Keep the message hidden until its attempt has ended, as QueueListener.cs does: a renewal at half time."""
        pause = self.lease / 2
        while True:
            await wait_for_any(ended, seconds=pause)
            if ended.is_set():
                return
            try:
                await asyncio.to_thread(self._renew, message)
                pause = self.lease / 2
            except AzureError as error:
                log.warning("The lease of message %s was not renewed: %s", message.id, _first_line(error))
                if isinstance(error, HttpResponseError) and error.status_code in GONE:
                    return
                pause = max(pause / 2, SHORTEST_WAIT)

    def _renew(self, message: QueueMessage) -> None:
        message.pop_receipt = self.queue.update_message(message, visibility_timeout=self.lease).pop_receipt

    async def _attempt(self, message: QueueMessage) -> Callable[[QueueMessage], None]:
        """Run the function; what must happen to the message then."""
        if self._is_spent(message, self.policy.max_dequeue_count + 1):
            return self._give_up
        try:
            body = self._decoded(message)
        except ValueError:
            log.warning("Message %s in %s cannot be decoded", message.id, self.queue.queue_name)
            return self._give_up
        try:
            await self.handle(message, body)
        except Exception:
            log.exception("Message %s in %s, attempt %s", message.id, self.queue.queue_name, message.dequeue_count)
            return self._give_up if self._is_spent(message, self.policy.max_dequeue_count) else self._show_later
        return self._delete

    def _is_spent(self, message: QueueMessage, attempts: int) -> bool:
        return self.poison is not None and (message.dequeue_count or 0) >= attempts

    def _decoded(self, message: QueueMessage) -> bytes:
        """The body as it was before encoding. Raises ValueError."""
        return b64decode(message.content, validate=True) if self.policy.base64 else message.content.encode()

    def _delete(self, message: QueueMessage) -> None:
        self.queue.delete_message(message)

    def _show_later(self, message: QueueMessage) -> None:
        """Leave the message for another attempt; without a poison queue its time just runs out."""
        if self.poison is not None:
            self.queue.update_message(message, visibility_timeout=self.policy.visibility_timeout)

    def _give_up(self, message: QueueMessage) -> None:
        """Copy to the poison queue, then delete, so that a crash between the two loses nothing."""
        if self.poison is None:
            return
        log.error("Message %s in %s goes to %s", message.id, self.queue.queue_name, self.poison.queue_name)
        try:
            self.poison.send_message(message.content)
        except ResourceNotFoundError:
            self.poison.create_queue()
            self.poison.send_message(message.content)
        self._delete(message)


def _first_line(error: AzureError) -> str:
    return str(error).split("\n", 1)[0]
