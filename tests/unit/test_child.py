"""The child process: whatever a photo does to it, the worker lives and the next photo is read."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from shared.adapters.child import ADDRESS_SPACE_BYTES, ChildJourney
from shared.errors import DecoderCrashed, ReadingTimedOut, UnsupportedFormat
from shared.usecases.ports import Outcome
from tests.drawing import photo_of_cards


def obey(data: bytes) -> Outcome:
    """Do what the bytes say, as a photo that meets a fault in a decoder would."""
    match data:
        case b"abort":
            os.abort()
        case b"killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"hang":
            time.sleep(60)
        case b"eat":
            bytearray(ADDRESS_SPACE_BYTES)
        case b"keys":
            return Outcome({"keys": os.environ.get("AzureWebJobsStorage")}, {}, {})
    return Outcome({"pid": os.getpid()}, {}, {})


@pytest.fixture
def journey() -> Iterator[ChildJourney]:
    child = ChildJourney(obey, deadline=3)
    yield child
    child.close()


@pytest.mark.parametrize("fault", [b"abort", b"killed", b"eat"])
def test_a_photo_that_kills_its_process_fails_alone(journey: ChildJourney, fault: bytes) -> None:
    with pytest.raises(DecoderCrashed):
        journey(fault)
    assert journey(b"a good photo").result["pid"] != os.getpid()


def test_a_photo_that_hangs_is_stopped_at_the_deadline(journey: ChildJourney) -> None:
    with pytest.raises(ReadingTimedOut, match="3 s"):
        journey(b"hang")
    assert journey(b"a good photo").result["pid"] != os.getpid()


def test_the_child_is_kept_warm_between_photos(journey: ChildJourney) -> None:
    assert journey(b"one").result["pid"] == journey(b"two").result["pid"]


def test_the_child_knows_no_keys(journey: ChildJourney, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AzureWebJobsStorage", "secret")
    assert journey(b"keys").result == {"keys": None}


def test_the_real_journey_runs_in_the_child() -> None:
    child = ChildJourney()
    try:
        outcome = child(photo_of_cards(5))
        assert len(outcome.result["cards"]) == 1
        assert {"photo", "quads", "rectified", "outputs"} <= outcome.ms.keys()
        with pytest.raises(UnsupportedFormat):
            child(b"dear diary")
    finally:
        child.close()
