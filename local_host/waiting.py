"""Waiting that ends early when the host stops."""

import asyncio
from contextlib import suppress


async def wait_for_any(*events: asyncio.Event, seconds: float) -> None:
    """Return when one of the events is set, or after `seconds`."""
    waiters = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiters, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiter in waiters:
            waiter.cancel()
            with suppress(asyncio.CancelledError):
                await waiter
