"""The child process: whatever a photo does to it, the worker lives and the next photo is read."""

import os
import signal
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from shared.adapters.child import ADDRESS_SPACE_BYTES, Child
from shared.errors import DecoderCrashed, ReadingTimedOut, ServiceUnavailable


def obey(order: str) -> object:
    """Do what the order says, as a photo that meets a fault in a decoder would."""
    match order:
        case "abort":
            os.abort()
        case "be killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(60)
        case "eat memory":
            bytearray(ADDRESS_SPACE_BYTES)
        case "tell keys":
            return os.environ.get("AzureWebJobsStorage")
    return os.getpid()


def be_signalled(number: int) -> str:
    """As when the terminal or the service manager signals the whole group."""
    os.kill(os.getpid(), number)
    return "finished"


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child(deadline=3)
    yield child
    child.close()


@pytest.mark.parametrize("fault", ["abort", "be killed", "eat memory"])
def test_a_photo_that_kills_its_process_fails_alone(child: Child, fault: str) -> None:
    with pytest.raises(DecoderCrashed):
        child.run(obey, fault)
    assert child.run(obey, "go on") != os.getpid()


def test_a_photo_that_hangs_is_stopped_at_the_deadline(child: Child) -> None:
    with pytest.raises(ReadingTimedOut, match="3 s"):
        child.run(obey, "hang")
    assert child.run(obey, "go on") != os.getpid()


def test_a_clock_that_is_set_meanwhile_costs_a_photo_an_attempt_and_not_its_life(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    child.run(obey, "go on")
    began = time.monotonic()

    def set_by_an_hour() -> float:
        return time.time() + 3600 * (time.monotonic() - began > 0.5)

    monkeypatch.setattr("pebble.pool.process.time", SimpleNamespace(time=set_by_an_hour, sleep=time.sleep))
    with pytest.raises(ServiceUnavailable, match="clock"):
        child.run(obey, "hang")
    assert time.monotonic() - began < child.deadline


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_pool_of_which_a_thread_died_costs_a_photo_an_attempt_and_is_replaced(
    child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = child.run(obey, "go on")

    def fail(seconds: float) -> None:
        raise OSError("The clock is wrong.")

    with monkeypatch.context() as broken:
        broken.setattr("pebble.pool.process.time", SimpleNamespace(time=time.time, sleep=fail))
        with pytest.raises(ServiceUnavailable, match="gone"):
            child.run(obey, "hang")
    assert child.run(obey, "go on") != first


def test_the_child_is_kept_warm_between_photos(child: Child) -> None:
    assert child.run(obey, "go on") == child.run(obey, "go on")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_of_all_processes_lets_the_child_finish_its_photo(child: Child, number: int) -> None:
    assert child.run(be_signalled, number) == "finished"


def test_the_child_knows_no_keys(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AzureWebJobsStorage", "secret")
    assert child.run(obey, "tell keys") is None
