"""`python -m bench synth DIR`: write drawn photographs and their truth.json into a folder."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.synth.demo import demo_photos
from bench.synth.drawn import DrawnPhoto
from bench.synth.hard import hard_photo
from bench.synth.truth import write_photos


def main(argv: Sequence[str] | None = None) -> int:
    """Draw what the arguments ask for; 0 when all is written."""
    parser = argparse.ArgumentParser(prog="python -m bench synth", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the JPEGs and truth.json go")
    parser.add_argument("--count", type=int, default=64, help="how many photos (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes (default: 1)")
    parser.add_argument("--demo", action="store_true", help="draw the few handsome photos of `make demo` instead")
    wanted = parser.parse_args(argv)
    photos = demo_photos() if wanted.demo else _hard_photos(wanted.seed, wanted.count)
    print(f"{write_photos(wanted.folder, photos)} photos and truth.json written to {wanted.folder}")
    return 0


def _hard_photos(seed: int, count: int) -> Iterator[tuple[str, DrawnPhoto]]:
    for number in range(count):
        photo = hard_photo(seed, number)
        yield f"{photo.kind}-{seed}-{number:04d}.jpg", photo


if __name__ == "__main__":
    sys.exit(main())
