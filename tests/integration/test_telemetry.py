"""One trace from a photo's arrival to its row, with metrics, and nothing in them that was on a card."""

import io
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from threading import Thread

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from shared.adapters.telemetry import Telemetry, keyed, start_telemetry
from shared.adapters.telemetry.tree import TreeExporter
from shared.errors import BadSetting, ServiceUnavailable
from shared.settings import Monitor
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import Outcome
from shared.web.audit import key_holder
from shared.web.metered import metered
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline, read_here, start_pipeline


class Seen:
    """What was reported."""

    def __init__(self) -> None:
        self.exporter, self.reader = InMemorySpanExporter(), InMemoryMetricReader()
        self.tracers, meters = TracerProvider(), MeterProvider([self.reader])
        self.tracers.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.telemetry = Telemetry.of(self.tracers.get_tracer("namecard"), meters.get_meter("namecard"))

    def spans(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self.exporter.get_finished_spans()}

    def metric(self, name: str) -> list[tuple[dict[str, object], float]]:
        data = self.reader.get_metrics_data()
        assert data is not None
        points = [
            point
            for resource in data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        ]
        return [(dict(point.attributes or {}), getattr(point, "value", getattr(point, "sum", 0))) for point in points]


def id_of(span: ReadableSpan) -> int:
    assert span.context is not None
    return int(span.context.span_id)


def parent_of(span: ReadableSpan) -> int:
    assert span.parent is not None
    return int(span.parent.span_id)


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def observed(storage: str, seen: Seen) -> Pipeline:
    pipeline = start_pipeline(storage)
    wiring = pipeline.wiring
    wiring.telemetry = seen.telemetry
    wiring.journey = wiring._seen(read_here)
    return pipeline


def work(pipeline: Pipeline) -> None:
    for run, message in pipeline.waiting():
        pipeline.wiring.process_queued(message, run)


def test_one_trace_leads_from_the_drop_over_the_queue_to_the_row(observed: Pipeline, seen: Seen) -> None:
    observed.drop(photo_of_cards(8))
    work(observed)
    spans = seen.spans()
    assert len({span.context.trace_id for span in spans.values() if span.context}) == 1
    assert parent_of(spans["photo processed"]) == id_of(spans["photo accepted"])
    assert parent_of(spans["journey"]) == id_of(spans["photo processed"])


def test_each_stage_has_a_span_and_a_time(observed: Pipeline, seen: Seen) -> None:
    observed.drop(photo_of_cards(8))
    work(observed)
    stages = {"photo", "quads", "rectified", "upright", "enhanced", "lines", "text", "fields", "outputs"}
    assert stages <= seen.spans().keys()
    assert stages <= {attributes["stage"] for attributes, _ in seen.metric("namecard.stage.duration")}


@pytest.mark.parametrize(
    ("data", "ended"),
    [
        (photo_of_cards(8), {"status": "done", "reason": ""}),
        (photo_of_cards(), {"status": "done", "reason": "no-card"}),
        (b"no picture", {"status": "failed", "reason": "unsupported-format"}),
    ],
    ids=["card", "no card", "no picture"],
)
def test_photos_are_counted_by_how_they_end(observed: Pipeline, seen: Seen, data: bytes, ended: dict[str, str]) -> None:
    observed.drop(data)
    work(observed)
    assert seen.metric("namecard.photos") == [(ended, 1)]


def test_a_photo_that_is_given_up_is_counted(observed: Pipeline, seen: Seen) -> None:
    observed.drop(photo_of_cards(8))
    [(_, message)] = observed.waiting()
    for _ in range(2):
        observed.wiring.give_up_and_count(message.encode())
    assert seen.metric("namecard.photos") == [({"status": "failed", "reason": "given-up"}, 1)]


def test_an_attempt_that_will_be_repeated_is_counted_and_raises(observed: Pipeline, seen: Seen) -> None:
    def down(data: bytes) -> Outcome:
        raise ServiceUnavailable("Storage did not answer.")

    observed.wiring.process_photo = replace(observed.wiring.process_photo, journey=down)
    observed.drop(photo_of_cards(8))
    with pytest.raises(ServiceUnavailable):
        work(observed)
    assert seen.metric("namecard.retries") == [({"reason": "service-unavailable"}, 1)]


def test_a_message_without_a_trace_is_processed_as_before(observed: Pipeline, seen: Seen) -> None:
    row = observed.drop(photo_of_cards(8))
    observed.wiring.process_queued(PhotoMessage(row.id, row.name, row.etag), "run")
    assert seen.metric("namecard.photos") == [({"status": "done", "reason": ""}, 1)]
    assert seen.metric("namecard.queue.age") == []


def test_the_invocation_of_the_host_is_linked(observed: Pipeline, seen: Seen) -> None:
    observed.drop(photo_of_cards(8))
    with seen.tracers.get_tracer("host").start_as_current_span("invocation") as invocation:
        work(observed)
    [link] = seen.spans()["photo processed"].links
    assert link.context.span_id == invocation.get_span_context().span_id


def test_photos_are_metered_by_the_key_that_sent_them(observed: Pipeline, seen: Seen) -> None:
    with TestClient(metered(observed.wiring.api_app, keyed)) as api:
        sent = {"content-type": "image/jpeg", "x-functions-key": "the key"}
        assert api.post("/api/namecards", content=photo_of_cards(8), headers=sent).status_code == 202
    assert seen.metric("namecard.photos.accepted") == [({"key": key_holder("the key")}, 1)]


def test_the_sweep_measures_the_queue(observed: Pipeline, seen: Seen) -> None:
    observed.drop(photo_of_cards(8))
    observed.wiring.sweep_and_measure()
    assert seen.metric("namecard.queue.waiting") == [({}, 1)]
    assert seen.metric("namecard.queue.poisoned") == [({}, 0)]


def test_no_file_name_and_no_message_of_an_error_is_reported(observed: Pipeline, seen: Seen) -> None:
    def broken(data: bytes) -> Outcome:
        raise ValueError("Kim Minsu")

    observed.wiring.process_photo = replace(observed.wiring.process_photo, journey=observed.wiring._seen(broken))
    observed.drop(photo_of_cards(8), "kim-minsu.jpg")
    with pytest.raises(ValueError, match="Kim"):
        work(observed)
    reported = "".join(span.to_json() for span in seen.exporter.get_finished_spans()).lower()
    assert "kim" not in reported


def test_the_trace_of_a_photo_is_printed_as_a_tree(observed: Pipeline, seen: Seen) -> None:
    printed = io.StringIO()
    seen.tracers.add_span_processor(SimpleSpanProcessor(TreeExporter(printed)))
    row = observed.drop(photo_of_cards(8))
    work(observed)
    lines = printed.getvalue().splitlines()
    assert lines[0] == f"photo {row.id}: done"
    assert lines[1].startswith("└── photo accepted")
    assert any("quads" in line for line in lines)


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue[str]]:
    """The paths that an OpenTelemetry collector is called at."""
    called: Queue[str] = Queue()

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            called.put(self.path)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield called
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_collector_gets_spans_by_otlp(collector: Queue[str]) -> None:
    telemetry = start_telemetry(Monitor("otlp"))
    telemetry.tracer.start_span("photo accepted").end()
    assert collector.get(timeout=30) == "/v1/traces"


def test_azure_monitor_without_a_connection_is_named() -> None:
    with pytest.raises(BadSetting, match="set APPLICATIONINSIGHTS_CONNECTION_STRING"):
        Monitor.from_env({"NAMECARD_TELEMETRY": "azure-monitor"})


def test_nobody_is_told_unless_it_is_set(storage: str) -> None:
    assert start_pipeline(storage).wiring.telemetry is None
    assert Monitor.from_env({}).exporter == "none"
