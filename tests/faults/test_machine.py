"""The use cases in any order and any weather: every step may fail, be killed or meet another one in its middle."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from shared.card.row import CardStatus, PhotoStatus
from shared.errors import CardError, ServiceUnavailable
from shared.settings import Ocr, Settings, Storage, Triggers
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import Clock
from shared.wiring import Wiring
from tests.faults.invariants import Ledger, World, check_invariants, partial_results
from tests.faults.memory import (
    NOT_A_PHOTO,
    Killed,
    MemoryMessage,
    MemoryOriginals,
    MemoryOutputs,
    MemoryQueue,
    MemoryTables,
    Weather,
    read_in_memory,
)

MOST_ATTEMPTS: Final = 5
LAST: Final = 40
"""Calls of storage behind which no use case is any more."""

kinds = st.sampled_from(["before", "after", "killed before", "killed after", "repeated"])
photos = st.sampled_from([b"\0none", b"\1one", b"\2two", b"\2other two", NOT_A_PHOTO])
which = st.integers(0, 50)
storms = st.none() | st.tuples(st.integers(1, LAST), kinds)
moments = st.integers(1, LAST)


class Office(RuleBasedStateMachine):
    """The product on storage in memory."""

    @initialize()
    def open(self) -> None:
        self.weather = Weather()
        self.offset = timedelta()
        self.wiring = Wiring(Settings(Storage("memory"), Triggers.from_env({}), Ocr("none")))
        clock: Clock = lambda: datetime.now(UTC) + self.offset  # noqa: E731
        self.inbox, self.files = MemoryOriginals(self.weather), MemoryOutputs(self.weather, clock)
        self.queue = MemoryQueue(self.weather)
        self.wiring.__dict__ |= {
            "_tables": MemoryTables(self.weather, clock),
            "originals": self.inbox,
            "outputs": self.files,
            "work_queue": self.queue,
            "journey": read_in_memory,
            "clock": clock,
        }
        self.office = self.wiring._office()
        self.events: list[str] = []
        self.ledger = Ledger()
        self.deleted: set[str] = set()
        """Ids of photos and cards that somebody asked to delete."""
        for number, data in enumerate((b"\2two", b"\1one")):
            self.arrive(number, data)

    # What the world does.

    @rule(number=st.integers(0, 3), data=photos)
    def drop(self, number: int, data: bytes) -> None:
        name = f"{number}.jpg"
        self.inbox.write(name, data, name)
        self.events.append(name)

    @rule(number=st.integers(0, 3), data=photos)
    def arrive(self, number: int, data: bytes) -> None:
        """Drop a photo, and have it noticed at once."""
        self.drop(number, data)
        self._accept(self.events.pop())

    @rule(number=which)
    def remove_original(self, number: int) -> None:
        if self.inbox.blobs:
            del self.inbox.blobs[sorted(self.inbox.blobs)[number % len(self.inbox.blobs)]]

    @rule(number=which, storm=storms)
    def notice(self, number: int, storm: tuple[int, str] | None) -> None:
        """A blob event; one that fails comes again, and some come twice."""
        if self.events:
            name = self.events[number % len(self.events)]
            if self._in(storm, lambda: self._accept(name)) and number % 3:
                self.events.remove(name)

    def _accept(self, name: str) -> None:
        row = self.wiring.accept_photo(name)
        if row is not None:
            self._adopt()

    @rule(number=which, storm=storms)
    def work(self, number: int, storm: tuple[int, str] | None) -> None:
        if self.queue.waiting:
            self._work(self.queue.waiting[number % len(self.queue.waiting)], storm)

    def _work(self, message: MemoryMessage, storm: tuple[int, str] | None = None) -> None:
        message.attempts += 1
        done = self._in(storm, lambda: self.wiring.process_photo(PhotoMessage.decode(message.text), message.id))
        if done or message.attempts >= MOST_ATTEMPTS:
            self._take(message)
            if not done:
                self.queue.poison.append(message)

    def _take(self, message: MemoryMessage) -> None:
        with suppress(ValueError):  # another worker has had the same message
            self.queue.waiting.remove(message)

    @rule(number=which, storm=storms)
    def give_up(self, number: int, storm: tuple[int, str] | None) -> None:
        if self.queue.poison:
            message = self.queue.poison[number % len(self.queue.poison)]
            if self._in(storm, lambda: self.wiring.give_up(message.text)):
                self.queue.poison.remove(message)

    @rule(minutes=st.sampled_from([1, 6, 16]), storm=storms)
    def sweep(self, minutes: int, storm: tuple[int, str] | None) -> None:
        self.offset += timedelta(minutes=minutes)
        self._in(storm, self.wiring.sweep)
        self._adopt()

    # What people do.

    @rule(number=which, memo=st.sampled_from(["a", "b", ""]), storm=storms)
    def edit(self, number: int, memo: str, storm: tuple[int, str] | None) -> None:
        card = self._card(number)
        if card and not self._in(storm, lambda: self._edit(card, memo)):
            self._note_edits(card)

    def _edit(self, card: str, memo: str) -> None:
        if self._asked(lambda: self.office.edit_card(card, {"memo": memo}, {"*"})):
            self.ledger.edits[card] = {"memo": memo}

    def _note_edits(self, card: str) -> None:
        """A change that was not confirmed may have taken place or not; from now on it is what it is."""
        row = self.wiring.cards.get(card)
        if row is not None and card in self.ledger.edits:
            self.ledger.edits[card] = {"memo": row.edits.memo}

    @rule(number=which, storm=storms, whole=st.booleans())
    def delete(self, number: int, storm: tuple[int, str] | None, whole: bool) -> None:
        target = self._photo(number) if whole else self._card(number)
        if target:
            self.deleted.add(target)
            remove = self.office.delete_photo if whole else self.office.delete_card
            self._in(storm, lambda: self._asked(lambda: remove(target)))

    @rule(number=which, storm=storms, whole=st.booleans())
    def undo(self, number: int, storm: tuple[int, str] | None, whole: bool) -> None:
        target = self._photo(number) if whole else self._card(number)
        if target:
            restore = self.office.delete_photo.restore if whole else self.office.delete_card.restore
            self._in(storm, lambda: self._asked(lambda: restore(target)))

    @rule(number=which, storm=storms, force=st.booleans())
    def retry(self, number: int, storm: tuple[int, str] | None, force: bool) -> None:
        photo = self._photo(number)
        if photo:
            self.ledger.redriven[photo] += 1
            self._in(storm, lambda: self._asked(lambda: self.office.retry(photo, force=force)))

    # Two at once.

    @precondition(lambda self: self.queue.waiting)
    @rule(
        number=which,
        calls=moments,
        other=st.sampled_from(["work", "edit", "delete photo", "delete card", "sweep", "drop"]),
    )
    def work_while(self, number: int, calls: int, other: str) -> None:
        """A worker's run, with something else in its middle."""
        message = self.queue.waiting[number % len(self.queue.waiting)]
        others: dict[str, Callable[[], object]] = {
            "work": lambda: self._work(message),
            "edit": lambda: self.edit(number, "meanwhile", None),
            "delete photo": lambda: self.delete(number, None, True),
            "delete card": lambda: self.delete(number, None, False),
            "sweep": lambda: self.sweep(16, None),
            "drop": lambda: self.drop(number % 4, b"\2meanwhile"),
        }
        self.weather.set(calls, meanwhile=lambda: void(others[other]()))
        self._work(message)
        self.weather.clear()

    # Rollback: another version of the code was here.

    @rule(number=which)
    def older_row(self, number: int) -> None:
        """The row as a version wrote it that knew fewer columns."""
        photo = self._photo(number)
        table = self.wiring._tables.get_table_client("photos")
        for row, *_ in table.rows.values():  # type: ignore[attr-defined]
            if photo and row.get("id") == photo and row.get("status") == PhotoStatus.QUEUED:
                for column in ("forced", "quads", "deleted_at", "ms"):
                    if not row.get(column):
                        row.pop(column, None)

    @rule(number=which)
    def newer_message(self, number: int) -> None:
        """The message as a version sends it that says more."""
        if self.queue.waiting:
            message = self.queue.waiting[number % len(self.queue.waiting)]
            message.text = json.dumps({**json.loads(message.text), "hurry": True})

    @rule()
    def unknown_message(self) -> None:
        """A message of a version that this one cannot read."""
        self.queue.put(json.dumps({"v": 99, "photo": "x"}))

    # What must hold.

    @invariant()
    def nothing_is_seen_half_done(self) -> None:
        assert list(partial_results(self._world())) == []

    @invariant()
    def nothing_is_erased_that_nobody_deleted(self) -> None:
        erased = {card.id for card in self._world().cards() if card.status is CardStatus.DELETED}
        erased |= {photo.id for photo in self._world().photos() if photo.status is PhotoStatus.DELETED}
        asked = {one.partition("-")[0] for one in self.deleted}
        bytes_of = self.ledger.photos
        asked |= {one for one in bytes_of if bytes_of[one] in {bytes_of[other] for other in asked}}  # copies go along
        assert {one for one in erased if one.partition("-")[0] not in asked} == set()

    def teardown(self) -> None:
        """When the storm is over and everything was worked off, every invariant holds."""
        if not hasattr(self, "queue"):
            return
        self.weather.clear()
        for _ in range(3):
            self._drain()
            self.offset += timedelta(minutes=70)
            self.wiring.sweep()
            self._adopt()
        self._drain()
        for card in list(self.ledger.edits):
            row = self.wiring.cards.get(card)
            if row is None or row.status is CardStatus.DELETED:
                del self.ledger.edits[card]
        check_invariants(self._world())

    def _adopt(self) -> None:
        """Whatever has a row now was accepted: by an event, or by the sweep when the event was lost."""
        for photo in self._world().photos():
            data, original = self.inbox.blobs.get(photo.name, (b"", None))
            if original and original.etag == photo.etag:
                self.ledger.photos[photo.id] = data
            self.ledger.photos.setdefault(photo.id, b"")

    def _drain(self) -> None:
        while self.events:
            self._accept(self.events.pop())
        while self.queue.waiting:
            self._work(self.queue.waiting[0])
        while self.queue.poison:
            self.wiring.give_up(self.queue.poison.pop().text)

    # How a step is done.

    def _in(self, storm: tuple[int, str] | None, step: Callable[[], object]) -> bool:
        """Take a step in some weather; whether it came to its end."""
        if storm:
            self.weather.set(*storm)
        try:
            step()
        except (ServiceUnavailable, Killed):
            return False
        except CardError as error:
            if error.code != "bad-message":
                raise
            return False
        finally:
            self.weather.clear()
        return True

    def _asked(self, request: Callable[[], object]) -> bool:
        """Whether a person got what he asked for, or was refused."""
        try:
            request()
        except CardError as error:
            if error.retryable:
                raise
            return False
        return True

    def _card(self, number: int) -> str:
        cards = sorted(card.id for card in self._world().cards())
        return cards[number % len(cards)] if cards else ""

    def _photo(self, number: int) -> str:
        photos = sorted(self.ledger.photos)
        return photos[number % len(photos)] if photos else ""

    def _world(self) -> World:
        left = {"work": len(self.queue.waiting), "poison": len(self.queue.poison)}
        return World(self.wiring, self.ledger, (), tuple(self.files.files), tuple(self.inbox.blobs), left)


def void(_: object) -> None:
    """For a step whose result nobody wants."""


ROWS = (1, 9, 10, 12, 14, 15, 29)
QUICK = settings(max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.fault(*ROWS)
def test_every_invariant_holds_whatever_happens_in_whatever_order() -> None:
    run_state_machine_as_test(Office, settings=QUICK)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.fault(*ROWS)
def test_every_invariant_holds_in_many_more_orders() -> None:
    run_state_machine_as_test(Office, settings=settings(QUICK, max_examples=1000))


@pytest.mark.parametrize("kind", ["before", "after", "killed before", "killed after"])
@pytest.mark.parametrize("whole", [False, True], ids=["cards", "photos"])
@pytest.mark.fault(1, 9)
def test_an_erasure_that_ends_anywhere_is_never_seen_half_done_and_is_finished_later(kind: str, *, whole: bool) -> None:
    for calls in range(1, 200):
        office = Office()
        office.open()
        office._drain()
        for number in range(3):
            office.delete(number, None, whole)
        office.sweep(11, (calls, kind))
        office.nothing_is_seen_half_done()
        office.teardown()
        if not office.weather.fired:
            return
    pytest.fail("The sweep never came to its end.")
