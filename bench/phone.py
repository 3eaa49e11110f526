"""Drawn photos as a phone's camera stores them, 12 MP in 3 to 4 MB: what speed is measured on."""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from bench.synth.arrays import Pixels, between
from bench.synth.camera import Camera, Place
from bench.synth.card import draw_card
from bench.synth.desk import DeskName
from bench.synth.light import Light
from bench.synth.photo import photograph
from bench.synth.places import print_resolution
from bench.synth.scene import Laid, Scene
from bench.synth.sensor import Sensor
from bench.synth.things import draw_thing

SIZE: Final = (4032, 3024)  # px
LONG_SIDES: Final = {"large": 2900, "small": 1500}  # px, of a card of 90 mm
MOST_BYTES: Final = 4_000_000
_GRAIN: Final = 6.0  # grey levels; with it these photos need 3 to 4 MB at the quality that phones use
_FINEST: Final = 97  # JPEG quality


def phone_photos() -> Iterator[tuple[str, bytes]]:
    """Yield a name and a JPEG: a large and a small card, each alone on a desk and among other things."""
    for size, long_side in LONG_SIDES.items():
        for seed, cluttered in enumerate((False, True)):
            pixels = _photograph(seed, long_side / 90, cluttered=cluttered)
            yield f"{size} card, {'cluttered' if cluttered else 'plain'} desk", _stored(_grained(seed, pixels))


def _photograph(seed: int, px_per_mm: float, *, cluttered: bool) -> Pixels:
    rng = np.random.default_rng((seed, round(px_per_mm)))
    camera = Camera(SIZE, px_per_mm, tilt=8.0, azimuth=40.0)
    card = draw_card(seed, "ko", "white", False, print_resolution(px_per_mm))
    things: list[Laid] = [(card, Place(0.0, 0.0, 6.0))]
    for n in range(5 if cluttered else 0):  # in a ring around the card
        angle, far = 2 * np.pi * n / 5 + 0.3, between(rng, 85.0, 110.0)
        place = Place(far * np.cos(angle), 0.75 * far * np.sin(angle), between(rng, 0.0, 360.0))
        things.insert(0, (draw_thing(rng, px_per_mm), place))
    desk: DeskName = "wood" if cluttered else "grey"
    return photograph(Scene(desk, seed, tuple(things), camera, Light(seed, slope=0.2), Sensor(seed))).pixels


def _grained(seed: int, pixels: Pixels) -> Pixels:
    """Add what denoising leaves of the sensor's noise: a little coarser than a px, the same in all colours."""
    noise = np.random.default_rng((seed, 3)).normal(0, _GRAIN, pixels.shape[:2])
    return np.asarray(np.clip(pixels + cv2.GaussianBlur(noise, (0, 0), 0.7)[..., None], 0, 255), np.uint8)


def _stored(pixels: Pixels) -> bytes:
    """Return the JPEG of the best quality that keeps within MOST_BYTES."""
    for quality in range(_FINEST, 80, -1):
        data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        if len(data) <= MOST_BYTES:
            break
    return bytes(data.tobytes())
