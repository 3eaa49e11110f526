"""`python -m bench vision`: what each stage costs, next to one full decode of the same JPEG in the same run."""

import argparse
import json
import multiprocessing
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import thread_time

import cv2
import numpy as np

from shared.card.pipeline import read_photo
from shared.card.quads import NoQuad

SWEEP = (0.3, 1.0, 2.0, 5.0, 8.0, 12.0, 24.0, 49.5)  # MP; 50 is the most that is read
_STAGES = ("photo", "quads", "rectified", "upright", "enhanced", "lines", "quality")


@dataclass(frozen=True, slots=True)
class Cost:
    """One photo's cost: CPU ms of a full imdecode and of every stage, medians, and peak memory above the imports."""

    name: str
    megapixels: float
    megabytes: float
    cards: int
    decode_ms: float
    stage_ms: dict[str, float]
    peak_mb: float

    @property
    def total_ms(self) -> float:
        """Return the ms of all stages."""
        return sum(self.stage_ms.values())


class Clock:
    """Observes the pipeline and adds up ms a stage."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.cards = 0
        self._last = thread_time()

    def __call__(self, stage: str, value: object) -> None:
        """Charge `stage` with the time since the stage before."""
        self.spent[stage] += (thread_time() - self._last) * 1e3
        if stage == "quads":
            self.cards = 0 if isinstance(value, NoQuad) or not isinstance(value, Sequence) else len(value)
        self._last = thread_time()


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the photo as it is, then resized from 0.3 to 50 MP."""
    parser = argparse.ArgumentParser(prog="python -m bench vision", description=__doc__)
    parser.add_argument("--photo", type=Path, required=True)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--no-sweep", action="store_true", help="measure the photo as it is and nothing else")
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args(argv)
    cv2.setNumThreads(1)
    data = wanted.photo.read_bytes()
    costs = [measure("as it is", data, wanted.repeats)]
    sizes = () if wanted.no_sweep else SWEEP
    costs += [measure(f"{size:g} MP", resized(data, size), wanted.repeats) for size in sizes]
    _print(costs)
    if wanted.json:
        wanted.json.write_text(json.dumps([asdict(cost) for cost in costs], indent=1) + "\n", encoding="utf-8")
    return 0


def measure(name: str, data: bytes, repeats: int) -> Cost:
    """Decode and read `data` in turn, `repeats` times after one run to warm up."""
    decodes, runs = [], []
    for _ in range(repeats + 1):
        start = thread_time()
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        decodes.append((thread_time() - start) * 1e3)
        read_photo(data, observe=(clock := Clock()))
        runs.append(clock)
    stage_ms = {stage: median(run.spent[stage] for run in runs[1:]) for stage in _STAGES}
    megapixels = 0.0 if pixels is None else pixels.shape[0] * pixels.shape[1] / 1e6
    return Cost(name, megapixels, len(data) / 1e6, runs[-1].cards, median(decodes[1:]), stage_ms, peak_memory(data))


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


def _print(costs: Sequence[Cost]) -> None:
    print(f"{'':10}{'MB':>6}{'cards':>6}{'imdecode':>10}" + "".join(f"{stage:>10}" for stage in _STAGES), end="")
    print(f"{'all ms':>8}{'x decode':>9}{'peak MB':>9}{'B/px':>6}")
    for cost in costs:
        print(f"{cost.name:10}{cost.megabytes:6.2f}{cost.cards:6}{cost.decode_ms:10.1f}", end="")
        print("".join(f"{cost.stage_ms[stage]:10.1f}" for stage in _STAGES), end="")
        print(f"{cost.total_ms:8.0f}{cost.total_ms / cost.decode_ms:9.2f}{cost.peak_mb:9.0f}", end="")
        print(f"{cost.peak_mb / cost.megapixels:6.1f}")


if __name__ == "__main__":
    sys.exit(main())
