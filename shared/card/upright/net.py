"""A small convolutional net that tells upright words from upside-down words and from what is neither."""

import io
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.card.upright.windows import Windows

Floats = NDArray[np.float32]

WEIGHTS: Final = "net.npz"
"""Trained by `python -m bench.training.upright` on drawn text only."""
CLASSES: Final = ("upright", "upside down", "neither")
STRIDE: Final = 2


def log_shares(windows: Windows) -> Floats:
    """Return the log probability of each of CLASSES for each window, (n, 3)."""
    maps = windows[..., None]
    for weight, bias in _convolutions():
        maps = np.maximum(_convolved(maps, weight, bias), 0)
    along = maps.mean(axis=2).transpose(0, 2, 1)
    features = along.reshape(len(along), along.shape[1] * along.shape[2])
    logits = features @ _weights()["dense_weight"].T + _weights()["dense_bias"]
    logits -= logits.max(axis=1, keepdims=True)
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), np.float32)


def _convolved(maps: Floats, weight: Floats, bias: Floats) -> Floats:
    """Convolve (n, h, w, in) with (out, in, k, k) at STRIDE, edges padded with zeros."""
    size = weight.shape[-1]
    pad = size // 2
    padded = np.pad(maps, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    patches = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(1, 2))[:, ::STRIDE, ::STRIDE]
    count, height, width = patches.shape[:3]
    kernels = weight.transpose(2, 3, 1, 0).reshape(-1, len(weight))
    rows = patches.transpose(0, 1, 2, 4, 5, 3).reshape(count * height * width, len(kernels))
    return np.asarray((rows @ kernels + bias).reshape(count, height, width, len(weight)), np.float32)


def _convolutions() -> list[tuple[Floats, Floats]]:
    weights = _weights()
    return [(weights[f"conv{n}_weight"], weights[f"conv{n}_bias"]) for n in (1, 2, 3)]


@cache
def _weights() -> dict[str, Floats]:
    packed = (resources.files(__package__) / WEIGHTS).read_bytes()
    with np.load(io.BytesIO(packed)) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}
