"""Functions as the host reads and invokes them."""

import asyncio
import threading

import azure.functions as func
import pytest

from local_host.errors import HostError
from local_host.functions import Function, Worker, read_functions


def of(app: func.FunctionApp) -> Function:
    [function] = read_functions(app)
    return function


def test_functions_come_by_name() -> None:
    app = func.FunctionApp()

    @app.route("z")
    def zebra(req: func.HttpRequest) -> str:
        return "z"

    @app.route("a")
    def ant(req: func.HttpRequest) -> str:
        return "a"

    assert [function.name for function in read_functions(app)] == ["ant", "zebra"]


def test_an_unknown_trigger_is_refused_by_name() -> None:
    app = func.FunctionApp()

    @app.cosmos_db_trigger("documents", "container", "database", "connection")
    def changed(documents: func.DocumentList) -> None: ...

    with pytest.raises(HostError, match="cosmosDBTrigger"):
        read_functions(app)


def test_an_output_binding_is_refused_by_name() -> None:
    app = func.FunctionApp()

    @app.queue_output("out", "other", "Storage")
    @app.queue_trigger("message", "work", "Storage")
    def forward(message: func.QueueMessage, out: func.Out[str]) -> None: ...

    with pytest.raises(HostError, match="Function forward has a binding"):
        read_functions(app)


def test_a_parameter_of_another_type_than_the_host_passes_is_refused() -> None:
    app = func.FunctionApp()

    @app.blob_trigger("photo", "inbox/{name}", "Storage")
    def dropped(photo: func.InputStream) -> None: ...

    with pytest.raises(HostError, match="passes `photo` as BlobClient only"):
        read_functions(app)


def test_a_function_gets_its_trigger_under_the_name_it_chose_and_a_context_if_it_asks() -> None:
    app = func.FunctionApp()

    @app.route("who", trigger_arg_name="request")
    def who(request: func.HttpRequest, context: func.Context) -> str:
        return f"{request.url} {context.function_name} {len(context.invocation_id)}"

    request = func.HttpRequest("GET", "http://here/who", body=b"")
    assert asyncio.run(Worker().invoke(of(app), request)) == "http://here/who who 36"


def test_plain_functions_run_on_threads_and_async_ones_on_the_loop() -> None:
    app = func.FunctionApp()

    @app.route("plain")
    def plain(req: func.HttpRequest) -> int:
        return threading.get_ident()

    @app.route("asynchronous")
    async def asynchronous(req: func.HttpRequest) -> int:
        return threading.get_ident()

    idents = {one.name: asyncio.run(Worker().invoke(one, None)) for one in read_functions(app)}
    assert idents["asynchronous"] == threading.get_ident()
    assert idents["plain"] != threading.get_ident()
