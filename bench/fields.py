"""`python -m bench.fields`: how right contact fields are, from the printed lines or (--read) from the photo's pixels.

Cards come from `bench.synth` (--drawn N; the rules do not know its words) or from a folder with truth.json (--truth).
"""

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.accuracy import polygon_iou
from bench.synth.card import draw_card
from shared.adapters.ocr.tesseract import TesseractReader, tesseract_reader
from shared.card.enhanced import enhance
from shared.card.fields import SURE, Fields, extract_fields, review
from shared.card.lines import find_lines
from shared.card.photo import Photo, decode_photo
from shared.card.quads import NoQuad, Quad, find_quads
from shared.card.rectified import rectify
from shared.card.text import TextLine, Unread, read_text
from shared.card.upright import turn_upright

FIELDS: Final = ("name", "company", "department", "title", "mobile", "tel", "fax", "email", "url", "address")
WHOLE: Final = ("name", "company", "mobile", "email")
_COARSE: Final = 4.0  # px/mm; enough for boxes of lines


@dataclass(frozen=True, slots=True)
class TrueCard:
    """One card's printed lines with their places, and its true values per field."""

    label: str
    lines: tuple[TextLine, ...]
    values: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Tally:
    """Right, wrong and missed values of one field, and the same for what no person is asked to look at."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    sure: Counter[bool] = field(default_factory=Counter)

    def row(self) -> str:
        """Precision, recall, F1 and the share of unflagged values that is right."""
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        sure = self.sure[True] / max(1, self.sure.total())
        counts = f"{self.right:6}{self.wrong:6}{self.missed:7}"
        return f"{precision:9.3f}{recall:8.3f}{f1:8.3f}{counts}{sure:11.3f} of {self.sure.total()}"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the figures, and with --show the values that are wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench.fields", description=__doc__)
    parser.add_argument("--drawn", type=int, default=500, help="cards to draw")
    parser.add_argument("--seed", type=int, default=0, help="of the first drawn card")
    parser.add_argument("--truth", type=Path, help="a folder with truth.json, instead of drawn cards")
    parser.add_argument(
        "--read", action="store_true", help="read the photos of --truth with Tesseract, from the pixels"
    )
    parser.add_argument("--show", action="store_true", help="print every value that is wrong or missed")
    wanted = parser.parse_args(argv)
    if wanted.read:
        cards = read_cards(wanted.truth)
    else:
        cards = cards_of(wanted.truth) if wanted.truth else drawn_cards(wanted.drawn, wanted.seed)
    measure(cards, wanted.show)
    return 0


def drawn_cards(count: int, seed: int) -> Iterator[TrueCard]:
    """Draw cards, two of three Korean."""
    for number in range(seed, seed + count):
        card = draw_card(number, "en" if number % 3 == 2 else "ko", px_per_mm=_COARSE)
        lines = tuple(TextLine(line.text, 1.0, _quad(line.box)) for line in card.lines)
        yield TrueCard(str(number), lines, {name: (value,) for name, value in card.fields.items()})


def cards_of(folder: Path) -> Iterator[TrueCard]:
    """Read the cards whose lines and fields are known; lines without boxes are set under one another."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    for file, photo in truth.items():
        for card in photo["cards"]:
            if card["lines"] and card["fields"]:
                yield TrueCard(file, tuple(_true_lines(card)), true_values(card["fields"]))


def read_cards(folder: Path) -> Iterator[TrueCard]:
    """Take the photos of the same cards through every stage; a card that is not found has no lines."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    reader = tesseract_reader()
    for file, true in truth.items():
        cards = [card for card in true["cards"] if card["lines"] and card["fields"]]
        if not cards:
            continue
        photo = decode_photo((folder / file).read_bytes())
        found = find_quads(photo)
        quads = () if isinstance(found, NoQuad) else found
        for card in cards:
            corners = np.array(card["quad"], np.float64)
            quad = max(quads, key=lambda one: polygon_iou(corners, one.corners), default=None)
            seen = quad is not None and polygon_iou(corners, quad.corners) > 0.5
            lines = _read(photo, quad, reader) if quad and seen else ()
            yield TrueCard(file, tuple(lines), true_values(card["fields"]))


def _read(photo: Photo, quad: Quad, reader: TesseractReader) -> Sequence[TextLine]:
    text = read_text(find_lines(enhance(turn_upright(rectify(photo, quad)))), reader)
    return () if isinstance(text, Unread) else text


def _true_lines(card: Mapping[str, Any]) -> Iterator[TextLine]:
    stacked = [(0.0, 20.0 * at, 10.0 * len(text), 20.0 * at + 12.0) for at, text in enumerate(card["lines"])]
    for text, box in zip(card["lines"], card.get("line_boxes", stacked), strict=True):
        yield TextLine(text, 1.0, _quad(box))


def _quad(box: Sequence[float]) -> NDArray[np.float64]:
    left, top, right, bottom = box
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)


def true_values(fields: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Gather a truth file's values by our names: `phone` is `tel`, `name_en` one more `name`."""
    values: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, value in fields.items():
        ours = name.removesuffix("_en").replace("phone", "tel")
        values[ours] += (value,)
    return dict(values)


def measure(cards: Iterable[TrueCard], show: bool = False) -> None:
    """Print a row per field, the share of whole contacts, and how often a person is asked."""
    tallies: dict[str, Tally] = {name: Tally() for name in FIELDS}
    counts: Counter[str] = Counter()
    known: set[str] = set()
    for card in cards:
        read = extract_fields(card.lines)
        known.update(card.values)
        outcomes = {name: _judge(name, read, card, tallies[name], show) for name in FIELDS}
        whole = all(outcomes[name] for name in WHOLE)
        counts.update(cards=1, whole=whole, flagged=bool(review(read)), whole_unflagged=whole and not review(read))
    print(f"{'':12}{'precision':>9}{'recall':>8}{'F1':>8}{'right':>6}{'wrong':>6}{'missed':>7}{'unflagged right':>17}")
    for name in FIELDS:
        if name in known:
            print(f"{name:12}{tallies[name].row()}")
    print(", ".join(f"{name} {count}" for name, count in counts.items()))


def _judge(name: str, read: Fields, card: TrueCard, tally: Tally, show: bool) -> bool:
    """Count one field of one card; values in another script than the truth's are not judged.

    Cards print names and titles twice, and some truth files hold one of the two.
    """
    true = {plain(name, value) for value in card.values.get(name, ())}
    found = {plain(name, value.value): value.confidence for value in getattr(read, name)}
    if name == "title":
        found |= _joined(read, true)
    if name == "department" and name not in card.values:
        return True
    scripts = {_hangul(value) for value in true}
    judged = {value for value in found if value in true or not scripts or _hangul(value) in scripts}
    if name == "title" and true & judged:
        judged = {value for value in judged if value in true or not any(value in other for other in true)}
    tally.right += len(judged & true)
    tally.wrong += len(judged - true)
    tally.missed += len(true - judged)
    tally.sure.update(value in true for value in judged if found[value] >= SURE)
    if show and judged != true:
        print(card.label, name, "read", sorted(judged - true), "true", sorted(true - judged), file=sys.stderr)
        print("   ", [line.text for line in card.lines], file=sys.stderr)
    return true <= judged


def _joined(read: Fields, true: set[str]) -> dict[str, float]:
    """Department and title as one value, where the truth has them so."""
    posts = [
        (plain("title", d.value), plain("title", t.value), t.confidence) for d in read.department for t in read.title
    ]
    both = {text: sure for unit, post, sure in posts for text in (unit + post, post + unit)}
    return {text: sure for text, sure in both.items() if text in true}


def _hangul(value: str) -> bool:
    return bool(re.search("[가-힣]", value))


def plain(name: str, value: str) -> str:
    """Return a value in the form that is compared."""
    value = unicodedata.normalize("NFKC", value)
    if name in ("mobile", "tel", "fax"):
        return re.sub(r"^(?:82|44|55|1(?=[2-9]\d{9}$))?0?", "", re.sub(r"\(0\)|\D", "", value))
    if name == "url":
        return re.sub(r"^https?://|^www\.|/$", "", re.sub(r"^https?://", "", value.casefold()))
    if name == "name":
        return (
            "".join(sorted(set(re.findall(r"\w+", value.casefold())) - {"dr", "prof"}))
            if not _hangul(value)
            else value.replace(" ", "")
        )
    return re.sub(r"[\W_]", "", value.casefold())


if __name__ == "__main__":
    sys.exit(main())
