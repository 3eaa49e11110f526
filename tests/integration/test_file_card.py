"""Filing a card: whatever interrupts it, the sweep leaves row, index and log in agreement."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shared.card.row import CardRow
from shared.errors import ServiceUnavailable
from shared.usecases.edit_card import EditCard
from shared.usecases.facets import facets
from shared.usecases.ports import CardRows
from tests.integration.pipeline import Pipeline


class Interrupted:
    """A port whose calls are counted with those of others, and of which one never returns."""

    def __init__(self, port: object, calls: list[str], last: int) -> None:
        self.port, self.calls, self.last = port, calls, last

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            self.calls.append(name)
            if len(self.calls) > self.last:
                raise ServiceUnavailable("The power went off.")
            return getattr(self.port, name)(*args)

        return call


def edit_until(pipeline: Pipeline, card: CardRow, last: int) -> list[str]:
    """Edit the card and lose power at call `last`; the calls that were made."""
    calls: list[str] = []
    file = pipeline.wiring.file_card
    ports = {name: Interrupted(getattr(file, name), calls, last) for name in ("cards", "index", "outputs")}
    announce = replace(file.announce, changes=Interrupted(file.announce.changes, calls, last))
    broken = replace(file, **ports, announce=announce)
    broken(card.id, lambda row: row and row.edited(fields={"name": [{"value": "박영희"}]}), "card.edited")
    return calls


def test_an_edit_that_is_interrupted_anywhere_is_whole_or_never_was(pipeline: Pipeline) -> None:
    steps = len(edit_until(pipeline, pipeline.card(name="김철수", mobile="01012345678"), 99))
    for last in range(steps):
        card = pipeline.card(name="김철수", mobile="01012345678")
        before = len(pipeline.index_rows())
        with pytest.raises(ServiceUnavailable):
            edit_until(pipeline, card, last)
        pipeline.later(minutes=6)
        pipeline.wiring.sweep()
        row = pipeline.wiring.cards.get(card.id)
        assert row is not None
        assert len(pipeline.index_rows()) - before == len(facets(row)) - len(facets(card))
        assert not [key for key in pipeline.index_rows() if key.startswith("pending")]
        assert bool(row.edits.revision) == (f"{card.photo_id}/edits/1/000001.json" in pipeline.outputs())


def test_an_edit_that_stood_is_told_even_when_power_failed_before_it_was(pipeline: Pipeline) -> None:
    card = pipeline.card(name="김철수")
    before = pipeline.wiring.changes.since(0, 100)
    with pytest.raises(ServiceUnavailable):
        edit_until(pipeline, card, 4)
    assert pipeline.wiring.changes.since(0, 100) == before
    pipeline.later(minutes=6)
    pipeline.wiring.sweep()
    assert [change.subject for change in pipeline.wiring.changes.since(len(before), 100)] == [card.id]


def test_two_writers_of_one_card_lose_nothing(pipeline: Pipeline) -> None:
    card = pipeline.card(name="김철수")

    def edit_under_another_edit(row: CardRow | None) -> CardRow | None:
        if row and not row.edits.memo:
            pipeline.wiring.file_card(card.id, lambda one: one and one.edited(memo="first"), "card.edited")
        return row and row.edited(tags=("second",))

    pipeline.wiring.file_card(card.id, edit_under_another_edit, "card.edited")
    row = pipeline.wiring.cards.get(card.id)
    assert row is not None
    assert (row.edits.memo, row.edits.tags, row.edits.revision) == ("first", ("second",), 2)
    assert len(pipeline.index_rows()) == len(facets(row))


def test_an_edit_leaves_no_index_row_behind(pipeline: Pipeline) -> None:
    card = pipeline.card(name="김철수", mobile="01012345678")
    edit_until(pipeline, card, 99)
    row = pipeline.wiring.cards.get(card.id)
    assert len(pipeline.index_rows()) == len(facets(row))
    assert facets(row) != facets(card)


class Forgetful:
    """Cards of a storage that does what it is told, once without saying so."""

    def __init__(self, cards: CardRows) -> None:
        self.cards, self.told = cards, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cards, name)

    def write(self, row: CardRow) -> CardRow | None:
        self.told += 1
        written = self.cards.write(row)
        return None if self.told == 1 else written


def test_an_edit_whose_reply_was_lost_is_taken_for_done(pipeline: Pipeline) -> None:
    card = pipeline.card(name="김철수")
    cards = Forgetful(pipeline.wiring.cards)
    edit = EditCard(replace(pipeline.wiring.file_card, cards=cards))
    edited = edit(card.id, {"memo": "x"}, {card.version})
    assert (edited.edits.memo, edited.edits.revision, cards.told) == ("x", 1, 1)
    assert len(pipeline.index_rows()) == len(facets(edited))
