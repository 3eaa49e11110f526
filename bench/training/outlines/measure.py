"""`python -m bench.training.outlines.measure`: how often some proposal fits a card, with and without the network."""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench.accuracy.outlines import polygon_iou
from bench.synth.hard import hard_photo
from shared.card.photo import decode_photo
from shared.card.quads.evidence import gather_evidence
from shared.card.quads.geometry import Quads, sound
from shared.card.quads.mask import look
from shared.card.quads.proposals import quads_from_lines, quads_from_regions

KINDS = ("classical", "network", "either")
LIMITS = (0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One photo: its bytes, the true corners in photo px, and what is hard about it."""

    name: str
    data: bytes
    truth: Quads
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """Best IoU per card with edge methods, with the network, and with either; proposals of each; ms of the network."""

    case: Case
    classical: list[float]
    network: list[float]
    counts: tuple[int, int]
    ms: float

    @property
    def either(self) -> list[float]:
        """Best IoU per card of all proposals."""
        return [max(pair) for pair in zip(self.classical, self.network, strict=True)]


def drawn_cases(seed: int, count: int, long_side: int) -> Iterator[Case]:
    """Draw photos that the training has not seen: composed by other code, of other seeds."""
    for number in range(count):
        photo = hard_photo(seed, number, long_side)
        truth = np.array([card.quad for card in photo.cards]).reshape(-1, 4, 2)
        yield Case(f"{photo.kind}-{number}", photo.jpeg, truth, (photo.kind, *photo.tags))


def filed_cases(folder: Path) -> Iterator[Case]:
    """Read the photos that the folder's truth.json names."""
    for file, known in sorted(json.loads((folder / "truth.json").read_text(encoding="utf-8")).items()):
        truth = np.array([card["quad"] for card in known["cards"]], np.float64).reshape(-1, 4, 2)
        yield Case(file, (folder / file).read_bytes(), truth, tuple(known["tags"]))


def measure(case: Case) -> Outcome:
    """Compare both kinds of proposals with the truth."""
    photo = decode_photo(case.data)
    evidence = gather_evidence(photo)
    edges = np.concatenate([quads_from_lines(evidence), quads_from_regions(evidence)])
    classical = (edges + 0.5) / evidence.scale - 0.5
    small = cv2.resize(photo.pixels, evidence.size, interpolation=cv2.INTER_AREA)
    started = time.process_time()
    seen = look(np.asarray(small, np.uint8)).quads
    ms = 1000 * (time.process_time() - started)
    network = (seen[sound(seen, evidence.size)] + 0.5) / evidence.scale - 0.5
    best = [[max((polygon_iou(card, quad) for quad in quads), default=0.0) for card in case.truth]
            for quads in (classical, network)]  # fmt: skip
    return Outcome(case, best[0], best[1], (len(classical), len(network)), ms)


def report(outcomes: Sequence[Outcome]) -> None:
    """Print recall per tag, then what is proposed where there is nothing."""
    tags = sorted({tag for one in outcomes for tag in one.case.tags if ":" not in tag})
    print(f"{'':24}{'cards':>6}  classical   network     either   at IoU {LIMITS}")
    for tag in ["all", *tags]:
        group = [one for one in outcomes if tag == "all" or tag in one.case.tags]
        columns = [np.array([iou for one in group for iou in getattr(one, kind)]) for kind in KINDS]
        shares = "   ".join(" ".join(f"{(column >= limit).mean():.2f}" for limit in LIMITS) for column in columns)
        if len(columns[0]):
            print(f"{tag:24}{len(columns[0]):6}  {shares}")
    empty = [one.counts[1] for one in outcomes if not len(one.case.truth)]
    full = [one.counts[1] / len(one.case.truth) for one in outcomes if len(one.case.truth)]
    print(f"network: {np.mean(full):.1f} proposals a card; on {len(empty)} photos without a card: {empty}")
    print(f"classical: {np.mean([one.counts[0] for one in outcomes]):.0f} proposals a photo")
    print(f"network, with resizing and fitting: {np.median([one.ms for one in outcomes]):.1f} ms of one thread, median")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, help="a folder with truth.json; without it, photos are drawn")
    parser.add_argument("--seed", type=int, default=4242, help="of the drawn photos")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--long-side", type=int, default=1280)
    parser.add_argument("--worst", action="store_true", help="name the cards that the network misses")
    wanted = parser.parse_args(argv)
    cv2.setNumThreads(1)
    cases = filed_cases(wanted.photos) if wanted.photos else drawn_cases(wanted.seed, wanted.count, wanted.long_side)
    outcomes = [measure(case) for case in cases]
    report(outcomes)
    if wanted.worst:
        for one in sorted(outcomes, key=lambda one: min(one.network, default=1.0))[:25]:
            print(one.case.name, one.case.tags, [round(iou, 2) for iou in one.network], one.counts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
