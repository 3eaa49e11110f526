"""`python -m bench.training.outlines.train SCENES RUN`: learn from the stored scenes, spoilt anew each time.

The same arguments give the same weights on the same machine: every sample has a seed of its own.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from bench.training.outlines.draw import PART, Stored, stored_part
from bench.training.outlines.network import OutlineNet, losses
from bench.training.outlines.samples import draw_sample
from shared.card.quads.mask import SIDE

WARM_UP = 200  # steps
DECAY_FROM = 0.6  # of all steps; then the rate falls to nothing along a line
AVERAGE = 0.99  # of the running mean of the weights, which is what is kept
REPORT = 100  # steps


@dataclass(frozen=True)
class Plan:
    """One run: `start` are weights to go on from; `side` px are the pictures it learns from."""

    scenes: Path
    run: Path
    start: Path | None
    seed: int
    parts: int
    side: int
    rate: float
    steps: int
    batch: int
    threads: int


@dataclass(frozen=True)
class Scenes(Dataset[tuple[Tensor, ...]]):
    """Sample (round, scene) of a set, on pictures of `side` px."""

    folder: Path
    seed: int
    side: int

    def __getitem__(self, key: tuple[int, int]) -> tuple[Tensor, ...]:
        """Return planes, outline, centre and corner maps."""
        number, scene = key
        part = _opened(self.folder, self.seed, scene // PART)
        place = scene % PART
        width, height = part.sizes[place]
        cards = int(np.isfinite(part.quads[place, :, 0, 0]).sum())
        rng = np.random.default_rng((self.seed, number, scene, self.side))
        sample = draw_sample(
            rng, part.pixels[place, :height, :width], part.quads[place, :cards], part.wanted[place, :cards], self.side
        )
        maps = sample.planes, sample.outline, sample.centre, sample.corners
        return tuple(torch.from_numpy(np.ascontiguousarray(one)) for one in maps)


@cache
def _opened(folder: Path, seed: int, part: int) -> Stored:
    while (found := stored_part(folder, seed, part)) is None:
        time.sleep(5)
    return found


def visits(seed: int, parts: int) -> Iterator[tuple[int, int]]:
    """Yield (round, scene) for ever, drawn by lot: the first round part by part, as they are drawn, then any."""
    rng = np.random.default_rng(seed)
    for part in range(parts):
        yield from ((0, int(scene)) for scene in part * PART + rng.permutation(PART))
    number = 0
    while number := number + 1:
        yield from ((number, int(scene)) for scene in rng.permutation(parts * PART))


def train(plan: Plan) -> None:
    """Train for `plan.steps` batches, saving the averaged weights with every report."""
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    network = OutlineNet()
    if plan.start:
        network.load_state_dict(torch.load(plan.start))
    network = network.to(memory_format=torch.channels_last)
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGE), use_buffers=True
    )
    optimizer = torch.optim.AdamW(network.parameters(), plan.rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, plan.steps))
    order = list(islice(visits(plan.seed, plan.parts), plan.steps * plan.batch))
    scenes = Scenes(plan.scenes, plan.seed, plan.side)
    loader = DataLoader(scenes, plan.batch, sampler=order, num_workers=1, prefetch_factor=6, worker_init_fn=_alone)
    started, seen = time.monotonic(), dict[str, float]()
    for step, (planes, *truth) in enumerate(loader, 1):
        each = losses(network(planes.contiguous(memory_format=torch.channels_last)), *truth)
        optimizer.zero_grad()
        sum(each.values()).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        average.update_parameters(network)
        for name, value in each.items():
            seen[name] = seen.get(name, 0.0) + value.item() / REPORT
        if step % REPORT == 0:
            torch.save(average.module.state_dict(), plan.run / "weights.pt")
            figures = "  ".join(f"{name} {value:.3f}" for name, value in seen.items())
            print(f"{step:6} {time.monotonic() - started:7.0f} s  {figures}", flush=True)
            seen.clear()


def _alone(_: int) -> None:
    cv2.setNumThreads(1)
    torch.set_num_threads(1)


def _rate(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / WARM_UP, (steps - step) / (steps * (1 - DECAY_FROM)))


def main(argv: Sequence[str] | None = None) -> int:
    """Train as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", type=Path, help="what `draw` wrote")
    parser.add_argument("run", type=Path, help="where weights.pt goes")
    parser.add_argument("--start", type=Path, help="weights.pt to go on from")
    parser.add_argument("--seed", type=int, default=1, help="of the scenes and of everything drawn by lot")
    parser.add_argument("--parts", type=int, default=7, help="parts of the set to learn from")
    parser.add_argument("--side", type=int, default=SIDE, help="px of the pictures to learn from")
    parser.add_argument("--rate", type=float, default=2e-3, help="of learning, before it falls")
    parser.add_argument("--steps", type=int, default=2100)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--threads", type=int, default=1)
    plan = Plan(**vars(parser.parse_args(argv)))
    plan.run.mkdir(parents=True, exist_ok=True)
    train(plan)
    return 0


if __name__ == "__main__":
    sys.exit(main())
