"""One run of the host, as a person sees it: what to do with it, its log, and its end."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2
from rich.console import Console
from rich.text import Text

from local_host import storage
from local_host.azurite import DEFAULT_PORTS, Azurite
from local_host.errors import HostError
from local_host.host import Host
from local_host.photos import PhotoRun
from local_host.waiting import wait_for_any
from shared.settings import INBOX

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Each ends the run in order."""
WATCH_SECONDS: Final = 1
"""Between two looks at whether storage is alive."""
CHATTY: Final = ("azure", "httpx2", "uvicorn")
"""Loggers that tell every call at level INFO."""


class HostConsole(Console):
    """A console that may lose its reader, as in `make run | head`."""

    def on_broken_pipe(self) -> None:
        """Go on in silence: rich would end the program here, in the middle of whatever prints."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class ConsoleLog(logging.Handler):
    """Prints log lines through the console, so that they do not tear a progress bar."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        style = "red" if record.levelno >= logging.WARNING else "dim"
        self.console.print(Text(self.format(record), style), soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Session:
    """A host about to run, and where people look at it."""

    host: Host
    listening: socket.socket
    azurite: Azurite
    console: Console

    async def stay(self) -> int:
        """Run until Ctrl-C or another signal to end. The exit status. Raises HostError."""
        stop = _stopped_by_signals()
        self._log(logging.INFO)
        self.console.print(Text(self._welcome()), soft_wrap=True)
        await self._run(stop)
        self.console.print("Stopped. `make run` finds the data again.")
        return 0

    async def send(self, folder: Path, photos: Sequence[Path]) -> int:
        """Run until the photos are through. The exit status: 1 when one failed or the run was broken off.

        Raises HostError.
        """
        stop = _stopped_by_signals()
        self._log(logging.WARNING)
        hosting = asyncio.create_task(self._run(stop))
        sending = asyncio.create_task(self._send(folder, photos))
        await asyncio.wait({hosting, sending}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        sending.cancel()
        await hosting
        try:
            return 0 if await sending else 1
        except asyncio.CancelledError:
            self.console.print("Broken off. The photos that were sent go on with the next `make run`.")
            return 1

    async def _run(self, stop: asyncio.Event) -> None:
        """Run the host until `stop`, or until storage ends under it. Raises HostError."""
        watching = asyncio.create_task(self._watch_storage(stop))
        await self.host.run(stop, self.listening)
        await watching

    async def _watch_storage(self, stop: asyncio.Event) -> None:
        """End with storage: started again by us, it would hide that it lost writes which it had acknowledged."""
        while not stop.is_set():
            if self.azurite.process.poll() is not None:
                stop.set()
                raise HostError(
                    "Storage (Azurite) ended by itself; what was written in its last seconds may be lost. "
                    "`make run` starts it again with all that it kept."
                )
            await wait_for_any(stop, seconds=WATCH_SECONDS)

    async def _send(self, folder: Path, photos: Sequence[Path]) -> bool:
        connection = self.azurite.connection_string()
        with storage.blobs(connection) as blobs:
            async with httpx2.AsyncClient(base_url=self._url()) as api:
                return await PhotoRun(blobs, api, self.console).send(folder, photos)

    def _log(self, level: int) -> None:
        logging.basicConfig(level=level, handlers=[ConsoleLog(self.console)], force=True)
        quiet()

    def _url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def _welcome(self) -> str:
        """Where to drop photos, and how to ask."""
        found_by_itself = (self.azurite.blob, self.azurite.queue, self.azurite.table) == DEFAULT_PORTS
        where = (
            "Local & Attached > Storage Accounts > (Emulator - Default Ports)" if found_by_itself else "a connection"
        )
        return f"""
Namecard runs on this machine.

Drop photos   with Azure Storage Explorer into the container {INBOX}, under {where}:
              {self.azurite.connection_string()}
Look          {self._url()}/ in a browser: see, check and correct the cards
HTTP          {self._url()}
              curl -F photo=@card.jpg {self._url()}/api/namecards
Stop          Ctrl-C
"""


def quiet() -> None:
    """Leave out of the log what its sources tell of every call."""
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _stopped_by_signals() -> asyncio.Event:
    """An event that is set by the first signal to end."""
    stop = asyncio.Event()
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
