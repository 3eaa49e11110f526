"""`python -m bench.training.outlines.export RUN`: trained weights to the ONNX file that ships, checked to agree."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch

from bench.training.outlines.network import PLANES_IN, OutlineNet
from shared.card.quads.mask import SIDE

SHIPPED = Path("shared/card/quads/weights/card_mask.onnx")
TOLERANCE = 1e-3  # of a logit


def export(run: Path, file: Path) -> None:
    """Write `run`'s weights as `file`."""
    network = OutlineNet().eval()
    network.load_state_dict(torch.load(run / "weights.pt"))
    planes = torch.zeros(1, PLANES_IN, SIDE, SIDE)
    torch.onnx.export(network, (planes,), file, input_names=["planes"], output_names=["out"], dynamo=False)
    print(f"{file}: {sum(one.numel() for one in network.parameters())} parameters, {file.stat().st_size} bytes")
    noise = torch.from_numpy(np.random.default_rng(1).normal(size=(1, PLANES_IN, SIDE, SIDE)).astype(np.float32))
    shipped = cv2.dnn.readNetFromONNX(str(file))
    shipped.setInput(noise.numpy())
    with torch.no_grad():
        apart = float(np.abs(shipped.forward() - network(noise).numpy()).max())
    if apart > TOLERANCE:
        raise SystemExit(f"cv2.dnn and torch differ by {apart}")
    print(f"cv2.dnn and torch differ by {apart:.1e} at most")


def main(argv: Sequence[str] | None = None) -> int:
    """Export what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="the folder with weights.pt")
    parser.add_argument("file", type=Path, nargs="?", default=SHIPPED)
    wanted = parser.parse_args(argv)
    export(wanted.run, wanted.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
