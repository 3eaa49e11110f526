"""A photo is read again: its cards keep their numbers, and those that nobody asked to read again stay as they are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from shared.card.row import CardRow
from shared.usecases.ports import Corners, Outcome

SAME_CARD: Final = 0.5
"""Overlap (intersection over union) from which an outline is taken for that of the earlier card; two cards cannot
both reach it with a third."""
RESULT: Final = "result.json"


def keep_numbers(outcome: Outcome, earlier: Sequence[CardRow]) -> Outcome:
    """Give the cards of a new search the numbers of the earlier cards that they are; new cards get new numbers."""
    if not earlier:
        return outcome
    known = {row.n: row.card["quad"] for row in earlier if "quad" in row.card}
    unused = max(row.n for row in earlier)
    numbers: dict[int, int] = {}
    for card in outcome.result["cards"]:
        free = {n: quad for n, quad in known.items() if n not in numbers.values()}
        best = max(free, key=lambda n: overlap(free[n], card["quad"]), default=0)
        if not best or overlap(free[best], card["quad"]) < SAME_CARD:
            best = unused = unused + 1
        numbers[card["n"]] = best
    cards: list[Mapping[str, Any]] = [{**card, "n": numbers[card["n"]]} for card in outcome.result["cards"]]
    # What a person worked on stays, found or not.
    cards += [row.card for row in earlier if row.edits.revision and row.card and row.n not in numbers.values()]
    files = {_renumbered(path, numbers): data for path, data in outcome.files.items()}
    return _with_cards(replace(outcome, files=files), cards)


def keep_unasked(outcome: Outcome, asked: set[int], earlier: Sequence[CardRow]) -> Outcome:
    """Leave the cards and files of all numbers but those in `asked` as they were."""
    before = {row.n: row.card for row in earlier}
    cards = [card if card["n"] in asked else before.get(card["n"], card) for card in outcome.result["cards"]]
    kept = {str(n) for n in before if n not in asked}
    files = {path: data for path, data in outcome.files.items() if path.partition("/")[0] not in kept}
    return _with_cards(replace(outcome, files=files), cards)


def overlap(one: Corners, other: Corners) -> float:
    """Intersection over union of two convex outlines."""
    import cv2  # noqa: PLC0415  (only photos that are read again pay for it)
    import numpy as np  # noqa: PLC0415

    first, second = np.array(one, np.float32), np.array(other, np.float32)
    shared = cv2.intersectConvexConvex(first, second)[0]
    return float(shared / (cv2.contourArea(first) + cv2.contourArea(second) - shared))


def _renumbered(path: str, numbers: Mapping[int, int]) -> str:
    folder, slash, rest = path.partition("/")
    return f"{numbers[int(folder)]}/{rest}" if slash and folder.isdecimal() else path


def _with_cards(outcome: Outcome, cards: Sequence[Mapping[str, Any]]) -> Outcome:
    """The outcome with other cards, by n, in result.json too."""
    result = {**outcome.result, "cards": sorted(cards, key=lambda card: int(card["n"]))}
    written = json.dumps(result, ensure_ascii=False, indent=1).encode()
    return replace(outcome, result=result, files={**outcome.files, RESULT: written})
