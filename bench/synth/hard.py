"""A seed to one photograph as difficult as people really send them: the set for training and measuring."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from bench.synth.arrays import Random, between, chance, pick
from bench.synth.camera import Camera, Place
from bench.synth.card import FlatCard, draw_card
from bench.synth.desk import DESKS, DeskName
from bench.synth.drawn import DrawnPhoto
from bench.synth.hand import draw_hand, holding_finger, open_hand
from bench.synth.light import Light, draw_light
from bench.synth.people import Language
from bench.synth.photo import photograph
from bench.synth.places import (
    Arrange,
    cut_place,
    filling_camera,
    fitting_places,
    grid_places,
    print_resolution,
    touching_places,
)
from bench.synth.scene import Laid, Scene
from bench.synth.sensor import Sensor, draw_sensor
from bench.synth.stock import STOCKS, StockName
from bench.synth.things import FINEST, draw_thing, pen

Kind: TypeAlias = Literal["single", "cut", "filling", "several", "touching", "grid", "held", "empty", "scan"]

KINDS: tuple[Kind, ...] = (
    *("single",) * 25, *("cut",) * 4, *("filling",) * 3, *("several",) * 5, *("touching",) * 3, *("grid",) * 2,
    *("held",) * 3, *("empty",) * 4, *("scan",) * 3,
)  # fmt: skip
PHONE_SIZES = ((4032, 3024), (4032, 3024), (4000, 3000), (4000, 2250), (3264, 2448), (3840, 2160))
CHAT_SIZES = ((640, 480), (960, 720), (1280, 960), (1440, 1080))  # what messengers and old phones leave
SCAN_SIZES = ((720, 400), (1063, 591), (2126, 1181), (3189, 1772))  # 90 x 50 mm at 200, 300, 600 and 900 dpi
WHITE_DESKS: tuple[DeskName, ...] = ("white", "white", "marble")
DARK_DESKS: tuple[DeskName, ...] = ("black", "darkwood", "leather")
ARRANGEMENTS: dict[Kind, Arrange] = {"touching": touching_places, "grid": grid_places}
SHRINK = 0.85  # of the share of the frame, from one try to lay the cards to the next


@dataclass(frozen=True, slots=True)
class Setting:
    """What kind of photo is taken, of which stock on which desk; None leaves the stock to each card."""

    kind: Kind
    desk: DeskName
    stock: StockName | None
    size: tuple[int, int]
    chat: bool


def hard_photo(seed: int, number: int, long_side: int | None = None) -> DrawnPhoto:
    """Draw photo `number` of the set `seed`, its long side `long_side` px or what a phone would give it."""
    rng = np.random.default_rng((seed, number))
    setting = _draw_setting(rng)
    shrunk = 1.0 if long_side is None else long_side / max(setting.size)
    setting = replace(setting, size=(round(setting.size[0] * shrunk), round(setting.size[1] * shrunk)))
    if setting.kind == "scan":
        return photograph(_scan(rng, setting))
    camera, cards = _draw_cards(rng, setting)
    things = _with_clutter(rng, setting, camera, cards)
    desk_seed, light = int(rng.integers(2**31)), draw_light(rng)
    sensor = draw_sensor(rng, setting.chat, shrunk)
    return photograph(Scene(setting.desk, desk_seed, things, camera, light, sensor))


def _draw_setting(rng: Random) -> Setting:
    kind, chat, lying, lot = pick(rng, KINDS), chance(rng, 0.2), chance(rng, 0.55), rng.random()
    wide, high = pick(rng, SCAN_SIZES if kind == "scan" else CHAT_SIZES if chat else PHONE_SIZES)
    size = (wide, high) if lying else (high, wide)
    if kind == "held":
        return Setting(kind, "room", None, size, chat)
    if lot < 0.13:
        return Setting(kind, pick(rng, WHITE_DESKS), pick(rng, ("white", "ivory")), size, chat)
    if lot < 0.23:
        return Setting(kind, pick(rng, DARK_DESKS), "dark", size, chat)
    return Setting(kind, pick(rng, DESKS), None, size, chat)


def _draw_cards(rng: Random, setting: Setting) -> tuple[Camera, tuple[Laid, ...]]:
    count = {"empty": 0, "several": int(rng.integers(2, 6)), "touching": 2, "grid": int(rng.integers(4, 10))}.get(
        setting.kind, 1
    )
    share = float(np.exp(rng.uniform(np.log(0.08), np.log(0.55)))) / max(count, 1) ** 0.5
    angles = [_draw_angle(rng) for _ in range(count)]
    camera = _draw_camera(rng, setting, share)
    cards = [_draw_card(rng, setting, camera) for _ in range(count)]
    sizes_mm = [card.size_mm for card in cards]
    places: tuple[Place, ...] | None = None
    if setting.kind == "filling":
        camera, places = filling_camera(rng, camera, sizes_mm[0], angles[0]), (Place(0.0, 0.0, angles[0]),)
    if setting.kind == "cut":
        places = (cut_place(rng, camera, sizes_mm[0], angles[0]),)
    while places is None:
        places = ARRANGEMENTS.get(setting.kind, fitting_places)(rng, camera, sizes_mm, angles)
        camera = camera if places else replace(camera, px_per_mm=camera.px_per_mm * SHRINK**0.5)
    return camera, tuple(zip(cards, places, strict=True))


def _draw_angle(rng: Random) -> float:
    quarter = pick(rng, (0, 0, 0, 0, 0, 90, 90, 270, 270, 180))
    return quarter + between(rng, -12.0, 12.0) if chance(rng, 0.78) else between(rng, 0.0, 360.0)


def _draw_camera(rng: Random, setting: Setting, share: float) -> Camera:
    lean = pick(rng, ((0.0, 6.0), (3.0, 15.0), (3.0, 15.0), (10.0, 25.0), (20.0, 40.0)))
    if setting.kind == "filling":
        lean = (0.0, 8.0)
    focal = pick(rng, (26 / 36, 26 / 36, 1.0, 1.5))
    scale = float(np.sqrt(share * setting.size[0] * setting.size[1] / (90 * 50)))
    return Camera(setting.size, scale, between(rng, *lean), between(rng, 0.0, 360.0), focal)


def _draw_card(rng: Random, setting: Setting, camera: Camera) -> FlatCard:
    language: Language = pick(rng, ("ko", "ko", "en"))
    stock, portrait = setting.stock or pick(rng, STOCKS), False if setting.kind == "grid" else None
    return draw_card(int(rng.integers(2**31)), language, stock, portrait, print_resolution(camera.px_per_mm))


def _with_clutter(rng: Random, setting: Setting, camera: Camera, cards: tuple[Laid, ...]) -> tuple[Laid, ...]:
    if setting.kind == "held":
        hand = draw_hand(rng, camera.px_per_mm)
        other = holding_finger(rng, hand, *cards[0]) if chance(rng, 0.5) else ()
        return *open_hand(rng, hand, cards[0][1]), *cards, *other
    below: list[Laid] = []
    above: list[Laid] = []
    half = np.array(camera.size) / 2 / camera.px_per_mm
    for _ in range(int(rng.integers(1, 6)) if chance(rng, 0.4) else 0):
        x, y = (rng.uniform(-1.1, 1.1, 2) * half).tolist()
        below.append((draw_thing(rng, camera.px_per_mm), Place(x, y, between(rng, 0.0, 360.0))))
    if len(cards) == 1 and chance(rng, 0.12):
        above += holding_finger(rng, draw_hand(rng, camera.px_per_mm), *cards[0])
    elif cards and chance(rng, 0.05):
        x, y = (rng.uniform(-0.5, 0.5, 2) * half).tolist()
        above.append((pen(rng, FINEST), Place(x, y, between(rng, 0.0, 360.0))))
    return (*below, *cards, *above)


def _scan(rng: Random, setting: Setting) -> Scene:
    """A flatbed scan, cropped to the card or with a rim of the lid."""
    card = _draw_card(rng, setting, Camera(setting.size, max(setting.size) / 90))
    rim = between(rng, 2.0, 12.0) if chance(rng, 0.5) else 0.0
    dots = max(setting.size) / (max(card.size_mm) + rim)
    size = (round((card.size_mm[0] + rim) * dots), round((card.size_mm[1] + rim) * dots))
    place = Place(0.0, 0.0, between(rng, -1.5, 1.5) if rim else 0.0)
    light = Light(int(rng.integers(2**31)), slope=0.05)
    sensor = Sensor(light.seed, blur=0.3, noise=0.003, vignette=0.0, sharpen=0.3, contrast=0.2)
    lid: DeskName = pick(rng, ("white", "grey", "black"))
    return Scene(lid, light.seed, ((card, place),), Camera(size, dots), light, sensor, "scan")
