"""An edited spreadsheet comes back: what it would change, and on demand those changes, all of them or none."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from shared.card.row import CARD_FORM, CardRow
from shared.errors import BadSheet, Conflict, Deleted, NotFound, StaleVersion
from shared.exports.entry import CardEntry
from shared.exports.sheet import EDITABLE, SheetRow, cells_of, is_untouched, patch_of, version_of
from shared.usecases.edit_card import EditCard
from shared.usecases.ports import CardRows

MOST_CHANGES: Final = 1_000
"""Cards that one spreadsheet changes: each takes a tenth of a second, and a request may take minutes, not more."""
BATCH: Final = 200
"""Cards that are read together."""
MOST_NAMED: Final = 20
"""Problems that a refusal names."""

Check: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""What is wrong with a patch of a card, one clause by column; empty when nothing is."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot be taken."""

    row: int
    """As spreadsheet programs count: the header is row 1."""
    column: str
    """Empty when it is the whole row."""
    detail: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a row changes."""

    row: int
    card_id: str
    version: str
    patch: Mapping[str, Any]
    cells: Mapping[str, tuple[str, str]]
    """By column: the text as it is and as it shall be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a spreadsheet changes, and what stands in its way."""

    rows: int
    changes: Sequence[RowChange]
    problems: Sequence[RowProblem]


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """Rows that nobody touched are passed over without a look at their cards, whatever became of those."""

    cards: CardRows
    edit_card: EditCard
    readers: ThreadPoolExecutor

    def plan(self, rows: Iterable[SheetRow], check: Check) -> Plan:
        """Compare the rows with the cards as they are. Raises BadSheet, ServiceUnavailable."""
        count, touched, problems = _touched(rows)
        changes: list[RowChange] = []
        for row, card in self._with_cards(touched):
            change, wrong = _compared(row, card, check)
            changes += [change] if change and not wrong else []
            problems += wrong
            if len(changes) > MOST_CHANGES:
                raise BadSheet(f"More than {MOST_CHANGES:,} rows change their cards. Send the file in parts.")
        return Plan(count, changes, sorted(problems, key=lambda one: one.row))

    def _with_cards(self, rows: Sequence[SheetRow]) -> Iterator[tuple[SheetRow, CardRow | None]]:
        """The rows with their cards, no more than a batch of them in memory."""
        for at in range(0, len(rows), BATCH):
            batch = rows[at : at + BATCH]
            yield from zip(batch, self.readers.map(self.cards.get, [row.cells["id"] for row in batch]), strict=True)

    def apply(self, plan: Plan) -> Sequence[RowProblem]:
        """Change the cards; what could not be changed because somebody was faster after `plan` looked.

        Each change is conditional on the row's version, so such a card stays as that other person left it; the
        others are changed. To import the same spreadsheet again is harmless. Raises BadSheet when the plan has a
        problem (nothing is changed then), ServiceUnavailable.
        """
        if plan.problems:
            raise BadSheet(_sentence(plan.problems))
        late = []
        for change in plan.changes:
            try:
                self.edit_card(change.card_id, change.patch, {change.version})
            except (StaleVersion, Conflict, Deleted, NotFound) as error:
                late.append(RowProblem(change.row, "", str(error)))
        return late


def _touched(rows: Iterable[SheetRow]) -> tuple[int, list[SheetRow], list[RowProblem]]:
    """The number of rows, those that differ from what was exported, and what is wrong with rows in themselves."""
    count, first, touched, problems = 0, dict[str, int](), list[SheetRow](), list[RowProblem]()
    for count, row in enumerate(rows, 1):  # noqa: B007  (the last one counts)
        wrong = [RowProblem(row.number, column, why) for column, why in row.spoilt.items()]
        card_id = row.cells.get("id", "")
        before = first.setdefault(card_id, row.number)
        if not re.fullmatch(CARD_FORM, card_id):
            wrong.append(RowProblem(row.number, "id", "is of no card; only cards that were exported can be changed"))
        elif before != row.number:
            wrong.append(RowProblem(row.number, "id", f"stands in row {before} already"))
        problems += wrong
        if not wrong and not is_untouched(row):
            touched.append(row)
    return count, touched, problems


def _compared(row: SheetRow, card: CardRow | None, check: Check) -> tuple[RowChange | None, list[RowProblem]]:
    """What a row changes of its card, and what stands in its way."""
    if card is None or card.hidden:
        return None, [RowProblem(row.number, "id", "is of no card, or of one that was deleted or merged")]
    before = cells_of(CardEntry.of_row(card))
    patch = patch_of(before, row)
    if not patch:
        return None, []
    wrong = [RowProblem(row.number, column, why) for column, why in check(patch).items()]
    if version_of(row) != card.version:
        wrong.append(RowProblem(row.number, "", "the card was changed after it was exported; export it again"))
    after = {**before, **row.cells}
    cells = {column: (before[column], after[column]) for column in EDITABLE if before[column] != after[column]}
    return RowChange(row.number, card.id, card.version, patch, cells), wrong


def _sentence(problems: Sequence[RowProblem]) -> str:
    named = "; ".join(f"row {one.row}{one.column and ', '}{one.column}: {one.detail}" for one in problems[:MOST_NAMED])
    more = f"; and {len(problems) - MOST_NAMED} more" if len(problems) > MOST_NAMED else ""
    return f"Nothing was changed. {named[0].upper()}{named[1:]}{more}."
