"""The tracer and the metrics. Their names are those of docs/operations.md."""

from dataclasses import dataclass
from typing import Self

from opentelemetry.metrics import Counter, Histogram, Meter, _Gauge
from opentelemetry.trace import Tracer


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Everything that is reported to."""

    tracer: Tracer
    accepted: Counter
    """Photos that came, by `key`."""
    ended: Counter
    """Photos that were processed, by `status` and `reason`."""
    retries: Counter
    """Attempts that the queue repeats, by `reason`."""
    stage_seconds: Histogram
    """By `stage`; `text` is the OCR engine."""
    queue_age: Histogram
    """Seconds from a photo's message to its processing."""
    waiting: _Gauge
    oldest: _Gauge
    poisoned: _Gauge

    @classmethod
    def of(cls, tracer: Tracer, meter: Meter) -> Self:
        """All instruments of `meter`."""
        return cls(
            tracer,
            accepted=meter.create_counter("namecard.photos.accepted", "{photo}"),
            ended=meter.create_counter("namecard.photos", "{photo}"),
            retries=meter.create_counter("namecard.retries", "{attempt}"),
            stage_seconds=meter.create_histogram("namecard.stage.duration", "s"),
            queue_age=meter.create_histogram("namecard.queue.age", "s"),
            waiting=meter.create_gauge("namecard.queue.waiting", "{message}"),
            oldest=meter.create_gauge("namecard.queue.oldest", "s"),
            poisoned=meter.create_gauge("namecard.queue.poisoned", "{message}"),
        )
