"""Apps behind a real HTTP server, in a thread of the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from local_host.functions import Worker, read_functions
from local_host.http import HttpFrontend, Route
from local_host.http_server import listen

ROOT = Path(__file__).parents[2]
KEY = "the key of these tests"


def functions_app() -> ASGIApp:
    """The HTTP functions of function_app, as the Functions host serves them: behind AsgiMiddleware.

    The module is loaded anew, because the functions of an app can be read only once.
    """
    found = spec_from_file_location("function_app_served", ROOT / "function_app.py")
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    functions = [one for one in read_functions(module.app) if one.trigger["type"] == "httpTrigger"]
    return HttpFrontend(tuple(Route.of(one, "") for one in functions), Worker())


def guarded(app: ASGIApp) -> ASGIApp:
    """`app` behind a function key, as the Functions host guards `api`: refused without a body."""

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        keyed = scope["type"] != "http" or (b"x-functions-key", KEY.encode()) in scope["headers"]
        if keyed or not scope["path"].startswith("/api/"):
            await app(scope, receive, send)
        else:
            await Response(status_code=401)(scope, receive, send)

    return guard


@contextmanager
def served(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve `app` by uvicorn; its URL."""
    listening = listen(port)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None, access_log=False))
    thread = Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
