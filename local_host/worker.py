"""One worker process: messages of the queue functions in, until its parent ends it or is gone."""

import asyncio
import logging
import os
import signal
import sys
import threading

from local_host.command import read_host
from local_host.host import Host
from local_host.session import quiet


def main() -> int:
    """Work with the lease and the log level that the arguments give; the exit status."""
    lease, level = sys.argv[1:]
    logging.basicConfig(level=level, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    quiet()
    if asyncio.run(work(read_host(int(lease)))):
        return 0
    logging.shutdown()
    os._exit(1)  # the thread of the function that took too long would keep us here


async def work(host: Host) -> bool:
    """Take messages until the end of our standard input, SIGTERM, or a function that runs too long (False)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    threading.Thread(target=_listen, args=(loop, host, stop), daemon=True).start()
    working = asyncio.create_task(host.work(stop))
    late = asyncio.create_task(host.worker.timed_out.wait())
    await asyncio.wait({working, late}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    await working
    late.cancel()
    return not host.worker.timed_out.is_set()


def _listen(loop: asyncio.AbstractEventLoop, host: Host, stop: asyncio.Event) -> None:
    """Our parent writes when it has queued something, and its end is ours."""
    while os.read(sys.stdin.fileno(), 1024):
        loop.call_soon_threadsafe(host.wake)
    loop.call_soon_threadsafe(stop.set)
