"""Light that falls on the sensor to the JPEG that a phone stores: focus, exposure, noise, tone, sharpening."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from bench.synth.arrays import Field, Pixels, Random, between, chance
from bench.synth.noise import speckle

GAMMA = 2.2
TONES = 4096  # steps of the tone curve's table: fine enough that the darkest 8-bit step is not skipped


@dataclass(frozen=True, slots=True)
class Sensor:
    """How a phone records the scene. `blur` and `motion` are in thousandths of the photo's long side."""

    seed: int
    blur: float = 0.25
    motion: float = 0.0
    exposure: float = 1.0
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)  # blue, green, red: a white balance that is off
    noise: float = 0.006  # standard deviation at mid grey, share of full scale
    vignette: float = 0.15  # share of light lost in the corners
    sharpen: float = 0.5
    contrast: float = 0.3
    quality: int = 90


@cache
def _linear_table() -> Field:
    return ((np.arange(256) / 255.0) ** GAMMA).astype(np.float32)


def linear(pixels: Pixels) -> Field:
    """Turn 8-bit display values into light, float32 0..1, same shape."""
    return np.take(_linear_table(), pixels)


def expose(scene: Field, sensor: Sensor) -> Pixels:
    """Record `scene` (h, w, 3) float32 light, BGR, which is overwritten, as (h, w, 3) uint8."""
    rng = np.random.default_rng((sensor.seed, 11))
    scene *= np.array(sensor.gains, np.float32) * np.float32(sensor.exposure)
    scene *= _vignette(scene.shape[:2], sensor.vignette)[..., None]
    scene = _unfocus(rng, scene, sensor)
    _add_noise(rng, scene, sensor.noise)
    pixels = _tone(scene, sensor.contrast)
    return _sharpened(pixels, sensor.sharpen) if sensor.sharpen else pixels


def encode(pixels: Pixels, quality: int) -> bytes:
    """Store (h, w, 3) uint8 BGR as a JPEG."""
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()


def _vignette(shape: tuple[int, int], loss: float) -> Field:
    rows = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, shape[1], dtype=np.float32)[None, :]
    return np.float32(1.0) - np.float32(loss / 2) * (rows * rows + columns * columns)


def _unfocus(rng: Random, scene: Field, sensor: Sensor) -> Field:
    long = max(scene.shape[:2])
    sigma, streak = sensor.blur * long / 1000, sensor.motion * long / 1000
    if sigma > 0.25:
        scene = cv2.GaussianBlur(scene, (0, 0), sigma)
    if streak > 1.5:
        scene = cv2.filter2D(scene, -1, _streak(streak, rng.uniform(0, np.pi)))
    return scene


def _streak(length: float, angle: float) -> Field:
    side = int(length) | 1
    kernel = np.zeros((side + 2, side + 2), np.float32)
    reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    middle = np.array([side + 1, side + 1]) / 2
    start, end = ((middle + sign * reach).round().astype(int).tolist() for sign in (-1, 1))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA)
    streak: Field = kernel / kernel.sum()
    return streak


def _add_noise(rng: Random, scene: Field, strength: float) -> None:
    """Add shot noise, whose variance grows with the light, smeared a little as denoising does."""
    if strength <= 0:
        return
    height, width = scene.shape[:2]
    grey = cv2.GaussianBlur(speckle(rng, (height, width)), (0, 0), 0.7)
    tone = rng.standard_normal((height // 4 + 1, width // 4 + 1, 3), dtype=np.float32)
    grain: Field = cv2.resize(tone, (width, height), interpolation=cv2.INTER_LINEAR)
    grain *= 0.7
    grain += (2.0 * grey)[..., None]
    np.clip(scene, 0.0, None, out=scene)
    scene += grain * np.sqrt(scene * np.float32(4.5) + np.float32(0.02)) * np.float32(strength)


@cache
def _tone_table(contrast: float) -> Pixels:
    display = np.linspace(0, 1, TONES) ** (1 / GAMMA)
    curved = display * display * (3 - 2 * display)
    return np.round(255 * ((1 - contrast) * display + contrast * curved)).astype(np.uint8)


def _tone(scene: Field, contrast: float) -> Pixels:
    scene *= TONES - 1
    np.clip(scene, 0, TONES - 1, out=scene)
    return np.take(_tone_table(contrast), scene.astype(np.uint16))


def _sharpened(pixels: Pixels, amount: float) -> Pixels:
    return cv2.addWeighted(pixels, 1 + amount, cv2.GaussianBlur(pixels, (0, 0), 1.2), -amount, 0)


def draw_sensor(rng: Random, chat: bool, shrunk: float = 1.0) -> Sensor:
    """Draw a phone and how it was held by lot; `chat` pictures went through a messenger's compression.

    `shrunk` is how far the photo is to be drawn smaller than the phone takes it: averaging leaves less noise.
    """
    left = min(1.0, 3.0 * shrunk)
    dim = chance(rng, 0.1)
    warmth, tint = rng.normal(0.0, 0.1), rng.normal(0.0, 0.03)
    return Sensor(
        seed=int(rng.integers(2**31)),
        blur=float(np.exp(rng.normal(np.log(0.3), 0.5))) + (between(rng, 0.6, 1.6) if chance(rng, 0.15) else 0.0),
        motion=between(rng, 1.5, 5.0) if chance(rng, 0.08) else 0.0,
        exposure=between(rng, 0.18, 0.4) if dim else float(np.exp(rng.normal(-0.1, 0.22))),
        gains=(float(np.exp(-warmth)), float(np.exp(tint)), float(np.exp(warmth))),
        noise=left * (between(rng, 0.012, 0.03) if dim else float(np.exp(rng.normal(np.log(0.005), 0.5)))),
        vignette=between(rng, 0.0, 0.35),
        sharpen=between(rng, 0.0, 0.9),
        contrast=between(rng, 0.0, 0.6),
        quality=int(rng.integers(55, 85)) if chat else int(rng.integers(82, 96)),
    )
