"""`python -m bench.training.scores`: fit the weights of shared/card/quads/scoring.py on drawn scenes and print them.

The scenes are those the outline network is trained on, from a seed that it has not seen. The fit is a logistic
regression in two terms: each hypothesis is a card or not, and among those over one card the one that fits best wins.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.accuracy.outlines import polygon_iou
from bench.synth.arrays import Random, between, chance
from bench.training.outlines.scenes import compose
from shared.card.photo import Photo
from shared.card.quads.evidence import gather_evidence
from shared.card.quads.geometry import Flags, Floats, Quads, sound
from shared.card.quads.proposals import propose
from shared.card.quads.refinement import snap
from shared.card.quads.scoring import WEIGHTS, features, overlap

NAMES = tuple(WEIGHTS)
FITS, FITS_WELL = 0.8, 0.92  # IoU: below the one a hypothesis is wrong, above the other it is right
SHARPNESS = 0.025  # of IoU, by which one hypothesis is better than another over the same card
SHRINKAGE = 1e-3
STEPS, RATE = 600, 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """One scene's hypotheses: `found` (n, f), `right` (n,) 0..1, `counts` (n,), and a rivalry for each card.

    A rivalry is the indices of the hypotheses over one card and how much each is to be preferred, summing to 1.
    """

    found: Floats
    right: Floats
    counts: Flags
    rivalries: tuple[tuple[NDArray[np.int_], Floats], ...]


def main(argv: Sequence[str] | None = None) -> int:
    """Draw, measure, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=5000)
    parser.add_argument("--scenes", type=int, default=600)
    wanted = parser.parse_args(argv)
    cv2.setNumThreads(1)
    weights, bias = fit(list(learnt(wanted.seed, wanted.scenes)))
    for name, weight in zip(NAMES, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print(f"BIAS: Final = {bias:.2f}")
    return 0


def learnt(seed: int, count: int) -> Iterator[Learnt]:
    """Draw `count` scenes as a camera would spoil them and measure their hypotheses."""
    for number in range(count):
        scene = compose(seed, number)
        rng = np.random.default_rng((seed, number, 1))
        pixels = spoilt(rng, scene.pixels)
        evidence = gather_evidence(Photo(pixels, pixels.shape[1], pixels.shape[0], 1.0))
        quads = snap(propose(evidence), evidence)
        quads = quads[sound(quads, evidence.size)]
        found = features(quads, evidence)
        table = np.column_stack([found[name] for name in NAMES])
        yield labelled(table, quads, scene.quads.astype(np.float64), scene.wanted.astype(bool))


def spoilt(rng: Random, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Blur, darken, grain and compress a scene, each now and then."""
    if chance(rng, 0.35):
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), between(rng, 0.4, 1.6)), np.uint8)
    if chance(rng, 0.5):
        grain = rng.normal(0, between(rng, 1, 7), pixels.shape)
        pixels = np.clip(pixels * between(rng, 0.35, 1.1) + grain, 0, 255).astype(np.uint8)
    if chance(rng, 0.4):
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 90))]
        pixels = np.asarray(cv2.imdecode(cv2.imencode(".jpg", pixels, quality)[1], cv2.IMREAD_COLOR), np.uint8)
    return pixels


def labelled(found: Floats, quads: Quads, cards: Quads, wanted: Flags) -> Learnt:
    """Compare the hypotheses with the cards; those over a card that is not `wanted` do not count."""
    ious = np.array([[polygon_iou(quad, card) for card in cards] for quad in quads]).reshape(len(quads), len(cards))
    asked, open_ = (ious[:, which].max(axis=1, initial=0) for which in (wanted, ~wanted))
    counts = ~((open_ > 0.5) & (asked < 0.5))
    fit_one = ious[:, wanted]
    rivalries = tuple(
        _rivalry(fit_one, n, quads, counts) for n in range(fit_one.shape[1]) if fit_one[:, n].max() > 0.85
    )
    return Learnt(found, np.clip((asked - FITS) / (FITS_WELL - FITS), 0, 1), counts, rivalries)


def _rivalry(ious: Floats, card: int, quads: Quads, counts: Flags) -> tuple[NDArray[np.int_], Floats]:
    best = int(ious[:, card].argmax())
    other_card = (ious.max(axis=1) > FITS) & (ious[:, card] < 0.5)
    rivals = np.nonzero((overlap(quads[best], quads) > 0.2) & counts & ~other_card)[0]
    preference = np.exp((ious[rivals, card] - ious[best, card]) / SHARPNESS)
    return rivals, preference / preference.sum()


def fit(scenes: Sequence[Learnt]) -> tuple[Floats, float]:
    """Return weights and bias of the raw features (Adam on all scenes at once)."""
    everything = np.concatenate([scene.found for scene in scenes])
    mean, spread = everything.mean(axis=0), everything.std(axis=0) + 1e-6
    scaled = [(scene.found - mean) / spread for scene in scenes]
    at, first, second = np.zeros((3, len(NAMES) + 1))
    for step in range(1, STEPS + 1):
        slopes = [_slope(x, scene, at) for x, scene in zip(scaled, scenes, strict=True)]
        slope = np.asarray(np.mean(slopes, axis=0), np.float64)
        slope[:-1] += SHRINKAGE * at[:-1]
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        pace = RATE * (0.5 + 0.5 * np.cos(np.pi * step / STEPS))
        at = at - pace * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    weights = at[:-1] / spread
    return weights, float(at[-1] - mean @ weights)


def _slope(x: Floats, scene: Learnt, at: Floats) -> Floats:
    """Return the gradient of one scene's loss by weights and bias."""
    raw = x @ at[:-1] + at[-1]
    right = (scene.right > 0.5) & scene.counts
    wrong = (scene.right <= 0.5) & scene.counts
    share = 0.5 * right / max(right.sum(), 1) + 0.5 * wrong / max(wrong.sum(), 1)
    off = (1 / (1 + np.exp(-raw)) - scene.right) * share
    slope = np.append(x.T @ off, off.sum())
    for rivals, preference in scene.rivalries:
        chosen = np.exp(raw[rivals] - raw[rivals].max())
        slope[:-1] += x[rivals].T @ (chosen / chosen.sum() - preference) / len(scene.rivalries)
    return slope


if __name__ == "__main__":
    sys.exit(main())
