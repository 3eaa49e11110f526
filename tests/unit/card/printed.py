"""Flat cards as the stages after the crop see them, with the boxes of their lines."""

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.synth.card import FlatCard, draw_card
from bench.synth.people import Language
from bench.synth.stock import StockName
from shared.card.rectified import Rectified
from shared.card.upright import Upright

Pixels = NDArray[np.uint8]
PX_PER_MM = 15.0


def flat_card(seed: int, language: Language = "ko", stock: StockName = "white") -> FlatCard:
    return draw_card(seed, language, stock, portrait=False, px_per_mm=PX_PER_MM)


def line_boxes(card: FlatCard) -> NDArray[np.float64]:
    """Left, top, right, bottom of each line in px, (n, 4)."""
    return np.array([line.box for line in card.lines]) * PX_PER_MM


def rectified_of(pixels: Pixels) -> Rectified:
    return Rectified(pixels.copy(), np.eye(3))


def upright_of(pixels: Pixels) -> Upright:
    return Upright(pixels.copy(), np.eye(3), 0, 1.0)


def blank(level: int = 230) -> Pixels:
    noise = np.random.default_rng(1).normal(level, 2, (750, 1350, 1))
    return np.repeat(np.clip(noise, 0, 255), 3, axis=2).astype(np.uint8)


def shaded(pixels: Pixels, least: float) -> Pixels:
    """Light that falls from 1 on the left to `least` on the right."""
    light = np.linspace(1, least, pixels.shape[1])[None, :, None]
    return (pixels * light).astype(np.uint8)


def rotated(pixels: Pixels, degrees: float) -> Pixels:
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(pixels, turn, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)
