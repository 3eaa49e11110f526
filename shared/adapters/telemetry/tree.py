"""The trace of a photo as a tree in the terminal, printed when the photo is through."""

import sys
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, TextIO

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import SpanContext
from rich.console import Console
from rich.tree import Tree

LAST: Final = "photo processed"
"""The span with which a photo is through."""
MOST_TRACES: Final = 1000
"""That wait for their last span; the oldest go first."""


class TreeExporter(SpanExporter):
    """Collects the spans of each trace until its photo is through."""

    def __init__(self, file: TextIO = sys.stderr) -> None:
        self._console = Console(file=file, highlight=False, soft_wrap=True)
        self._traces: OrderedDict[int, list[ReadableSpan]] = OrderedDict()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Take spans as they end."""
        for span in spans:
            trace_id = _context(span).trace_id
            self._traces.setdefault(trace_id, []).append(span)
            if span.name == LAST:
                self._console.print(_tree(self._traces.pop(trace_id)))
            elif len(self._traces) > MOST_TRACES:
                self._traces.popitem(last=False)
        return SpanExportResult.SUCCESS


def _tree(spans: list[ReadableSpan]) -> Tree:
    last = next(span for span in spans if span.name == LAST)
    said = last.attributes or {}
    tree = Tree(f"photo {said.get('namecard.photo')}: {said.get('namecard.status', 'to be tried again')}")
    branches = {0: tree}
    known = {_context(span).span_id for span in spans}
    for span in sorted(spans, key=lambda span: span.start_time or 0):
        parent = span.parent.span_id if span.parent and span.parent.span_id in known else 0
        branches[_context(span).span_id] = branches[parent].add(_line(span))
    return tree


def _line(span: ReadableSpan) -> str:
    took = ((span.end_time or 0) - (span.start_time or 0)) / 1e9
    waited = (span.attributes or {}).get("namecard.queue.age")
    return f"{span.name}  {took:.3f} s" + (f"  (waited {waited:.1f} s)" if isinstance(waited, float) else "")


def _context(span: ReadableSpan) -> SpanContext:
    context: SpanContext | None = span.context
    assert context is not None
    return context
