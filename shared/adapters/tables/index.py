"""The index of the namecards table: in which drawers (facets) a card lies, and which cards are being refiled."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from azure.core.exceptions import HttpResponseError
from azure.data.tables import TableClient
from ulid import ULID

from shared.adapters.clients import translated
from shared.adapters.tables.entities import MOST_IN_TRANSACTION, discard, get
from shared.adapters.tables.keys import BEHIND_ALL, card_of_key, key_of_card, key_range
from shared.usecases.ports import Pending, Window

PARTITION: Final = "index"
"""One partition, so that all index rows of a card are written in one transaction
(docs/decisions/0002-index-rows-are-drawers.md)."""
PENDING: Final = "pending-"


@dataclass(frozen=True, slots=True)
class TableCardIndex:
    """Index rows: `{hash of the facet}-{row key of the card}`, so a drawer is a range, newest first."""

    table: TableClient

    def begin(self, card_id: str, add: Set[str], touched: Set[str]) -> str:
        """File the card in the drawers `add`, and note that those in `touched` may change. Raises ServiceUnavailable.

        The note goes along in the first transaction, so whatever is filed is noted.
        """
        note = f"{PENDING}{ULID()}"
        hashes = [_hashed(facet) for facet in sorted(touched | add)]
        entities = [{"RowKey": note, "card_id": card_id, "touched": json.dumps(hashes)}]
        entities += [index_entity(facet, card_id) for facet in sorted(add)]
        with translated("writing the index"):
            for some in _in_transactions(entities):
                self.table.submit_transaction([("upsert", entity) for entity in some])
        return note

    def drop(self, card_id: str, facets: Set[str]) -> None:
        """Take the card out of the drawers `facets`. Raises ServiceUnavailable."""
        self._delete([_key(_hashed(facet), card_id) for facet in sorted(facets)])

    def tidy(self, pending: Pending, keep: Set[str]) -> None:
        """Take the card out of all drawers it was noted for, but those in `keep`. Raises ServiceUnavailable."""
        kept = {_hashed(facet) for facet in keep}
        self._delete([_key(one, pending.card_id) for one in pending.touched if one not in kept])

    def settle(self, notes: Sequence[str]) -> bool:
        """Nothing about these notes is open any more; False when one was gone already. Raises ServiceUnavailable."""
        return self._delete(list(notes))

    def page(self, facet: str, window: Window, limit: int) -> list[str]:
        """Ids of the newest `limit` cards of a drawer in the window. Raises ServiceUnavailable."""
        drawer = _hashed(facet)
        first, last = key_range(window)
        found = self._range(f"{drawer}-{first}", f"{drawer}-{last}", limit)
        return [card_of_key(entity["RowKey"].partition("-")[2]) for entity in islice(found, limit)]

    def pending(self, limit: int) -> list[Pending]:
        """The oldest notes of cards that are being refiled. Raises ServiceUnavailable."""
        found = self._range(PENDING, PENDING + BEHIND_ALL, limit)
        return [_pending(entity) for entity in islice(found, limit)]

    def noted(self, note: str) -> Pending | None:
        """The note of that name, if it is still there. Raises ServiceUnavailable."""
        entity = get(self.table, PARTITION, note)
        return None if entity is None else _pending(entity)

    def _range(self, first: str, last: str, limit: int) -> Iterator[Mapping[str, Any]]:
        with translated("reading the index"):
            yield from self.table.query_entities(
                "PartitionKey eq @partition and RowKey gt @first and RowKey lt @last",
                parameters={"partition": PARTITION, "first": first, "last": last},
                results_per_page=limit,
            )

    def _delete(self, keys: Sequence[str]) -> bool:
        """Delete rows, whether or not they are there; together when all are, which is the rule and is told."""
        if len(keys) == 1:  # a quarter of the work of a transaction
            return discard(self.table, PARTITION, keys[0])
        all_there = True
        with translated("writing the index"):
            for some in _in_transactions([{"RowKey": key} for key in keys]):
                try:
                    self.table.submit_transaction([("delete", entity) for entity in some])
                except HttpResponseError as error:
                    if error.status_code != 404:
                        raise
                    all_there = False
                    self._delete_singly(some)
        return all_there

    def _delete_singly(self, entities: Sequence[Mapping[str, Any]]) -> None:
        for entity in entities:
            discard(self.table, PARTITION, entity["RowKey"])


def _pending(entity: Mapping[str, Any]) -> Pending:
    return Pending(
        note=entity["RowKey"],
        card_id=entity["card_id"],
        since=ULID.from_str(entity["RowKey"].removeprefix(PENDING)).datetime,
        touched=json.loads(entity["touched"]),
    )


def _hashed(facet: str) -> str:
    """A key's part for a facet: short, ASCII, and without a person's name or number in it (keys reach logs)."""
    return sha256(facet.encode()).hexdigest()[:16]


def index_entity(facet: str, card_id: str) -> dict[str, Any]:
    """The row that says that a card lies in a drawer."""
    return {"PartitionKey": PARTITION, "RowKey": _key(_hashed(facet), card_id)}


def _key(drawer: str, card_id: str) -> str:
    return f"{drawer}-{key_of_card(card_id)}"


def _in_transactions(entities: Sequence[Mapping[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for at in range(0, len(entities), MOST_IN_TRANSACTION):
        yield [{"PartitionKey": PARTITION, **entity} for entity in entities[at : at + MOST_IN_TRANSACTION]]
