"""All listeners of a FunctionApp on one storage account, started and stopped together."""

import asyncio
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from azure.storage.queue import TextBase64EncodePolicy

from local_host import storage
from local_host.blob_listener import EVENTS, POISON, RECEIPTS, BlobDispatcher, BlobPath, BlobScanner
from local_host.errors import HostError
from local_host.functions import Function, Worker
from local_host.host_json import HostJson
from local_host.http import LOCAL_KEY, HttpFrontend, Route
from local_host.http_server import HttpServer
from local_host.queue_listener import LEASE_SECONDS, QueueListener
from local_host.queue_trigger import QueueTrigger
from local_host.timer import Timer
from local_host.workers import Workers


class Runner(Protocol):
    """Something that goes on until the host stops."""

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until `stop`, then finish what was begun."""


@dataclass(frozen=True, slots=True)
class Host:
    """Functions, and what host.json and the environment say of how they run."""

    functions: Sequence[Function]
    host_json: HostJson
    environment: Mapping[str, str]
    lease: int = LEASE_SECONDS
    workers: int = 0
    """Processes that take the messages of the queue functions; none: this one does."""
    worker: Worker = field(init=False)
    _wakers: list[Callable[[], None]] = field(default_factory=list, init=False)
    """Make listeners look at their queues."""

    def __post_init__(self) -> None:
        """Give this process its threads."""
        object.__setattr__(self, "worker", Worker(self.host_json.function_timeout))

    def make_storage(self) -> None:
        """Make the containers and queues that the triggers listen to."""
        for function in self._with("queueTrigger"):
            storage.make_queues(self._connection(function), [function.trigger["queueName"]])
        for function in self._with("blobTrigger"):
            connection = self._connection(function)
            storage.make_containers(connection, [BlobPath.of(function).container, RECEIPTS])
            storage.make_queues(connection, [EVENTS])

    async def run(self, stop: asyncio.Event, listening: socket.socket) -> None:
        """Run every listener, and HTTP on a listening socket, until `stop`; then wait for what is in flight."""
        queues = self._workers() if self.workers else self._queue_listeners()
        await _run_all([*queues, *self._blob_listeners(), *self._timers(), self._http(listening)], stop)

    async def work(self, stop: asyncio.Event) -> None:
        """Run the listeners of the queue functions only, until `stop`; then wait for what is in flight."""
        await _run_all(self._queue_listeners(), stop)

    def wake(self) -> None:
        """Look at the queues now: a function of ours may have put something there."""
        for wake in self._wakers:
            wake()

    def _workers(self) -> list[Runner]:
        workers = Workers(self.workers, self.lease)
        self._wakers.append(workers.wake)
        return [workers]

    def _queue_listeners(self) -> list[Runner]:
        """One listener for each queue function."""
        listeners: list[Runner] = []
        for function in self._with("queueTrigger"):
            name = function.trigger["queueName"]
            queues = storage.queues(self._connection(function))
            poison = None if name.endswith("-poison") else queues.get_queue_client(f"{name}-poison")
            handle = QueueTrigger(function, self.worker).handle
            queue = queues.get_queue_client(name)
            listener = QueueListener(queue, poison, self.host_json.queues, handle, self.lease)
            self._wakers.append(listener.wake.set)
            listeners.append(listener)
        return listeners

    def _blob_listeners(self) -> list[Runner]:
        """A scanner for each blob function, and for each account one listener that takes what they announce."""
        of_account: dict[str, list[Function]] = {}
        for function in self._with("blobTrigger"):
            of_account.setdefault(self._connection(function), []).append(function)
        runners: list[Runner] = []
        for connection, functions in of_account.items():
            runners += self._blob_listeners_of(connection, functions)
        return runners

    def _blob_listeners_of(self, connection: str, functions: list[Function]) -> list[Runner]:
        blobs, queues = storage.blobs(connection), storage.queues(connection)
        dispatcher = BlobDispatcher.to(functions, blobs, self.worker, self.wake)
        listener = QueueListener(
            queues.get_queue_client(EVENTS),
            queues.get_queue_client(POISON),
            self.host_json.blobs,
            dispatcher.handle,
            self.lease,
        )
        events = queues.get_queue_client(EVENTS, message_encode_policy=TextBase64EncodePolicy())
        receipts = blobs.get_container_client(RECEIPTS)
        scanners = [
            BlobScanner(
                function, blobs.get_container_client(BlobPath.of(function).container), receipts, events, listener.wake
            )
            for function in functions
        ]
        return [listener, *scanners]

    def _timers(self) -> list[Timer]:
        return [Timer(function, self.worker) for function in self._with("timerTrigger")]

    def _http(self, listening: socket.socket) -> HttpServer:
        routes = tuple(Route.of(function, self.host_json.route_prefix) for function in self._with("httpTrigger"))
        return HttpServer(HttpFrontend(routes, self.worker, self.wake, self.environment.get(LOCAL_KEY, "")), listening)

    def _with(self, trigger: str) -> list[Function]:
        return [function for function in self.functions if function.trigger["type"] == trigger]

    def _connection(self, function: Function) -> str:
        """The connection string that the trigger names. Raises HostError."""
        name = function.trigger["connection"]
        if not self.environment.get(name):
            raise HostError(f"Setting {name} is not set; function {function.name} needs it.")
        return self.environment[name]


async def _run_all(runners: Sequence[Runner], stop: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        for runner in runners:
            group.create_task(runner.run(stop))
