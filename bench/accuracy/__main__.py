"""`python -m bench accuracy`: how right outlines, lines, text and fields are, from photos whose truth is known."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import cv2

from bench.accuracy.engine import PlainTesseract
from bench.accuracy.fields import Judged, Score
from bench.accuracy.figures import Figures, all_figures, field_scores
from bench.accuracy.measure import Bench, PhotoOutcome
from bench.accuracy.printed import judge_drawn, judge_printed
from bench.accuracy.report import print_fields, print_report
from bench.accuracy.sheet import draw_sheet
from bench.accuracy.truth import read_truth
from shared.adapters.child import Child
from shared.adapters.journey import TesseractInChild
from shared.card.text import Reader


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the photos of a folder, or drawn cards, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench accuracy", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--photos", type=Path, help="a folder with truth.json")
    what.add_argument("--drawn", type=int, metavar="COUNT", help="fields only, from the true lines of drawn cards")
    parser.add_argument("--seed", type=int, default=0, help="of the first drawn card (default: 0)")
    parser.add_argument("--match", default="", help="only photos whose names contain this")
    parser.add_argument(
        "--ocr",
        choices=("all", "ours", "none"),
        default="all",
        help="all: plain Tesseract too, on the photo and the pictures, which takes longest; none: outlines and lines",
    )
    parser.add_argument("--json", type=Path, help="write the figures and every photo's outcome here")
    parser.add_argument("--sheet", type=Path, default=Path("worst.png"), help="picture of the worst (%(default)s)")
    parser.add_argument("--show", action="store_true", help="print what was read and is not true, card by card")
    wanted = parser.parse_args(argv)
    return _measure_photos(wanted) if wanted.photos else _measure_drawn(wanted)


def _measure_drawn(wanted: argparse.Namespace) -> int:
    contacts = list(judge_drawn(wanted.drawn, wanted.seed))
    print_fields("fields, from the true lines", field_scores(contacts))
    whole, flagged = sum(one.whole for one in contacts), sum(one.flagged for one in contacts)
    print(f"Whole contacts {whole} of {len(contacts)}, {flagged} flagged.")
    for number, contact in enumerate(contacts, start=wanted.seed):
        _show(str(number), contact, wanted.show)
    return 0


def _measure_photos(wanted: argparse.Namespace) -> int:
    cv2.setNumThreads(1)
    photos = read_truth(wanted.photos, wanted.match)
    child = Child()
    bench = Bench(
        wanted.photos,
        _warm(TesseractInChild(child)) if wanted.ocr != "none" else None,
        PlainTesseract() if wanted.ocr == "all" else None,
    )
    outcomes = [bench.measure(photo) for photo in photos]
    child.close()
    figures = list(all_figures(outcomes))
    read = field_scores(card.contact for one in outcomes for card in one.cards if card.contact)
    printed = field_scores(judge_printed(photos))
    print_report(figures, read, printed)
    for one in outcomes:
        for card in one.cards:
            _show(one.file, card.contact, wanted.show)
    draw_sheet(wanted.photos, {photo.file: photo for photo in photos}, outcomes, wanted.sheet)
    if wanted.json:
        _write(wanted.json, figures, read, printed, outcomes)
    return 0


def _warm(reader: Reader) -> Reader:
    """Load the engine, as it is after a worker's first card."""
    reader.read([])
    return reader


def _show(label: str, contact: Judged | None, wanted: bool) -> None:
    for name, (read, true) in contact.slips.items() if wanted and contact else ():
        print(f"{label} {name}: read {', '.join(read) or '-'}; true {', '.join(true) or '-'}")


def _write(
    path: Path,
    figures: Sequence[Figures],
    read: Mapping[str, Score],
    printed: Mapping[str, Score],
    outcomes: Sequence[PhotoOutcome],
) -> None:
    report = {
        "figures": [asdict(one) for one in figures],
        "fields_from_photos": {name: _described(score) for name, score in read.items()},
        "fields_from_true_lines": {name: _described(score) for name, score in printed.items()},
        "photos": [asdict(one) for one in outcomes],
    }
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _described(score: Score) -> dict[str, float]:
    return asdict(score) | {"precision": score.precision, "recall": score.recall, "f1": score.f1}


if __name__ == "__main__":
    sys.exit(main())
