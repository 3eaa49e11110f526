"""A card as every export shows it, whether it comes from a row or from the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from ulid import ULID

from shared.card.row import CardRow


@dataclass(frozen=True, slots=True)
class CardEntry:
    """What a card says, which version of it that is, and where a person finds it."""

    id: str
    version: str
    fields: Mapping[str, Sequence[Mapping[str, Any]]]
    """By field; each value has `value`, a name also `family` and `given`."""
    tags: Sequence[str] = ()
    memo: str = ""
    review: str = ""
    created: str = ""
    """ISO 8601 in UTC."""
    link: str = ""

    @classmethod
    def of_row(cls, row: CardRow, link: str = "") -> Self:
        """The card of a row."""
        created = ULID.from_str(row.photo_id).datetime.isoformat(timespec="seconds")
        return cls(row.id, row.version, row.fields, row.edits.tags, row.edits.memo, row.review, created, link)

    @classmethod
    def of_json(cls, card: Mapping[str, Any], link: str = "") -> Self:
        """A card as the API describes it."""
        return cls(link=link, **{name: card[name] for name in cls.__dataclass_fields__ if name != "link"})


def card_page(server: str, card_id: str) -> str:
    """Where a person finds the card on the page of the server at this address."""
    return f"{server.rstrip('/')}/#/card/{card_id}"
