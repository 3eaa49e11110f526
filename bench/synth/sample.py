"""A seed to one plain, well-lit photograph: what the tests of other modules and `make demo` work on."""

from dataclasses import dataclass

import numpy as np

from bench.synth.arrays import between, pick
from bench.synth.camera import Camera
from bench.synth.card import draw_card
from bench.synth.desk import DeskName
from bench.synth.drawn import DrawnPhoto
from bench.synth.light import Light
from bench.synth.people import Language
from bench.synth.photo import photograph
from bench.synth.places import fitting_places, print_resolution
from bench.synth.scene import Scene
from bench.synth.sensor import Sensor
from bench.synth.stock import StockName

PLAIN_DESKS: tuple[DeskName, ...] = ("wood", "darkwood", "grey", "cloth", "felt")
COVER = 0.45  # share of the frame that one card takes when it lies as it should
SHRINK = 0.85  # from one try to lay the cards to the next


@dataclass(frozen=True, slots=True)
class Look:
    """What a sample photo should look like; None leaves it to the seed.

    `turn` is the number of degrees clockwise (0, 90, 180, 270) that makes the cards' text upright.
    """

    turn: int = 0
    desk: DeskName | None = None
    stock: StockName | None = "white"
    portrait: bool = False
    light: Light | None = None
    sensor: Sensor | None = None


def sample_photo(
    seed: int,
    cards: int = 1,
    language: Language = "ko",
    size: tuple[int, int] = (1600, 1200),
    look: Look = Look(),
) -> DrawnPhoto:
    """Draw a photo of `size` (width, height) px with `cards` cards on a desk, slightly tilted, all in the frame.

    The same arguments give the same bytes.
    """
    rng = np.random.default_rng(seed)
    desk = pick(rng, PLAIN_DESKS)
    angles = [between(rng, -8.0, 8.0) - look.turn for _ in range(cards)]
    tilt, azimuth = between(rng, 0.0, 18.0), between(rng, 0.0, 360.0)
    share, places = COVER / max(cards, 1) ** 0.7, None
    while places is None:
        camera = Camera(size, float(np.sqrt(share * size[0] * size[1] / (90 * 50))), tilt, azimuth)
        fine = print_resolution(camera.px_per_mm)
        drawn = [draw_card(seed * 16 + n, language, look.stock, look.portrait, fine) for n in range(cards)]
        places = fitting_places(rng, camera, [card.size_mm for card in drawn], angles)
        share *= SHRINK
    lying = tuple(zip(drawn, places, strict=True))
    lit, seen = look.light or Light(seed, slope=0.2), look.sensor or Sensor(seed)
    return photograph(Scene(look.desk or desk, seed, lying, camera, lit, seen))
