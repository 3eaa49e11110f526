"""Outcomes of photos in, the figures of groups of them out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import ArrayLike

from bench.accuracy.fields import FIELDS, Judged, Score
from bench.accuracy.measure import PICTURES, QUARTERS, CardOutcome, PhotoOutcome

TELLING = 3
"""Lines from which a card's text can say which way is up."""
FINE_TAGS = ("area:", "roll:", "tilt:")
"""Tags of single photos rather than of groups."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a group of photos; None where nothing in it is known."""

    group: str
    photos: int
    cards: int
    iou: float | None
    over_90: float | None
    over_95: float | None
    missed: int
    false: int
    upright: float | None
    """Share of the turns, each card lying in four ways, that end upright; cards of one or two lines left out."""
    sure_mistakes: int
    line_recall: float | None
    false_lines: float | None
    """A card."""
    slant: float | None
    """Median, degrees."""
    error_rates: Mapping[str, tuple[float, float]]
    """Median and mean by picture."""
    contacts: int
    whole: float | None
    flagged: float | None
    """Share of the contacts that a person is asked to look at."""
    whole_unflagged: float | None
    """Share of the others that are whole."""
    time_ratio: float | None
    """Time of reading cards over that of plain Tesseract on the same line crops."""


def all_figures(photos: Sequence[PhotoOutcome]) -> Iterator[Figures]:
    """Yield the figures of all photos, then by set, then by tag."""
    yield _figures("all", photos)
    for source in sorted({photo.source for photo in photos}):
        yield _figures(f"set {source}", [photo for photo in photos if photo.source == source])
    for tag in sorted({tag for photo in photos for tag in photo.tags if not tag.startswith(FINE_TAGS)}):
        yield _figures(f"tag {tag}", [photo for photo in photos if tag in photo.tags])


def _figures(group: str, photos: Sequence[PhotoOutcome]) -> Figures:
    cards = [card for photo in photos for card in photo.cards]
    ious = np.array([card.iou for card in cards])
    turns = [card.turns for card in cards if card.turns and (not card.printed or card.printed >= TELLING)]
    lines = [card.lines for card in cards if card.lines and card.lines.printed]
    contacts = [card.contact for card in cards if card.contact]
    unflagged = [contact for contact in contacts if not contact.flagged]
    return Figures(
        group=group,
        photos=len(photos),
        cards=len(cards),
        iou=_mean(ious),
        over_90=_mean(ious >= 0.90),
        over_95=_mean(ious >= 0.95),
        missed=int((ious < 0.5).sum()),
        false=sum(photo.false for photo in photos),
        upright=_mean([turn.right / len(QUARTERS) for turn in turns]),
        sure_mistakes=sum(turn.sure_mistakes for turn in turns),
        line_recall=sum(one.found for one in lines) / sum(one.printed for one in lines) if lines else None,
        false_lines=_mean([one.false for one in lines]),
        slant=_median([card.slant for card in cards if card.slant is not None]),
        error_rates=_error_rates(cards),
        contacts=len(contacts),
        whole=_mean([contact.whole for contact in contacts]),
        flagged=_mean([contact.flagged for contact in contacts]),
        whole_unflagged=_mean([contact.whole for contact in unflagged]),
        time_ratio=_time_ratio(cards),
    )


def field_scores(contacts: Iterable[Judged]) -> dict[str, Score]:
    """Add up the scores of contacts, field by field; fields that none prints are left out."""
    each = list(contacts)
    totals = {name: reduce(add, (contact.scores[name] for contact in each), Score()) for name in FIELDS}
    return {name: score for name, score in totals.items() if score.right + score.missed}


def _error_rates(cards: Iterable[CardOutcome]) -> dict[str, tuple[float, float]]:
    rates = {name: [card.errors[name] for card in cards if name in card.errors] for name in PICTURES}
    return {name: (float(np.median(each)), float(np.mean(each))) for name, each in rates.items() if each}


def _time_ratio(cards: Iterable[CardOutcome]) -> float | None:
    timed = np.array([card.seconds for card in cards if card.seconds])
    return float(timed[:, 0].sum() / timed[:, 1].sum()) if timed.size else None


def _mean(each: ArrayLike) -> float | None:
    values = np.asarray(each, np.float64)
    return float(values.mean()) if values.size else None


def _median(each: Sequence[float]) -> float | None:
    return float(np.median(each)) if each else None
