"""Where telemetry goes: Azure Monitor, any OpenTelemetry collector, or this terminal.

Traces and metrics only. Logs reach Application Insights through the Functions host, which would make two of each.
"""

from typing import Final

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricExporter, MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter

from shared.adapters.telemetry.instruments import Telemetry
from shared.settings import Monitor

SPANS_MS: Final = 1_000
METRICS_MS: Final = 15_000
"""An instance may be gone a minute after its last photo, and with it what it did not send."""

# A process loads the one exporter that it uses.
# ruff: noqa: PLC0415


def start_telemetry(monitor: Monitor) -> Telemetry:
    """Begin to report, until the process ends. The providers are ours alone: nothing else reports through them."""
    resource = Resource.create({"service.name": monitor.service})
    tracers = TracerProvider(resource=resource)
    if monitor.exporter == "console":
        from shared.adapters.telemetry.tree import TreeExporter

        tracers.add_span_processor(SimpleSpanProcessor(TreeExporter()))
        readers: list[MetricReader] = []
    else:
        spans, metrics = _exporters(monitor)
        tracers.add_span_processor(BatchSpanProcessor(spans, schedule_delay_millis=SPANS_MS))
        readers = [PeriodicExportingMetricReader(metrics, METRICS_MS)]
    meters = MeterProvider(readers, resource)
    return Telemetry.of(tracers.get_tracer("namecard"), meters.get_meter("namecard"))


def _exporters(monitor: Monitor) -> tuple[SpanExporter, MetricExporter]:
    if monitor.exporter == "otlp":
        # Both read the standard variables, OTEL_EXPORTER_OTLP_ENDPOINT and so on.
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter(), OTLPMetricExporter()
    from azure.identity import DefaultAzureCredential
    from azure.monitor.opentelemetry.exporter import AzureMonitorMetricExporter, AzureMonitorTraceExporter

    # By identity; nothing is kept on a disk that may be read-only.
    given = {"credential": DefaultAzureCredential(), "disable_offline_storage": True}
    connection = monitor.connection_string
    return (
        AzureMonitorTraceExporter(connection_string=connection, **given),
        AzureMonitorMetricExporter(connection_string=connection, **given),
    )
