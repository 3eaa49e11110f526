"""`python -m bench.training.outlines.draw FOLDER`: compose the training scenes once and store them as arrays."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from bench.training.outlines.scenes import LONG_SIDE, compose

MOST_CARDS = 16
PART = 1000  # scenes a file


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """One part of a set, memory-mapped.

    `pixels` (n, LONG_SIDE, LONG_SIDE, 3) uint8, the scene at the top left; `sizes` (n, 2) its width and height;
    `quads` (n, MOST_CARDS, 4, 2) float32 in px, nan where there is no more card; `wanted` (n, MOST_CARDS) bool.
    """

    pixels: NDArray[np.uint8]
    sizes: NDArray[np.int32]
    quads: NDArray[np.float32]
    wanted: NDArray[np.bool_]


def store(folder: Path, seed: int, part: int, count: int = PART) -> None:
    """Compose scenes `part * PART` and on of the set `seed` into `folder`."""
    pixels = open_memmap(folder / f"pixels-{seed}-{part:03d}.tmp.npy", "w+", np.uint8, (count, LONG_SIDE, LONG_SIDE, 3))
    sizes = np.zeros((count, 2), np.int32)
    quads = np.full((count, MOST_CARDS, 4, 2), np.nan, np.float32)
    wanted = np.zeros((count, MOST_CARDS), bool)
    for place in range(count):
        scene = compose(seed, part * PART + place)
        height, width = scene.pixels.shape[:2]
        pixels[place, :height, :width] = scene.pixels
        sizes[place] = width, height
        quads[place, : len(scene.quads)] = scene.quads
        wanted[place, : len(scene.quads)] = scene.wanted
    pixels.flush()
    np.savez(folder / f"truth-{seed}-{part:03d}.npz", sizes=sizes, quads=quads, wanted=wanted)
    (folder / f"pixels-{seed}-{part:03d}.tmp.npy").rename(folder / f"pixels-{seed}-{part:03d}.npy")


def stored_part(folder: Path, seed: int, part: int) -> Stored | None:
    """Open a part of the set `seed`; None while it is not all drawn."""
    file = folder / f"pixels-{seed}-{part:03d}.npy"
    if not file.exists():
        return None
    truth = np.load(folder / f"truth-{seed}-{part:03d}.npz")
    return Stored(np.load(file, mmap_mode="r"), truth["sizes"], truth["quads"], truth["wanted"])


def main(argv: Sequence[str] | None = None) -> int:
    """Draw what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", type=int, default=10, help=f"how many times {PART} scenes (default: 10)")
    parser.add_argument("--first", type=int, default=0, help="the first part to draw")
    wanted = parser.parse_args(argv)
    cv2.setNumThreads(1)
    wanted.folder.mkdir(parents=True, exist_ok=True)
    for part in range(wanted.first, wanted.first + wanted.parts):
        store(wanted.folder, wanted.seed, part)
        print(f"part {part} of the set {wanted.seed} is drawn", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
