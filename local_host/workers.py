"""Worker processes that compete for the messages, as instances do in Azure; one that dies is replaced."""

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from local_host.waiting import wait_for_any

log = logging.getLogger(__name__)

WORKER: Final = "import sys; from local_host.worker import main; sys.exit(main())"
"""Not `-m`: a process that reads photos imports the main module of the one that started it, and needs none of it."""
PAUSE_SECONDS: Final = 1
"""Before a worker is replaced, so that one which cannot start does not keep the machine busy."""
LAST_MESSAGES_SECONDS: Final = 60
"""How long messages in flight may take when the host stops; one that is cut off comes again at the next start."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Starts worker processes, replaces those that end, and ends all of them."""

    count: int
    lease: int
    """Seconds that a message stays hidden when the worker that has it dies."""
    _running: set[asyncio.subprocess.Process] = field(default_factory=set, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Keep `count` workers alive until `stop`, then let them finish what they have in hand."""
        async with asyncio.TaskGroup() as group:
            for number in range(1, self.count + 1):
                group.create_task(self._keep_alive(number, stop))

    def wake(self) -> None:
        """Have the workers look at their queues now."""
        for process in self._running:
            if process.stdin is not None and not process.stdin.is_closing():
                process.stdin.write(b".")

    async def _keep_alive(self, number: int, stop: asyncio.Event) -> None:
        while not stop.is_set():
            process = await self._start()
            log.info("Worker %d is process %d", number, process.pid)
            self._running.add(process)
            ended = asyncio.create_task(process.wait())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            self._running.discard(process)
            if not stop.is_set():
                log.warning("Worker %d ended (%s); another takes its place.", number, _how(process.returncode))
            await _end(process)
            await ended
            await wait_for_any(stop, seconds=PAUSE_SECONDS)

    async def _start(self) -> asyncio.subprocess.Process:
        """Start a worker; its standard input ends when we do, and then so does it."""
        level = logging.getLevelName(logging.getLogger().getEffectiveLevel())
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            WORKER,
            str(self.lease),
            level,
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us
        )


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let the worker finish, and leave nothing of it: the process that reads photos for it is of its group."""
    with suppress(ProcessLookupError):
        process.terminate()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), LAST_MESSAGES_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _how(status: int | None) -> str:
    return f"killed by signal {-status}" if status is not None and status < 0 else f"status {status}"
