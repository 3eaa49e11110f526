"""Storage clients, made once per process, with our own time-outs and retries; Azure's errors become ours."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from azure.core.exceptions import AzureError, HttpResponseError, ServiceRequestError, ServiceResponseError
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from shared.errors import ServiceUnavailable
from shared.settings import Storage, network_is_set

NETWORK: Final[dict[str, Any]] = {"use_env_settings": network_is_set()}
"""Else the SDK looks for proxies at every request, a third of its CPU time (0.3 of 1 ms, measured)."""

STORAGE_POLICY: Final[dict[str, Any]] = NETWORK | {
    "retry_total": 2,
    "initial_backoff": 0,
    "increment_base": 1,
    "connection_timeout": 3,
    "read_timeout": 20,
}
"""Seconds. The SDK's own retries take 79 s to say that storage is down; these take 1.2 s (measured), and the
queue retries the whole step after that. 20 s lets a 15 MB photo through a line of 6 Mbit/s."""

TABLE_POLICY: Final[dict[str, Any]] = NETWORK | {
    "retry_total": 2,
    "retry_backoff_factor": 0.2,
    "connection_timeout": 3,
    "read_timeout": 10,
}

for name in ("azure", "urllib3"):
    # They tell the address of every call, and with it what a dropped file is called.
    logging.getLogger(name).setLevel(logging.WARNING)

Client = TypeVar("Client", BlobServiceClient, QueueServiceClient, TableServiceClient)


def _client(kind: type[Client], service: str, storage: Storage, policy: dict[str, Any]) -> Client:
    """A client of one service, by connection string or by the app's identity."""
    if storage.connection_string:
        return kind.from_connection_string(storage.connection_string, **policy)
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415  (0.2 s that one machine never needs)

    credential = DefaultAzureCredential(managed_identity_client_id=storage.client_id)
    return kind(storage.addresses[service], credential=credential, **policy)


def blob_service(storage: Storage) -> BlobServiceClient:
    """The blob service."""
    return _client(BlobServiceClient, "blob", storage, STORAGE_POLICY)


def queue_service(storage: Storage) -> QueueServiceClient:
    """The queue service."""
    return _client(QueueServiceClient, "queue", storage, STORAGE_POLICY)


def table_service(storage: Storage) -> TableServiceClient:
    """The table service."""
    return _client(TableServiceClient, "table", storage, TABLE_POLICY)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn what the SDK raises, after the expected outcomes were handled inside, into ServiceUnavailable."""
    try:
        yield
    except (ServiceRequestError, ServiceResponseError) as error:
        raise ServiceUnavailable(f"Storage did not answer while {what}.") from error
    except HttpResponseError as error:
        raise ServiceUnavailable(f"Storage answered {error.status_code} while {what}.") from error
    except AzureError as error:
        raise ServiceUnavailable(f"Storage failed while {what}.") from error
