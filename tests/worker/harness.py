"""Our functions in Microsoft's own worker library: what Azure's Python worker uses to index, load and invoke them.

The library (azure-functions-runtime) is handed the classes of the messages that it exchanges with the Functions host
(FunctionRpc.proto of Azure/azure-functions-language-worker-protobuf). Here they are plain objects with the same
names; the messages of the host are made below, as the host makes them.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self
from uuid import uuid4

import azure_functions_runtime as runtime  # type: ignore[import-untyped]

Request = Callable[[Any], Coroutine[Any, Any, Any]]


class Message(SimpleNamespace):
    """A message with one field set: which one, the library asks by WhichOneof."""

    def WhichOneof(self, group: str) -> str | None:  # noqa: N802  (protobuf's name)
        return next(iter(vars(self)), None)


class StatusResult(SimpleNamespace):
    """How a request ended."""

    Failure, Success = 0, 1


class BindingInfo(SimpleNamespace):
    """A binding; its constants are those of the enumerations inside the message."""

    undefined, string, binary, stream = 0, 1, 2, 3
    out, inout = 1, 2


class SameSite:
    """Of a cookie."""

    Lax, Strict, ExplicitNone = 1, 2, 3


setattr(SameSite, "None", 0)

PLAIN = (
    "FunctionMetadataResponse",
    "FunctionLoadResponse",
    "InvocationResponse",
    "RpcException",
    "RpcFunctionMetadata",
    "RpcHttp",
    "WorkerInitResponse",
    "WorkerMetadata",
)
PROTOS = SimpleNamespace(
    TypedData=Message,
    ParameterBinding=Message,
    StatusResult=StatusResult,
    BindingInfo=BindingInfo,
    RpcHttpCookie=type("RpcHttpCookie", (SimpleNamespace,), {"SameSite": SameSite}),
    **dict.fromkeys(PLAIN, SimpleNamespace),
)


def text(value: str) -> Message:
    """A string as the host sends it."""
    return Message(string=value)


def as_json(value: object) -> Message:
    """Anything else as the host sends it."""
    return Message(json=json.dumps(value))


class Failure(Exception):
    """What the worker reports when it cannot index or a function raised, with the traceback."""


@dataclass(slots=True)
class Worker:
    """The worker, with the functions of one folder indexed and loaded."""

    loop: asyncio.AbstractEventLoop
    functions: dict[str, Any] = field(default_factory=dict)
    """The library's metadata of each function, by name."""

    @classmethod
    def start(cls, folder: Path) -> Self:
        """Index and load function_app.py of `folder`. Raises Failure."""
        runtime.start_threadpool_executor()
        worker = cls(asyncio.new_event_loop())
        init = SimpleNamespace(capabilities={}, function_app_directory=str(folder))
        worker._ask(runtime.worker_init_request, protos=PROTOS, host="127.0.0.1", worker_init_request=init)
        indexed = worker._ask(runtime.functions_metadata_request)
        worker.functions = {function.name: function for function in indexed.function_metadata_results}
        for function in worker.functions.values():
            load = SimpleNamespace(function_id=function.function_id)
            worker._ask(runtime.function_load_request, function_load_request=load)
        return worker

    def stop(self) -> None:
        """End its threads and its loop."""
        runtime.stop_threadpool_executor()
        self.loop.close()

    def trigger(self, function: str) -> dict[str, Any]:
        """The trigger's binding, as the host receives it."""
        bindings = [json.loads(binding) for binding in self.functions[function].raw_bindings]
        trigger: dict[str, Any] = next(one for one in bindings if one["type"].endswith("Trigger"))
        return trigger

    def drop_blob(self, function: str, container: str, name: str) -> None:
        """Trigger a function with a blob, bound to BlobClient."""
        names = {"Connection": self.trigger(function)["connection"], "ContainerName": container, "BlobName": name}
        reference = SimpleNamespace(
            version="1.0",
            source="AzureStorageBlobs",
            content_type="application/json",
            content=json.dumps(names).encode(),
        )
        path = f"{container}/{name}"
        metadata = {"BlobTrigger": text(path), "Uri": as_json(f"http://storage/{path}"), "name": text(name)}
        self._invoke(function, Message(model_binding_data=reference), metadata)

    def queue_message(self, function: str, body: str, attempt: int = 1) -> None:
        """Trigger a function with a queue message."""
        now = datetime.now(UTC)
        metadata = {
            "QueueTrigger": text(body),
            "Id": text(str(uuid4())),
            "PopReceipt": text("AgAAAAMAAAAA"),
            "DequeueCount": as_json(attempt),
            "InsertionTime": as_json(now.isoformat()),
            "NextVisibleTime": as_json((now + timedelta(minutes=10)).isoformat()),
            "ExpirationTime": as_json((now + timedelta(days=7)).isoformat()),
        }
        self._invoke(function, text(body), metadata)

    def tick(self, function: str) -> None:
        """Trigger a function with a timer."""
        moment = datetime.now(UTC).isoformat()
        status = {"Last": moment, "LastUpdated": moment, "Next": moment}
        timer = {"Schedule": {"AdjustForDST": True}, "ScheduleStatus": status, "IsPastDue": False}
        self._invoke(function, as_json(timer), {})

    def http(self, function: str, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Trigger a function with a request; the status and body that it answers with."""
        request = SimpleNamespace(
            method=method,
            url=f"http://localhost:7071{path}",
            headers={"host": "localhost:7071", "content-length": str(len(body))} | headers,
            params={"path": path.lstrip("/")},
            query={},
            body=Message(bytes=body) if body else Message(),
        )
        reply = self._invoke(function, Message(http=request), {}).return_value.http
        return int(reply.status_code), reply.body.bytes

    def _invoke(self, function: str, value: Message, metadata: Mapping[str, Message]) -> Any:
        given = SimpleNamespace(name=self.trigger(function)["name"], data=value, WhichOneof=lambda group: "data")
        invocation = SimpleNamespace(
            invocation_id=str(uuid4()),
            function_id=self.functions[function].function_id,
            input_data=[given],
            trigger_metadata=metadata,
            trace_context=SimpleNamespace(trace_parent="", trace_state="", attributes={}),
            retry_context=SimpleNamespace(retry_count=0, max_retry_count=0, exception=None),
        )
        return self._ask(runtime.invocation_request, invocation_request=invocation)

    def _ask(self, request: Request, protos: object = None, host: str = "", **content: object) -> Any:
        """Send one request to the library; its answer. Raises Failure."""
        envelope = SimpleNamespace(request=SimpleNamespace(**content), properties={"protos": protos, "host": host})
        reply = self.loop.run_until_complete(request(envelope))
        if reply.result.status != StatusResult.Success:
            raise Failure(f"{reply.result.exception.message}\n{reply.result.exception.stack_trace}")
        return reply
