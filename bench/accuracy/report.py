"""Figures as tables that a person reads."""

from collections.abc import Mapping, Sequence

from bench.accuracy.fields import Score
from bench.accuracy.figures import Figures
from bench.accuracy.measure import PICTURES


def print_report(figures: Sequence[Figures], from_photos: Mapping[str, Score], from_lines: Mapping[str, Score]) -> None:
    """Print every table that there is something for."""
    _print_outlines(figures)
    read = [one for one in figures if one.error_rates]
    if read:
        _print_reading(read)
    if from_photos:
        print_fields("fields, from the photos", from_photos)
    if from_lines:
        print_fields("fields, from the true lines", from_lines)
    if figures[0].time_ratio is not None:
        print(f"\nReading a card takes {figures[0].time_ratio:.2f} x plain Tesseract's time on its lines.")


def print_fields(title: str, scores: Mapping[str, Score]) -> None:
    """Print a row per field."""
    print(f"\n{title:28}{'precision':>10}{'recall':>8}{'F1':>8}{'right':>7}{'wrong':>7}{'missed':>8}{'sure right':>17}")
    for name, score in scores.items():
        sure = score.sure_right + score.sure_wrong
        shares = f"{score.precision:10.3f}{score.recall:8.3f}{score.f1:8.3f}"
        counts = f"{score.right:7}{score.wrong:7}{score.missed:8}"
        print(f"{name:28}{shares}{counts}{score.sure_right / max(1, sure):10.3f} of {sure}")


def _print_outlines(figures: Sequence[Figures]) -> None:
    heads = ("photos", "cards", "IoU", ">= .90", ">= .95", "missed", "false", "upright", "recall", "false", "slant")
    print(f"{'':28}{'':56}{'':8}{'-- lines --':>16}")
    print(f"{'outlines, turns and lines':28}" + "".join(f"{head:>8}" for head in heads))
    for one in figures:
        outlines = (one.photos, one.cards, one.iou, one.over_90, one.over_95, one.missed, one.false)
        print(f"{one.group:28}" + _cells((*outlines, one.upright, one.line_recall, one.false_lines, one.slant)))
    print(f"Wrong turns that were sure: {figures[0].sure_mistakes}.")


def _print_reading(figures: Sequence[Figures]) -> None:
    """Print error rates as medians and means, and how many contacts are whole."""
    print(f"\n{'':28}" + "".join(f"{name:>16}" for name in PICTURES) + f"{'-- contacts --':>24}")
    heads = ("median", "mean") * len(PICTURES) + ("read", "whole", "flagged", "rest whole")
    print(f"{'character errors':28}" + "".join(f"{head:>8}" for head in heads[:-1]) + f"{heads[-1]:>12}")
    for one in figures:
        rates = [rate for name in PICTURES for rate in one.error_rates.get(name, (None, None))]
        cells = _cells((*rates, one.contacts, one.whole, one.flagged))
        print(f"{one.group:28}{cells}{_cell(one.whole_unflagged):>12}")


def _cells(values: Sequence[float | None]) -> str:
    return "".join(f"{_cell(value):>8}" for value in values)


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value}" if isinstance(value, int) else f"{value:.3f}"
