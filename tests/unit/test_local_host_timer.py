"""Schedules are NCRONTAB: six fields, seconds first."""

from datetime import UTC, datetime

import azure.functions as func
import pytest

from local_host.errors import HostError
from local_host.functions import Worker, read_functions
from local_host.timer import Timer

NOON = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


def timer(schedule: str) -> Timer:
    app = func.FunctionApp()

    @app.timer_trigger("timer", schedule)
    def tick(timer: func.TimerRequest) -> None: ...

    [function] = read_functions(app)
    return Timer(function, Worker())


@pytest.mark.parametrize(
    ("schedule", "due"),
    [
        ("0 */5 * * * *", NOON.replace(minute=5)),
        ("*/10 * * * * *", NOON.replace(second=10)),
        ("0 0 3 * * *", NOON.replace(day=2, hour=3)),
    ],
)
def test_the_next_due_time_is_after_the_moment(schedule: str, due: datetime) -> None:
    assert timer(schedule).next_after(NOON) == due


def test_a_wrong_schedule_is_refused_by_the_functions_name() -> None:
    with pytest.raises(HostError, match="function tick is wrong"):
        timer("whenever")
