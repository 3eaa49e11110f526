"""`python -m bench fuzz`: odd and hostile image files, and mutations of them, through the real child process.

Each must end decoded, or refused with a code of docs/errors.md, within the limits below; nothing may end the child.
The corpus lies beside the repository and is never copied into it.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from random import Random
from typing import Final

from shared.adapters.child import Child
from shared.card.photo import Photo, decode_photo, with_luma
from shared.errors import CardError, DecoderCrashed, ReadingTimedOut

CORPUS: Final = Path(__file__).parents[2] / "shared" / "corpus"
MOST_SECONDS: Final = 2.0
MOST_MB: Final = 600
"""Of resident memory, the libraries included."""
MOST_SEED_BYTES: Final = 40_000
"""Larger files are taken as they are, but not mutated: their decoding would take most of the time."""
INTERESTING: Final = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)
"""Numbers at which lengths and sides overflow."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How one file ended."""

    name: str
    code: str
    """`decoded`, or the code of the refusal; `bug: ...` for anything else."""
    seconds: float
    mb: float
    """Peak of resident memory."""

    @property
    def wrong(self) -> bool:
        """It broke a limit, or its process."""
        crashed = self.code in (DecoderCrashed.code, ReadingTimedOut.code)
        return crashed or self.code.startswith("bug") or self.seconds > MOST_SECONDS or self.mb > MOST_MB


def take(data: bytes) -> tuple[str, float, float]:
    """Decode `data` in this process: code, seconds of processor time, MB at the peak."""
    Path("/proc/self/clear_refs").write_text("5")  # begins the peak anew
    start, code = time.process_time(), "decoded"
    try:
        photo = with_luma(decode_photo(data), data)
        if not _agrees(photo):
            code = f"bug: {photo.pixels.shape} pixels of {photo.width} x {photo.height} at {photo.scale}"
    except CardError as error:
        code = error.code
    return code, time.process_time() - start, _peak_mb()


def _agrees(photo: Photo) -> bool:
    """Whether the pixels have the size that the photo says."""
    height, width = photo.pixels.shape[:2]
    off = abs(width - photo.width * photo.scale), abs(height - photo.height * photo.scale)
    return max(off) < 1 and (photo.luma is None or photo.luma.shape == (photo.height, photo.width))


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def try_file(child: Child, name: str, data: bytes) -> Ending:
    """Send one file through the child."""
    try:
        return Ending(name, *child.run(take, data))
    except (DecoderCrashed, ReadingTimedOut) as error:
        return Ending(name, error.code, 0.0, 0.0)
    except Exception as error:  # noqa: BLE001  (what the journey would let through is what is looked for here)
        return Ending(name, f"bug: {type(error).__name__}: {error}", 0.0, 0.0)


def corpus_files(folder: Path = CORPUS) -> list[tuple[str, bytes]]:
    """Names and bytes of all image files below `folder`, in the order of their names."""
    files = sorted(one for one in folder.rglob("*") if one.is_file() and one.suffix not in (".csv", ".md"))
    return [(str(one.relative_to(folder)), one.read_bytes()) for one in files]


def mutations(files: Sequence[tuple[str, bytes]], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` damaged files, the same ones for the same seed."""
    draw = Random(seed)
    small = [(name, data) for name, data in files if 0 < len(data) <= MOST_SEED_BYTES]
    for number in range(count):
        name, data = draw.choice(small)
        body = bytearray(data)
        for _ in range(draw.choice((1, 1, 2, 4, 8))):
            _damage(body, draw, draw.choice(small)[1])
        yield f"{seed}-{number}-{name}", bytes(body)


def _damage(body: bytearray, draw: Random, other: bytes) -> None:
    """Change something, mostly near the begin, where headers are; seldom the first bytes: they only tell the format."""
    first = 0 if draw.random() < 0.05 else min(4, len(body))
    at = draw.randrange(first, (len(body) if draw.random() < 0.5 else min(len(body), 256)) + 1)
    size = draw.choice((1, 2, 4, 16, 64, 512))
    match draw.randrange(6):
        case 0:
            body[at : at + 1] = bytes([draw.randrange(256)])
        case 1:
            width = draw.choice((1, 2, 4))
            body[at : at + width] = (draw.choice(INTERESTING) % 256**width).to_bytes(
                width, draw.choice(("big", "little"))
            )
        case 2:
            del body[at : at + size]
        case 3:
            body[at:at] = body[at : at + size]
        case 4:
            body[at : at + size] = draw.randbytes(size)
        case _:
            start = draw.randrange(len(other))
            body[at : at + size] = other[start : start + size]


def main(argv: Sequence[str]) -> int:
    """Print what went wrong and a summary; 1 when anything did."""
    parser = argparse.ArgumentParser(prog="python -m bench fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000, help="mutations (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="(%(default)s)")
    parser.add_argument("--minutes", type=float, default=15, help="stop after so long (%(default)s)")
    parser.add_argument("--keep", type=Path, help="write what went wrong into this folder")
    options = parser.parse_args(argv)
    files = corpus_files()
    codes: Counter[str] = Counter()
    wrong, slowest, largest = 0, 0.0, 0.0
    end, child = time.monotonic() + options.minutes * 60, Child()
    for name, data in chain(files, mutations(files, options.inputs, options.seed)):
        ending = try_file(child, name, data)
        codes[ending.code] += 1
        slowest, largest = max(slowest, ending.seconds), max(largest, ending.mb)
        if ending.wrong:
            wrong += 1
            print(json.dumps(asdict(ending)), flush=True)
            _keep(options.keep, wrong, data)
        if time.monotonic() > end:
            break
    child.close()
    summary = {"files": len(files), "mutations": codes.total() - len(files), "wrong": wrong}
    print(json.dumps({**summary, "slowest s": round(slowest, 2), "peak MB": round(largest), "codes": codes}))
    return 1 if wrong else 0


def _keep(folder: Path | None, number: int, data: bytes) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.bin").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
