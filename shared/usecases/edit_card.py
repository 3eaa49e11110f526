"""A person changes a card, or types one by hand."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from ulid import ULID

from shared.card.row import CardRow, CardStatus, Edits
from shared.errors import Conflict, Deleted, NotFound, StaleVersion
from shared.usecases.file_card import FileCard
from shared.usecases.ports import CardRows


def present(row: CardRow | None, card_id: str) -> CardRow:
    """The row of a card that can be seen. Raises NotFound, Deleted."""
    if row is None:
        raise NotFound(f"There is no card {card_id}.")
    if row.edits.deleted_at or row.status is CardStatus.DELETED:
        raise Deleted(f"Card {card_id} was deleted.")
    return row


@dataclass(frozen=True, slots=True)
class GetCard:
    """Look at one card."""

    cards: CardRows

    def __call__(self, card_id: str) -> CardRow:
        """The card. Raises NotFound, Deleted, ServiceUnavailable."""
        return present(self.cards.get(card_id), card_id)


@dataclass(frozen=True, slots=True)
class EditCard:
    """Change what a person may change of a card."""

    file: FileCard

    def __call__(self, card_id: str, patch: Mapping[str, Any], versions: Set[str]) -> CardRow:
        """Apply a JSON merge patch (RFC 7396) of fields, tags, memo and review if the card is of one of these
        versions; `*` stands for any.

        Raises NotFound, Deleted, Conflict, StaleVersion, ServiceUnavailable.
        """

        def decide(row: CardRow | None) -> CardRow:
            row = present(row, card_id)
            if row.edits.merged_into:
                raise Conflict(f"Card {card_id} is part of card {row.edits.merged_into}; edit that one.")
            changes = _changes(row.edits, patch)
            if not changes:
                return row  # also when storage took the change, but its reply was lost
            if versions.isdisjoint(("*", row.version)):
                raise StaleVersion(f"Card {card_id} was changed after you read it.")
            return row.edited(**changes)

        return present(self.file(card_id, decide, "card.edited"), card_id)


@dataclass(frozen=True, slots=True)
class TypeCard:
    """Add a card that has no photo."""

    file: FileCard

    def __call__(self, patch: Mapping[str, Any]) -> CardRow:
        """The new card. Raises ServiceUnavailable."""
        new = CardRow(str(ULID()), 1, "", {}, CardStatus.READ)
        new = new.edited(**_changes(new.edits, patch))
        return present(self.file(new.id, lambda row: row or new, "card.typed"), new.id)


def _changes(edits: Edits, patch: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of `edits` that the patch changes; null takes a person's word back."""
    fields = {**edits.fields, **patch.get("fields", {})}
    wanted = {
        "fields": {name: values for name, values in fields.items() if values is not None},
        "tags": tuple(dict.fromkeys(patch.get("tags", edits.tags) or ())),
        "memo": patch.get("memo", edits.memo) or "",
        "review": patch.get("review", edits.review) or "",
    }
    return {name: value for name, value in wanted.items() if value != getattr(edits, name)}
