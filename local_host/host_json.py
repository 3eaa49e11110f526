"""What host.json says, with the host's own defaults for what it leaves out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path
from typing import Any, Self

from local_host.errors import HostError


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """How one queue is read. Times in seconds."""

    batch_size: int
    new_batch_threshold: int
    max_dequeue_count: int
    visibility_timeout: int
    """Wait after a failed attempt."""
    max_polling_interval: float
    base64: bool


@dataclass(frozen=True, slots=True)
class HostJson:
    """The keys of host.json that this host knows."""

    route_prefix: str
    function_timeout: float | None
    """Seconds that a function may run; None for as long as it likes."""
    queues: QueuePolicy
    blobs: QueuePolicy
    """How the queue between the blob scan and the blob functions is read."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file. Raises HostError."""
        try:
            given = json.loads(path.read_text())
            return cls.of(given.get("extensions", {}), given.get("functionTimeout", "00:30:00"))
        except (OSError, ValueError) as error:
            raise HostError(f"{path} cannot be read: {error}.") from error

    @classmethod
    def of(cls, extensions: Mapping[str, Any], function_timeout: str = "-1") -> Self:
        """Take the settings of `extensions`. Raises ValueError for a time or encoding that is not one."""
        return cls(
            route_prefix=extensions.get("http", {}).get("routePrefix", "api"),
            function_timeout=None if function_timeout == "-1" else _seconds(function_timeout),
            queues=_queue_policy(extensions.get("queues", {})),
            blobs=_blob_policy(extensions.get("blobs", {})),
        )


def _queue_policy(given: Mapping[str, Any]) -> QueuePolicy:
    """Defaults are those of QueuesOptions.cs and, for the polling interval, of a development environment."""
    batch_size = given.get("batchSize", 16)
    encoding = given.get("messageEncoding", "base64")
    if encoding not in ("base64", "none"):
        raise ValueError(f"messageEncoding is {encoding!r}, not base64 or none")
    return QueuePolicy(
        batch_size=batch_size,
        new_batch_threshold=given.get("newBatchThreshold", batch_size // 2 * (cpu_count() or 1)),
        max_dequeue_count=given.get("maxDequeueCount", 5),
        visibility_timeout=int(_seconds(given.get("visibilityTimeout", "00:00:00"))),
        max_polling_interval=_seconds(given.get("maxPollingInterval", "00:00:02")),
        base64=encoding == "base64",
    )


def _blob_policy(given: Mapping[str, Any]) -> QueuePolicy:
    """The host splits maxDegreeOfParallelism into a batch and a threshold (SharedBlobQueueListenerFactory.cs)."""
    parallel = given.get("maxDegreeOfParallelism", 8 * (cpu_count() or 1))
    batch_size = min(32, parallel // 2 + 1)
    return QueuePolicy(
        batch_size=batch_size,
        new_batch_threshold=parallel - batch_size,
        max_dequeue_count=given.get("poisonBlobThreshold", 5),
        visibility_timeout=0,
        max_polling_interval=60,
        base64=True,
    )


def _seconds(span: str) -> float:
    """A .NET TimeSpan "hh:mm:ss", "hh:mm:ss.fff" or "d.hh:mm:ss" in seconds."""
    days_and_hours, minutes, seconds = span.split(":")
    *days, hours = days_and_hours.split(".")
    return int(days[0] if days else 0) * 86400 + int(hours) * 3600 + int(minutes) * 60 + float(seconds)
