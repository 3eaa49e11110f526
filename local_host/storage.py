"""Storage as the host uses it: clients with time-outs, and the containers and queues that must exist."""

from collections.abc import Iterable
from typing import Any, Final

from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

POLICY: Final[dict[str, Any]] = {
    "retry_total": 2,
    "initial_backoff": 0,
    "increment_base": 1,
    "connection_timeout": 3,
    "read_timeout": 20,
    "use_env_settings": False,
}
"""Seconds. The listeners try again by themselves; the SDK's own patience would hide an outage for minutes. No proxy
stands between us and this machine's storage."""


def blobs(connection: str) -> BlobServiceClient:
    """Blob Storage behind a connection string."""
    return BlobServiceClient.from_connection_string(connection, **POLICY)


def queues(connection: str) -> QueueServiceClient:
    """Queue Storage behind a connection string."""
    return QueueServiceClient.from_connection_string(connection, **POLICY)


def make_containers(connection: str, names: Iterable[str]) -> None:
    """Make the containers that are missing."""
    with blobs(connection) as service:
        present = {container.name for container in service.list_containers()}
        for name in set(names) - present:
            service.create_container(name)


def make_queues(connection: str, names: Iterable[str]) -> None:
    """Make the queues that are missing."""
    with queues(connection) as service:
        present = {queue.name for queue in service.list_queues()}
        for name in set(names) - present:
            service.create_queue(name)
