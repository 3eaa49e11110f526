"""Wrappers around ports and use cases that report what goes through them, and change nothing of it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from opentelemetry import baggage, context, trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.adapters.telemetry.instruments import Telemetry
from shared.card.row import PhotoRow, PhotoStatus
from shared.errors import CardError
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import Clock, Journey, Outcome, QueueState, WorkQueue
from shared.usecases.process_photo import Process

W3C: Final = TraceContextTextMapPropagator()
KEY: Final = "namecard.key"
"""Baggage of a request; it stays in this process."""
QUIET: Final[dict[str, Any]] = {"record_exception": False, "set_status_on_exception": False}
"""The message of an exception could hold what was read on a card."""


@contextmanager
def keyed(key: str) -> Iterator[None]:
    """Count the photos that are queued inside as those of this key."""
    token = context.attach(baggage.set_baggage(KEY, key))
    try:
        yield
    finally:
        context.detach(token)


@dataclass(frozen=True, slots=True)
class ObservedQueue:
    """Sends the trace along with each message."""

    queue: WorkQueue
    telemetry: Telemetry
    clock: Clock

    def send(self, message: PhotoMessage) -> None:
        """Enqueue."""
        with self.telemetry.tracer.start_as_current_span("photo accepted", **QUIET) as span:
            span.set_attribute("namecard.photo", message.photo_id)
            carrier: dict[str, str] = {}
            W3C.inject(carrier)
            traced = replace(message, trace=carrier.get("traceparent", ""), sent_at=self.clock().isoformat())
            self.queue.send(traced)
        self.telemetry.accepted.add(1, {"key": str(baggage.get_baggage(KEY) or "dropped")})

    def state(self) -> QueueState:
        """How full it is."""
        return self.queue.state()


@dataclass(frozen=True, slots=True)
class ObservedProcess:
    """Goes on with the trace of the message; the host's own trace of the invocation is linked."""

    process: Process
    telemetry: Telemetry
    clock: Clock

    def __call__(self, message: PhotoMessage, run: str) -> PhotoRow | None:
        """Process the photo of `message`. Raises what that raises."""
        here = trace.get_current_span().get_span_context()
        with self.telemetry.tracer.start_as_current_span(
            "photo processed",
            context=W3C.extract({"traceparent": message.trace}) if message.trace else None,
            links=[trace.Link(here)] if here.is_valid and message.trace else [],
            **QUIET,
        ) as span:
            span.set_attribute("namecard.photo", message.photo_id)
            self._note_age(message, span)
            try:
                row = self.process(message, run)
            except CardError as error:
                self.telemetry.retries.add(1, {"reason": error.code})
                span.set_status(trace.StatusCode.ERROR, error.code)
                raise
            if row is not None:
                self._note_end(row, span)
        return row

    def _note_age(self, message: PhotoMessage, span: trace.Span) -> None:
        if message.sent_at:
            age = (self.clock() - datetime.fromisoformat(message.sent_at)).total_seconds()
            span.set_attribute("namecard.queue.age", round(age, 3))
            self.telemetry.queue_age.record(max(0.0, age))

    def _note_end(self, row: PhotoRow, span: trace.Span) -> None:
        ended = _ended(row)
        self.telemetry.ended.add(1, ended)
        span.set_attributes(
            {f"namecard.{name}": value for name, value in ended.items()} | {"namecard.cards": row.cards}
        )
        if row.status is PhotoStatus.FAILED:
            span.set_status(trace.StatusCode.ERROR, row.code)


def _ended(row: PhotoRow) -> dict[str, str]:
    reason = row.code or ("same-bytes" if row.same_as else "no-card" if row.no_card else "")
    return {"status": str(row.status), "reason": reason}


@dataclass(frozen=True, slots=True)
class ObservedGiveUp:
    """Counts the photos that are given up among those that ended."""

    give_up: Callable[[str], PhotoRow | None]
    telemetry: Telemetry

    def __call__(self, text: str) -> None:
        """Give up. Raises ServiceUnavailable."""
        row = self.give_up(text)
        if row is not None:
            self.telemetry.ended.add(1, _ended(row))


@dataclass(frozen=True, slots=True)
class ObservedJourney:
    """Makes a span of each stage.

    Stages run in another process, which tells how long each took for all cards together; their spans are laid end to
    end, the last one ending when the journey does.
    """

    journey: Journey
    telemetry: Telemetry

    def __call__(self, *given: Any) -> Outcome:
        """Run the journey. Raises what that raises."""
        with self.telemetry.tracer.start_as_current_span("journey", **QUIET):
            outcome = self.journey(*given)
            start = time.time_ns() - int(sum(outcome.ms.values()) * 1e6)
            for stage, ms in outcome.ms.items():
                self.telemetry.stage_seconds.record(ms / 1000, {"stage": stage})
                end = start + int(ms * 1e6)
                self.telemetry.tracer.start_span(stage, start_time=start).end(end)
                start = end
        return outcome


@dataclass(frozen=True, slots=True)
class ObservedSweep:
    """Measures the queue at each sweep: every few minutes, for three storage operations."""

    sweep: Callable[[], None]
    queue: WorkQueue
    telemetry: Telemetry

    def __call__(self) -> None:
        """Sweep, then measure. Raises ServiceUnavailable."""
        self.sweep()
        state = self.queue.state()
        waits = (datetime.now(UTC) - state.oldest).total_seconds() if state.oldest else 0.0
        self.telemetry.waiting.set(state.waiting)
        self.telemetry.oldest.set(max(0.0, waits))
        self.telemetry.poisoned.set(state.poisoned)
