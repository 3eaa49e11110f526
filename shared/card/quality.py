"""How good a photo of a card is, what is wrong with it, and what the photographer should do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.card.enhanced import Enhanced, burnt_out
from shared.card.lines import Line
from shared.card.lines.crops import TEXT_HEIGHT
from shared.card.photo import Photo
from shared.card.quads import Quad
from shared.card.upright import Upright

Grey: TypeAlias = NDArray[np.uint8]
Verdict: TypeAlias = Literal["good", "usable", "retake"]

USABLE: Final = 0.4  # a defect from here on costs characters
RETAKE: Final = 0.8  # a defect from here on costs lines
WORK_SIDE: Final = 800  # px, long side of the card on which contrast, noise and shade are measured

LIMITS: Final = {
    # From harmless to hopeless. Measured on drawn cards harmed step by step: at USABLE Tesseract's character
    # error rate on the enhanced card is about 5 %, at RETAKE 20 % or more. Shadow, cut_off and glare by eye.
    "blurry": (0.1, 0.25),  # of the text's height
    "dark": (80.0, 15.0),  # grey level of the photo's highlights
    "low_resolution": (10.5, 5.5),  # photo px of a small line's height
    "glare": (0.005, 0.1),  # share of the part of the card that holds the text
    "shadow": (0.4, 1.2),  # share of the light that is lacking; hardly ever a reason to take it again
    "cut_off": (0.0, 0.03),  # of the card's diagonal
    "faint": (20.0, 2.0),  # grey levels between print and ground
    "noisy": (0.03, 0.25),  # of the print's contrast
}
MOST_LINES, MOST_COLUMNS = 5, 400  # lines, and px of each, on which the sharpness is measured
PRINT_SHARE: Final = 0.025  # of the card's diagonal; the height of its small print where no line was found


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence for the photographer in Korean and in English."""

    ko: str
    en: str


GOOD: Final = Advice("잘 찍혔어요.", "The photo is good.")
ADVICE: Final = {
    "blurry": Advice(
        "사진이 흐려요. 초점을 맞추고 흔들리지 않게 다시 찍어 주세요.",
        "The photo is blurred. Focus, hold still and take it again.",
    ),
    "dark": Advice("너무 어두워요. 밝은 곳에서 다시 찍어 주세요.", "It is too dark. Take it again in better light."),
    "low_resolution": Advice(
        "글자가 너무 작아요. 더 가까이에서 다시 찍어 주세요.", "The print is too small. Move closer and take it again."
    ),
    "glare": Advice(
        "빛 반사가 있어요. 각도를 바꿔 다시 찍어 주세요.", "There is glare. Change the angle and take it again."
    ),
    "shadow": Advice("그림자가 있어요. 그림자가 지지 않게 찍어 주세요.", "There is a shadow. Keep it off the card."),
    "cut_off": Advice(
        "명함이 잘렸어요. 네 모서리가 모두 나오게 다시 찍어 주세요.",
        "The card is cut off. Show all four corners and take it again.",
    ),
    "faint": Advice(
        "글자가 흐릿해요. 고른 빛에서 다시 찍어 주세요.", "The print is faint. Take it again in even light."
    ),
    "noisy": Advice(
        "사진에 잡티가 많아요. 밝은 곳에서 다시 찍어 주세요.", "The photo is grainy. Take it again in better light."
    ),
}


@dataclass(frozen=True, slots=True)
class Defects:
    """What is wrong with one card's photo, each from 0, not at all, to 1, hopeless."""

    blurry: float
    dark: float
    low_resolution: float
    glare: float
    shadow: float
    cut_off: float
    faint: float
    noisy: float


@dataclass(frozen=True, slots=True)
class Quality(Defects):
    """The defects, what they amount to, and what to do about the worst of them."""

    verdict: Verdict
    advice: Advice


def judge_quality(photo: Photo, quad: Quad, upright: Upright, enhanced: Enhanced, lines: Sequence[Line]) -> Quality:
    """Judge one card of a photo from what the stages made of it."""
    seen = measure(photo, quad, upright, enhanced, lines)
    scores = {name: float(_ramp(getattr(seen, name), *LIMITS[name])) for name in ADVICE}
    worst = max(scores, key=lambda name: scores[name])
    verdict: Verdict = "retake" if scores[worst] >= RETAKE else "usable" if scores[worst] >= USABLE else "good"
    return Quality(**scores, verdict=verdict, advice=GOOD if verdict == "good" else ADVICE[worst])


def measure(photo: Photo, quad: Quad, upright: Upright, enhanced: Enhanced, lines: Sequence[Line]) -> Defects:
    """Return the raw measurements behind the scores, in the units of LIMITS."""
    grey = _work_size(upright.pixels)
    contrast = print_contrast(grey)
    card = float(np.linalg.norm(quad.corners[0] - quad.corners[2]))
    return Defects(
        blurry=edge_width(lines)
        if lines
        else _edge_width(enhanced.pixels) / (PRINT_SHARE * np.hypot(*enhanced.pixels.shape)),
        dark=highlight(photo),
        low_resolution=text_height(lines) or card * PRINT_SHARE,
        glare=text_glare(upright, lines) if lines else enhanced.glare,
        shadow=unevenness(upright.pixels),
        cut_off=outside(photo, quad) / card,
        faint=contrast,
        noisy=noise_level(grey) / contrast,
    )


def print_contrast(grey: Grey) -> float:
    """Return how many grey levels the stronger print stands out of its ground."""
    level = cv2.GaussianBlur(grey, (0, 0), 1)
    return max(1.0, float(np.percentile(cv2.absdiff(level, cv2.blur(level, (41, 41)))[::2, ::2], 98)))


def noise_level(grey: Grey) -> float:
    """Return the standard deviation of pixel noise (Immerkaer, 1996), by the median so that print is left out."""
    mask = np.array([(1, -2, 1), (-2, 4, -2), (1, -2, 1)], np.float32)
    return float(np.median(np.abs(cv2.filter2D(grey, cv2.CV_16S, mask)[::2, ::2]))) / 0.6745 / 6


def edge_width(lines: Sequence[Line]) -> float:
    """Return over what share of the text's height the sharpest edges of the print rise, the median line's."""
    widths = [_edge_width(line.pixels[:, :MOST_COLUMNS]) / TEXT_HEIGHT for line in lines[:MOST_LINES]]
    return float(np.median(widths))


def _edge_width(grey: Grey) -> float:
    """Return the px over which edges rise in the worse of both directions: motion blurs only one."""
    low, high = np.percentile(grey[::2], (2, 90))
    slopes = [np.percentile(np.abs(cv2.Scharr(grey, cv2.CV_16S, *axis))[::2], 98) / 32 for axis in ((1, 0), (0, 1))]
    return float((high - low) / max(1.0, min(slopes)))


def text_glare(upright: Upright, lines: Sequence[Line]) -> float:
    """Return the burnt-out share of the part of the card that the lines span."""
    burnt = burnt_out(upright.pixels)
    corners = np.concatenate([line.quad for line in lines])[None]
    on_card = cv2.perspectiveTransform(corners, np.linalg.inv(upright.matrix))[0]
    scale = burnt.shape[1] / upright.pixels.shape[1]
    (left, top), (right, bottom) = (on_card.min(axis=0) * scale).astype(int), (on_card.max(axis=0) * scale).astype(int)
    return float(burnt[max(top, 0) : bottom + 1, max(left, 0) : right + 1].mean())


def unevenness(pixels: NDArray[np.uint8]) -> float:
    """Return the share of light, 0..1, that the darker parts of the card's main stock lack."""
    step = max(1, min(pixels.shape[:2]) // 120)
    sampled = np.ascontiguousarray(pixels[::step, ::step])
    small = cv2.resize(sampled, (60, 40), interpolation=cv2.INTER_AREA).astype(np.float32) + 1
    ground = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)).reshape(-1, 3)
    light = ground.sum(axis=1)
    tint = ground / light[:, None]
    stock = np.abs(tint - np.median(tint, axis=0)).max(axis=1) < 0.03
    low, high = np.percentile(light[stock], (5, 90)) if stock.any() else (1.0, 1.0)
    return float(1 - low / high)


def highlight(photo: Photo) -> float:
    """Return the grey level that one pixel in a hundred of the whole photo reaches."""
    step = max(1, min(photo.pixels.shape[:2]) // 100)
    return float(np.percentile(photo.pixels[::step, ::step].max(axis=2), 99))


def outside(photo: Photo, quad: Quad) -> float:
    """Return how far, in photo px, the card reaches beyond the frame."""
    frame = np.array([photo.width - 0.5, photo.height - 0.5])
    beyond = np.maximum(-0.5 - quad.corners, quad.corners - frame)
    return max(0.0, float(beyond.max()))


def text_height(lines: Sequence[Line]) -> float:
    """Return the height of the smaller lines in photo px, 0 without lines."""
    heights = [float(np.linalg.norm(line.quad[3] - line.quad[0])) for line in lines]
    return float(np.percentile(heights, 25)) if heights else 0.0


def _work_size(pixels: NDArray[np.uint8]) -> Grey:
    scale = min(1.0, WORK_SIDE / max(pixels.shape))
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8)


def _ramp(value: float, harmless: float, hopeless: float) -> float:
    return float(np.clip((value - harmless) / (hopeless - harmless), 0.0, 1.0))
