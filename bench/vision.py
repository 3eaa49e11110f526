"""`python -m bench vision`: what each stage costs, next to one full decode of the same JPEG in the same run."""

import argparse
import json
import multiprocessing
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import process_time

import cv2
import numpy as np

from bench.phone import phone_photos
from shared.card.outputs import make_outputs
from shared.card.pipeline import read_photo
from shared.card.quads import Quad

SWEEP = (0.3, 1.0, 2.0, 5.0, 8.0, 12.0, 24.0, 49.5)  # MP; 50 is the most that is read
LARGE = 2100  # photo px, a card's long side from which half of the photo's size gives it 300 dpi
GOALS = {True: 1.0, False: 1.5}  # x one full decode, from bytes to lines: of large cards, of others
ENCODING_GOAL = 0.5  # x one full decode
MEMORY_GOAL = (6.0, 150.0)  # bytes a photo px, and MB beside

_TO_LINES = ("photo", "quads", "rectified", "upright", "enhanced", "lines")
_BEYOND = ("codes", "quality", "encoding")


@dataclass(frozen=True, slots=True)
class Cost:
    """One photo's cost: CPU ms of a full imdecode and of every stage, and peak memory above the imports.

    All times are medians.
    """

    name: str
    megapixels: float
    megabytes: float
    long_sides: tuple[int, ...]
    """Of the cards found, in photo px."""
    decode_ms: float
    stage_ms: dict[str, float]
    peak_mb: float

    @property
    def to_lines(self) -> float:
        """Return the time from bytes to lines, in full decodes."""
        return sum(self.stage_ms[stage] for stage in _TO_LINES) / self.decode_ms

    @property
    def goal(self) -> float:
        """Return what `to_lines` should be at most."""
        return GOALS[bool(self.long_sides) and min(self.long_sides) >= LARGE]

    @property
    def memory_goal(self) -> float:
        """Return the most MB that reading should add."""
        return MEMORY_GOAL[0] * self.megapixels + MEMORY_GOAL[1]


class Clock:
    """Observes the pipeline and adds up CPU ms a stage, of all threads."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.long_sides: tuple[int, ...] = ()
        self._last = process_time()

    def __call__(self, stage: str, value: object) -> None:
        """Charge `stage` with the time since the stage before."""
        self.spent[stage] += (process_time() - self._last) * 1e3
        if isinstance(value, tuple) and stage == "quads":
            self.long_sides = tuple(_long_side(quad) for quad in value)
        self._last = process_time()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure a photo as it is and resized from 0.3 to 50 MP, or four drawn ones of 12 MP."""
    parser = argparse.ArgumentParser(prog="python -m bench vision", description=__doc__)
    parser.add_argument("--photo", type=Path, help="a JPEG; without it four of 12 MP are drawn")
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--no-sweep", action="store_true", help="measure the photo as it is and nothing else")
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args(argv)
    cv2.setNumThreads(1)
    photos = _sweep(wanted.photo, (() if wanted.no_sweep else SWEEP)) if wanted.photo else phone_photos()
    costs = []
    for name, data in photos:
        costs.append(measure(name, data, wanted.repeats))
        _print(costs[-1])
    if wanted.json:
        wanted.json.write_text(json.dumps([asdict(cost) for cost in costs], indent=1) + "\n", encoding="utf-8")
    return 0


def measure(name: str, data: bytes, repeats: int) -> Cost:
    """Decode, read and encode `data` in turn, `repeats` times after one run to warm up."""
    decodes, runs = [], []
    for _ in range(repeats + 1):
        start = process_time()
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        decodes.append((process_time() - start) * 1e3)
        if pixels is None:
            raise SystemExit(f"{name} does not decode")
        megapixels = pixels.shape[0] * pixels.shape[1] / 1e6
        del pixels
        reading = read_photo(data, observe=(clock := Clock()))
        clock("encoding", make_outputs(reading))
        runs.append(clock)
    stage_ms = {stage: median(run.spent[stage] for run in runs[1:]) for stage in (*_TO_LINES, *_BEYOND)}
    sides = runs[-1].long_sides
    return Cost(name, megapixels, len(data) / 1e6, sides, median(decodes[1:]), stage_ms, peak_memory(data))


def _sweep(photo: Path, sizes: Sequence[float]) -> Iterator[tuple[str, bytes]]:
    """Yield the photo as it is and at `sizes` MP."""
    data = photo.read_bytes()
    yield "as it is", data
    for size in sizes:
        yield f"{size:g} MP", resized(data, size)


def resized(data: bytes, megapixels: float) -> bytes:
    """Return the photo as a JPEG of another size."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise SystemExit("the photo does not decode")
    factor = (megapixels * 1e6 / (pixels.shape[0] * pixels.shape[1])) ** 0.5
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=method)
    return bytes(cv2.imencode(".jpg", scaled, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes())


def peak_memory(data: bytes) -> float:
    """Return MB that reading `data` in a fresh process adds to what the imports take."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_added_memory, (data,))


def _added_memory(data: bytes) -> float:
    cv2.setNumThreads(1)
    before = _high_water()
    read_photo(data)
    return _high_water() - before


def _high_water() -> float:
    """Return this process's peak resident memory in MB (Linux; getrusage would report the parent's after a spawn)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(status.split("VmHWM:")[1].split()[0]) / 1024


def _long_side(quad: Quad) -> int:
    return round(float(np.linalg.norm(np.roll(quad.corners, -1, axis=0) - quad.corners, axis=1).max()))


def _print(cost: Cost) -> None:
    sides = ", ".join(map(str, cost.long_sides)) or "none"
    print(f"{cost.name}: {cost.megapixels:.1f} MP, {cost.megabytes:.2f} MB, long sides of cards in px: {sides}")
    print(f"  {'full decode':16}{cost.decode_ms:8.1f} ms{1:8.2f} x")
    for stage in _TO_LINES:
        _print_stage(cost, stage)
    total = cost.to_lines * cost.decode_ms
    print(f"  {'decode to lines':16}{total:8.1f} ms{cost.to_lines:8.2f} x   goal {cost.goal:.2f} x")
    for stage in _BEYOND:
        _print_stage(cost, stage, f"   goal {ENCODING_GOAL:.2f} x" if stage == "encoding" else "")
    print(f"  {'peak memory':16}{cost.peak_mb:8.1f} MB{'':10}   goal {cost.memory_goal:.0f} MB", flush=True)


def _print_stage(cost: Cost, stage: str, goal: str = "") -> None:
    print(f"  {stage:16}{cost.stage_ms[stage]:8.1f} ms{cost.stage_ms[stage] / cost.decode_ms:8.2f} x{goal}")


if __name__ == "__main__":
    sys.exit(main())
