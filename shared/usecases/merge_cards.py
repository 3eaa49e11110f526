"""Several cards are one: join them field by field, or take that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.card.row import FIELD_NAMES, CardRow
from shared.errors import BadRequest, Conflict
from shared.usecases.delete_card import parts
from shared.usecases.edit_card import present
from shared.usecases.file_card import FileCard
from shared.usecases.ports import CardRows

GIVEN: Final = ("value", "family", "given")
"""What of a value goes along to another card; its place and confidence were on the first one."""
UNDONE: Final = ("fields", "tags", "memo", "review", "back")
"""What a merge changes of a card."""


@dataclass(frozen=True, slots=True)
class MergeCards:
    """The card that stays is written first: a merge that is interrupted is finished by asking for it again."""

    cards: CardRows
    file: FileCard

    def __call__(self, into: str, others: Sequence[str], choices: Mapping[str, str], back: str = "") -> CardRow:
        """Let the card `into` take in `others`.

        A field comes from the card that `choices` names, or has the values of all cards. `back` is the one of the
        others that is the back of the same piece of paper. Raises BadRequest, NotFound, Deleted, Conflict,
        ServiceUnavailable.
        """
        sources = [present(self.cards.get(card_id), card_id) for card_id in others]
        if into in others or not {*choices.values()} <= {into, *others} or back not in ("", *others):
            raise BadRequest("A card merges with others, and fields and back come from those cards.")
        taken = [row.id for row in sources if row.edits.merged_into not in ("", into)]
        if taken:
            raise Conflict(f"Card {taken[0]} is part of another card already.")

        def decide(row: CardRow | None) -> CardRow:
            row = present(row, into)
            if row.edits.merged_into:
                raise Conflict(f"Card {into} is part of card {row.edits.merged_into} already.")
            return row if set(others) <= set(parts(row)) else _merged(row, sources, choices, back)

        merged = present(self.file(into, decide, "card.merged"), into)
        for row in sources:
            self.file(row.id, lambda one: _moved(one, into), "card.merged")
        return merged

    def undo(self, card_id: str) -> CardRow:
        """Take the last merge back: all cards are as they were before it. Raises NotFound, Deleted, Conflict."""
        row = present(self.cards.get(card_id), card_id)
        if not row.edits.absorbed:
            raise Conflict(f"No card was merged into card {card_id}.")
        last = row.edits.absorbed[-1]
        for other in last["cards"]:
            self.file(
                other, lambda one: _moved(one, "") if one and one.edits.merged_into == card_id else one, "card.split"
            )
        return present(self.file(card_id, lambda one: _undone(one, last), "card.split"), card_id)


def _merged(row: CardRow, sources: Sequence[CardRow], choices: Mapping[str, str], back: str) -> CardRow:
    """The card with what it takes from the others."""
    fields = dict(row.edits.fields)
    for name in FIELD_NAMES:
        named = [one for one in (row, *sources) if choices.get(name, one.id) == one.id]
        values = _distinct([value for one in named for value in one.fields.get(name, [])])
        if values != _distinct(row.fields.get(name, [])):
            fields[name] = values
    before = row.edits.as_json()
    return row.edited(
        fields=fields,
        tags=tuple(dict.fromkeys(tag for one in (row, *sources) for tag in one.edits.tags)),
        memo="\n".join(dict.fromkeys(one.edits.memo for one in (row, *sources) if one.edits.memo)),
        back=back or row.edits.back,
        absorbed=(
            *row.edits.absorbed,
            {"cards": [one.id for one in sources], "before": {name: before[name] for name in UNDONE}},
        ),
    )


def _distinct(values: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The values, each once, without what belongs to the card they were read on."""
    first = {str(value["value"]).casefold(): value for value in reversed(values)}
    once = [value for value in values if first[str(value["value"]).casefold()] is value]
    return [{name: value[name] for name in GIVEN if value.get(name)} for value in once]


def _moved(row: CardRow | None, into: str) -> CardRow | None:
    return row if row is None or row.edits.merged_into == into else row.edited(merged_into=into)


def _undone(row: CardRow | None, merge: Mapping[str, Any]) -> CardRow | None:
    """The card as it was before that merge, which must still be its last."""
    if row is None or not row.edits.absorbed or row.edits.absorbed[-1] != merge:
        return row
    before = {**merge["before"], "tags": tuple(merge["before"]["tags"])}
    return row.edited(**before, absorbed=row.edits.absorbed[:-1])
