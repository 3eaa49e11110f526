"""`python -m local_host`: arguments in, a running host, one sentence and status 1 when it cannot be."""

import argparse
import asyncio
import importlib
import os
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from azure.core.exceptions import AzureError

from local_host.azurite import DEFAULT_PORTS, running_azurite
from local_host.errors import HostError
from local_host.functions import read_functions
from local_host.host import Host
from local_host.host_json import HostJson
from local_host.http_server import listen
from local_host.photos import photos_in
from local_host.queue_listener import LEASE_SECONDS
from local_host.session import SIGNALS, HostConsole, Session
from local_host.settings import apply_settings
from shared.adapters.prepare import prepare
from shared.errors import CardError
from shared.settings import DATA_STORAGE, Storage

FILE_WIDTH: Final = 160
"""Columns of a table that is written to a file."""
HTTP_PORT: Final = 7071
"""As `func start`."""


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        "python -m local_host",
        description="Run Namecard on this machine: storage (Azurite), the functions of function_app.py, and HTTP.",
        epilog="It stays until Ctrl-C; with --photos it ends with status 0, or 1 when a photo failed.",
    )
    parser.add_argument("--photos", type=Path, metavar="DIR", help="send the photos in DIR through, then end")
    parser.add_argument("--port", type=int, default=HTTP_PORT, help="HTTP port, 0 for any free one (%(default)s)")
    parser.add_argument(
        "--storage-port",
        type=int,
        default=DEFAULT_PORTS[0],
        help="blob port, with the next two for queues and tables; 0 for any free ones (%(default)s)",
    )
    parser.add_argument(
        "--data", type=Path, default=Path(".azurite-data"), metavar="DIR", help="where storage is kept (%(default)s)"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="processes that take messages from the queues; 0: the one with scan, timers and HTTP does (%(default)s)",
    )
    parser.add_argument(
        "--lease",
        type=int,
        default=LEASE_SECONDS,
        metavar="SECONDS",
        help="when the message of a worker that died comes again (%(default)s; in Azure 600)",
    )
    return parser


def main() -> int:
    """Run the command; the exit status."""
    given = arguments().parse_args()
    try:
        return run(given)
    except (HostError, CardError) as error:
        print(error, file=sys.stderr)
    except AzureError as error:
        print(f"Storage failed: {str(error).splitlines()[0]}", file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or 'The system'}: {error.strerror}.", file=sys.stderr)
    except KeyboardInterrupt:
        return 0
    return 1


def run(given: argparse.Namespace) -> int:
    """Start everything, stay, stop everything. Raises HostError, CardError, OSError, KeyboardInterrupt."""
    for name in SIGNALS:
        if signal.getsignal(name) != signal.SIG_IGN:
            signal.signal(name, signal.default_int_handler)
    folder: Path | None = given.photos
    photos = photos_in(folder) if folder else []
    apply_settings(Path(), os.environ)
    with closing(listen(given.port)) as listening, running_azurite(given.data, given.storage_port) as azurite:
        os.environ[DATA_STORAGE] = azurite.connection_string()
        host = read_host(given.lease, given.workers)
        make_storage(host)
        session = Session(
            host, listening, azurite, HostConsole(highlight=False, width=None if sys.stdout.isatty() else FILE_WIDTH)
        )
        if folder:
            return asyncio.run(session.send(folder, photos))
        return asyncio.run(session.stay())


def read_host(lease: int, workers: int = 0) -> Host:
    """The host of function_app.py in this folder. Raises HostError, BadSetting."""
    sys.path.insert(0, str(Path.cwd()))
    functions = read_functions(importlib.import_module("function_app").app)
    return Host(functions, HostJson.read(Path("host.json")), os.environ, lease, workers)


def make_storage(host: Host) -> None:
    """All storage that the functions listen to and write to."""
    host.make_storage()
    prepare(Storage(os.environ[DATA_STORAGE]))
