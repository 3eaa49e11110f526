"""The functions of a FunctionApp, as Azure's worker sees them, and how one is invoked."""

import asyncio
import inspect
import json
import logging
import os
import threading
import time
import typing
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from uuid import uuid4

import azure.functions as func
from azurefunctions.extensions.bindings.blob import BlobClient

from local_host.errors import HostError

log = logging.getLogger(__name__)

PARAMETERS: Final = {
    "blobTrigger": BlobClient,
    "queueTrigger": func.QueueMessage,
    "timerTrigger": func.TimerRequest,
    "httpTrigger": func.HttpRequest,
}
"""The triggers this host knows, and the one parameter type it passes for each."""

WORKER_THREADS: Final = min(32, (os.cpu_count() or 1) + 4)
"""What the worker has when PYTHON_THREADPOOL_THREAD_COUNT is not set."""


class FunctionTimedOut(Exception):
    """A function ran longer than functionTimeout of host.json allows; its attempt failed."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function: what triggers it, and what to call."""

    name: str
    trigger: Mapping[str, Any]
    """The trigger's binding, as function.json has it."""
    call: Callable[..., Any]
    takes_context: bool


def read_functions(app: func.FunctionApp) -> tuple[Function, ...]:
    """The functions of `app`, by name. Raises HostError for one that this host cannot run."""
    functions = [_function(one) for one in app.get_functions()]
    return tuple(sorted(functions, key=lambda function: function.name))


def _function(declared: Any) -> Function:
    name = declared.get_function_name()
    bindings = [json.loads(binding) for binding in declared.get_raw_bindings()]
    call = declared.get_user_function()
    trigger = next(binding for binding in bindings if binding["type"].endswith("Trigger"))
    others = {binding["type"] for binding in bindings if binding is not trigger} - {"http"}
    wanted = PARAMETERS.get(trigger["type"])
    if wanted is None or others:
        unknown = ", ".join(sorted(others)) or trigger["type"]
        raise HostError(f"Function {name} has a binding that the local host does not know: {unknown}.")
    if typing.get_type_hints(call).get(trigger["name"]) is not wanted:
        raise HostError(f"Function {name}: the local host passes `{trigger['name']}` as {wanted.__name__} only.")
    return Function(name, trigger, call, "context" in inspect.signature(call).parameters)


@dataclass(frozen=True, slots=True)
class InvocationContext:
    """What a function gets as `context`; the same names as in the worker."""

    function_name: str
    invocation_id: str = field(default_factory=lambda: str(uuid4()))
    function_directory: str = field(default_factory=os.getcwd)
    thread_local_storage: threading.local = field(default_factory=threading.local)
    trace_context: None = None
    retry_context: None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Runs functions: async ones on the event loop, the others on a pool of threads, as Azure's worker does."""

    timeout: float | None = None
    """Seconds that a function may run; None for as long as it likes."""
    timed_out: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a function ran longer. Its thread cannot be stopped, so the process had better end."""
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(WORKER_THREADS, "function"))

    async def invoke(self, function: Function, value: object) -> Any:
        """Call `function` with what triggered it. Raises whatever the function raises, and FunctionTimedOut."""
        arguments: dict[str, object] = {function.trigger["name"]: value}
        if function.takes_context:
            arguments["context"] = InvocationContext(function.name)
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self.timeout) as limit:
                result = await self._call(function, arguments)
        except BaseException as error:
            log.warning("%s failed after %.2f s", function.name, time.perf_counter() - started)
            if not limit.expired():
                raise
            self.timed_out.set()
            raise FunctionTimedOut(f"{function.name} ran longer than functionTimeout of host.json allows.") from error
        log.info("%s took %.2f s", function.name, time.perf_counter() - started)
        return result

    async def _call(self, function: Function, arguments: Mapping[str, object]) -> Any:
        if inspect.iscoroutinefunction(function.call):
            return await function.call(**arguments)
        call = partial(copy_context().run, function.call, **arguments)
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)
