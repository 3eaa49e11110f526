"""A timer function, called whenever its NCRONTAB schedule is due (in UTC, as in Azure)."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from azure.functions.timer import TimerRequest
from croniter import CroniterError, croniter  # type: ignore[import-untyped]

from local_host.errors import HostError
from local_host.functions import Function, Worker
from local_host.waiting import wait_for_any

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timer:
    """One timer function. It never runs twice at once; what became due meanwhile is left out."""

    function: Function
    worker: Worker

    def __post_init__(self) -> None:
        """Refuse a schedule that is none. Raises HostError."""
        try:
            self.next_after(datetime.now(UTC))
        except CroniterError as error:
            raise HostError(f"The schedule of function {self.function.name} is wrong: {error}.") from error

    def next_after(self, moment: datetime) -> datetime:
        """When the schedule, seconds first, is due for the first time after `moment`."""
        schedule = croniter(self.function.trigger["schedule"], moment, ret_type=datetime, second_at_beginning=True)
        due: datetime = schedule.get_next()
        return due

    async def run(self, stop: asyncio.Event) -> None:
        """Call the function at every due time until `stop`."""
        last = datetime.now(UTC)
        while True:
            due = self.next_after(datetime.now(UTC))
            while (left := (due - datetime.now(UTC)).total_seconds()) > 0:
                await wait_for_any(stop, seconds=left)
                if stop.is_set():
                    return
            await self._call(last, due)
            last = due

    async def _call(self, last: datetime, due: datetime) -> None:
        following = self.next_after(due)
        status = {"Last": last.isoformat(), "Next": following.isoformat(), "LastUpdated": due.isoformat()}
        request = TimerRequest(past_due=False, schedule_status=status, schedule={"AdjustForDST": True})
        try:
            await self.worker.invoke(self.function, request)
        except Exception:
            log.exception("Timer %s", self.function.name)
