"""A seed to one scene of LONG_SIDE px and the quads in it; how a camera spoils it comes later, anew each round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.synth.arrays import Pixels, Points, Random, between, chance, pick
from bench.synth.camera import Camera, Place, project, rectangle
from bench.synth.hand import Hand, draw_hand, holding_finger, open_hand
from bench.synth.lay import Flat, Lie, Picture, lay
from bench.synth.light import Light, light_map
from bench.synth.things import Thing, draw_thing, pen
from bench.training.outlines.grounds import camouflage, draw_ground
from bench.training.outlines.sheets import Sheet, business_card, card_back, identity_card, page

LONG_SIDE = 400
CARDS, THINGS = 4000, 240  # how many different ones the scenes of all seeds share; drawing is dearer than laying
THING_PX_PER_MM = 2.5
RATIOS = (0.75, 0.75, 0.75, 0.5625, 2 / 3, 1.0, 0.46)
MIN_VISIBLE = 0.5  # share of a card that must be in the frame and uncovered to be asked for
LEAST_SHOWN = 6.0  # px
MIN_COVER = 0.006  # of the frame; smaller cards are neither asked for nor held against the network
GAMMA = 2.2


@dataclass(frozen=True, slots=True, eq=False)
class Composed:
    """`pixels` (h, w, 3) uint8 BGR; `quads` (n, 4, 2) float32 photo px; `wanted` (n,) bool, False: leave it open."""

    pixels: Pixels
    quads: NDArray[np.float32]
    wanted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A sheet and where it lies."""

    sheet: Sheet
    place: Place

    def quad(self, camera: Camera) -> Points:
        """Corners in photo px."""
        return project(self.view(camera), rectangle((0, 0, *self.sheet.size_mm)))

    def view(self, camera: Camera) -> Points:
        """Homography from the sheet's mm to photo px."""
        return camera.matrix @ self.place.matrix(self.sheet.size_mm)


def compose(seed: int, number: int) -> Composed:
    """Compose scene `number` of the set `seed`."""
    rng = np.random.default_rng((seed, number))
    long, short = LONG_SIDE, round(LONG_SIDE * pick(rng, RATIOS))
    size = (long, short) if chance(rng, 0.55) else (short, long)
    arrange = _ARRANGEMENTS[int(np.searchsorted(_CUMULATED, rng.random()))]
    camera, laid = arrange(rng, size)
    pixels = _ground(rng, camera, laid)
    picture = Picture(pixels, np.full(pixels.shape[:2], 0.25, np.float32))
    if chance(rng, 0.45) or not laid:
        _lay_things(rng, picture, camera, draw_thing, int(rng.integers(1, 7)))
    held = arrange is _held
    hand = draw_hand(rng, camera.px_per_mm)
    if held or chance(rng, 0.03):
        at = laid[0].place if laid else Place(0.0, 0.0, between(rng, 0, 360))
        _put_all(picture, camera, open_hand(rng, hand, at))
    quads = [card.quad(camera) for card in laid]
    lie = Lie(float(np.exp(rng.uniform(np.log(0.05), np.log(2.5)))), between(rng, 0.0, 1.0))
    for card in laid:
        _put(picture, card.sheet, card.view(camera), lie)
    for card in laid:
        if held or chance(rng, 0.12):
            _lay_fingers(rng, picture, camera, card, hand)
    if laid and chance(rng, 0.06):
        _lay_things(rng, picture, camera, pen, 1)
    lit = _light(rng, picture)
    return Composed(lit, np.array(quads, np.float32).reshape(-1, 4, 2), _wanted(quads, size))


def _any_card(rng: Random) -> Sheet:
    return _stored_card(int(rng.integers(CARDS)))


@lru_cache(maxsize=CARDS)
def _stored_card(number: int) -> Sheet:
    rng = np.random.default_rng((number, 3))
    return pick(rng, (business_card,) * 6 + (card_back,) * 3 + (identity_card,))(rng)


@lru_cache(maxsize=2 * THINGS)
def _stored_thing(draw: Callable[[Random, float], Thing], number: int) -> Thing:
    return draw(np.random.default_rng((number, 5)), THING_PX_PER_MM)


def _camera(rng: Random, size: tuple[int, int], cover: float, size_mm: tuple[float, float]) -> Camera:
    """Look at the desk so that a sheet of `size_mm` takes about `cover` of the frame."""
    lean = pick(rng, ((0.0, 4.0), (0.0, 15.0), (5.0, 25.0), (15.0, 45.0)))
    scale = float(np.sqrt(cover * size[0] * size[1] / np.prod(size_mm)))
    return Camera(size, scale, between(rng, *lean), between(rng, 0, 360), pick(rng, (26 / 36, 26 / 36, 1.0, 1.6)))


def _angle(rng: Random) -> float:
    return 90.0 * int(rng.integers(4)) + float(rng.normal(0, 7)) if chance(rng, 0.65) else between(rng, 0, 360)


def _log_between(rng: Random, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _placed(rng: Random, camera: Camera, sheet: Sheet, visible: tuple[float, float]) -> tuple[Camera, Laid]:
    """Throw the sheet until its share in the frame is within `visible`; come no nearer than that allows."""
    half = np.array(camera.size) / 2 / camera.px_per_mm
    angle = _angle(rng)
    for attempt in range(60):
        x, y = rng.uniform(-1, 1, 2) * half * (1.0 if visible[0] < 1 else 0.75)
        laid = Laid(sheet, Place(float(x), float(y), angle))
        if visible[0] <= _share_inside(laid.quad(camera), camera.size) <= visible[1]:
            return camera, laid
        if attempt % 8 == 7 and visible[0] >= 1:
            camera = replace(camera, px_per_mm=camera.px_per_mm * 0.9)
    return camera, Laid(sheet, Place(0.0, 0.0, angle))


def _share_inside(quad: Points, size: tuple[int, int]) -> float:
    frame = rectangle((0, 0, size[0] - 1, size[1] - 1)).astype(np.float32)
    common, _ = cv2.intersectConvexConvex(quad.astype(np.float32), frame)
    return float(common / abs(cv2.contourArea(quad.astype(np.float32))))


def _single(rng: Random, size: tuple[int, int]) -> tuple[Camera, list[Laid]]:
    sheet = _any_card(rng)
    camera = _camera(rng, size, _log_between(rng, 0.03, 0.85), sheet.size_mm)
    camera, laid = _placed(rng, camera, sheet, (1.0, 2.0))
    return camera, [laid]


def _page(rng: Random, size: tuple[int, int]) -> tuple[Camera, list[Laid]]:
    sheet = page(rng)
    camera = _camera(rng, size, between(rng, 0.15, 0.95), sheet.size_mm)
    camera, laid = _placed(rng, camera, sheet, (1.0, 2.0) if chance(rng, 0.75) else (0.7, 1.0))
    return camera, [laid]


def _cut(rng: Random, size: tuple[int, int]) -> tuple[Camera, list[Laid]]:
    sheet = _any_card(rng)
    camera = _camera(rng, size, _log_between(rng, 0.1, 0.9), sheet.size_mm)
    camera, laid = _placed(rng, camera, sheet, (0.6, 0.97))
    return camera, [laid]


def _filling(rng: Random, size: tuple[int, int]) -> tuple[Camera, list[Laid]]:
    """A card whose sides lie along the frame, a little inside or outside of it."""
    sheet = _any_card(rng) if chance(rng, 0.7) else page(rng)
    lying = (sheet.size_mm[0] > sheet.size_mm[1]) == (size[0] > size[1])
    width, height = sheet.size_mm if lying else sheet.size_mm[::-1]
    scale = between(rng, 0.85, 1.12) * min(size[0] / width, size[1] / height)
    if chance(rng, 0.3):
        scale = between(rng, 0.9, 1.04) * max(size[0] / width, size[1] / height)
    camera = Camera(size, scale, between(rng, 0, 10), between(rng, 0, 360))
    off = rng.normal(0, 0.03, 2) * np.array(size) / scale
    angle = (0.0 if lying else 90.0) + 180.0 * int(rng.integers(2)) + float(rng.normal(0, 2.5))
    return camera, [Laid(sheet, Place(float(off[0]), float(off[1]), angle))]


def _several(rng: Random, size: tuple[int, int]) -> tuple[Camera, list[Laid]]:
    count = int(rng.integers(2, 11))
    camera = _camera(rng, size, _log_between(rng, 0.15, 0.7) / count, (90.0, 50.0))
    laid: list[Laid] = []
    for _ in range(count * 4):
        _, card = _placed(rng, camera, _any_card(rng), (1.0, 2.0))
        own = cv2.convexHull(card.quad(camera).astype(np.float32))
        others = [cv2.convexHull(other.quad(camera).astype(np.float32)) for other in laid]
        if len(laid) < count and all(cv2.intersectConvexConvex(own, other)[0] <= 0 for other in others):
            laid.append(card)
    return camera, laid


def _grid(rng: Random, size: tuple[int, int]) -> tuple[Camera, list[Laid]]:
    """Cards side by side in rows, touching or nearly so, often of one kind; a binder's page, a scanner's glass."""
    columns, rows = int(rng.integers(1, 4)), int(rng.integers(1, 5))
    columns = 2 if columns * rows == 1 else columns
    drawn = [_any_card(rng)]
    for _ in range(columns * rows - 1):
        drawn.append(drawn[-1] if chance(rng, 0.5) else _any_card(rng))
    pitch = np.max([sheet.size_mm for sheet in drawn], axis=0) + (between(rng, 0, 0.4) if chance(rng, 0.5) else 6)
    camera = _camera(rng, size, between(rng, 0.3, 0.9), (float(pitch[0]) * columns, float(pitch[1]) * rows))
    angle = _angle(rng)
    turn = np.radians(angle)
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    laid = []
    for place, sheet in enumerate(drawn):
        column, row = place % columns - (columns - 1) / 2, place // columns - (rows - 1) / 2
        at = column * pitch[0] * along + row * pitch[1] * across
        flipped = angle + 180.0 * int(rng.integers(2))
        laid.append(Laid(sheet, Place(float(at[0]), float(at[1]), flipped + float(rng.normal(0, 0.7)))))
    return camera, laid


def _fan(rng: Random, size: tuple[int, int]) -> tuple[Camera, list[Laid]]:
    """A few cards lying partly on one another."""
    count = int(rng.integers(2, 5))
    camera = _camera(rng, size, between(rng, 0.1, 0.3), (90.0, 50.0))
    spots = np.cumsum(rng.normal(0, 38, (count, 2)), axis=0)
    spots -= spots.mean(axis=0)
    return camera, [Laid(_any_card(rng), Place(float(x), float(y), _angle(rng))) for x, y in spots]


def _held(rng: Random, size: tuple[int, int]) -> tuple[Camera, list[Laid]]:
    sheet = _any_card(rng)
    camera = _camera(rng, size, _log_between(rng, 0.1, 0.6), sheet.size_mm)
    camera, laid = _placed(rng, camera, sheet, (1.0, 2.0))
    return camera, [laid]


def _empty(rng: Random, size: tuple[int, int]) -> tuple[Camera, list[Laid]]:
    return Camera(size, max(size) / between(rng, 150, 500), between(rng, 0, 30), between(rng, 0, 360)), []


_SHARES: dict[Callable[[Random, tuple[int, int]], tuple[Camera, list[Laid]]], float] = {
    _single: 0.36, _page: 0.12, _cut: 0.07, _filling: 0.07, _several: 0.09,
    _grid: 0.09, _fan: 0.04, _held: 0.08, _empty: 0.08,
}  # fmt: skip
_ARRANGEMENTS = tuple(_SHARES)
_CUMULATED = np.cumsum(list(_SHARES.values())) / sum(_SHARES.values())


def _ground(rng: Random, camera: Camera, laid: Sequence[Laid]) -> Pixels:
    shape = (camera.size[1], camera.size[0])
    if laid and chance(rng, 0.25):
        return camouflage(rng, shape, laid[0].sheet.ground)
    return draw_ground(rng, shape, round(camera.px_per_mm, 2))


def _put(picture: Picture, thing: Flat, view: Points, lie: Lie) -> None:
    """Lay a thing unless hardly any of it is in the frame."""
    quad = project(view, rectangle((0, 0, *thing.size_mm)))
    height, width = picture.gloss.shape
    shown = np.minimum(quad.max(0), (width, height)) - np.maximum(quad.min(0), 0)
    if shown.min() > LEAST_SHOWN:
        lay(picture, thing, view, lie)


def _put_all(picture: Picture, camera: Camera, parts: Sequence[tuple[Thing, Place]]) -> None:
    for thing, place in parts:
        _put(picture, thing, camera.matrix @ place.matrix(thing.size_mm), thing.lie)


def _lay_things(
    rng: Random, picture: Picture, camera: Camera, draw: Callable[[Random, float], Thing], count: int
) -> None:
    half = np.array(camera.size) / 2 / camera.px_per_mm
    for _ in range(count):
        x, y = (rng.uniform(-1.2, 1.2, 2) * half).tolist()
        thing = _stored_thing(draw, int(rng.integers(THINGS)))
        _put_all(picture, camera, [(thing, Place(x, y, between(rng, 0, 360)))])


def _lay_fingers(rng: Random, picture: Picture, camera: Camera, card: Laid, hand: Hand) -> None:
    """Let one to three fingers come in over the card's sides, with or without the hand that they belong to."""
    parts = [holding_finger(rng, hand, card.sheet, card.place) for _ in range(int(rng.integers(1, 4)))]
    _put_all(picture, camera, parts[0] if chance(rng, 0.4) else parts[0][1:])
    for _, finger in parts[1:]:
        _put_all(picture, camera, [finger])


def _light(rng: Random, picture: Picture) -> Pixels:
    """Light the scene; the light is applied to display values, bent to what it would be in linear ones."""
    light = Light(
        int(rng.integers(2**31)),
        slope=between(rng, 0.0, 0.9),
        shadow=between(rng, 0.3, 1.0) if chance(rng, 0.35) else 0.0,
        glare=between(rng, 0.2, 1.0) if chance(rng, 0.15) else 0.0,
    )
    height, width = picture.gloss.shape
    share, mirrored = (cv2.resize(plane, (width, height)) for plane in light_map(light, (width, height)))
    lit = picture.pixels * (share ** (1 / GAMMA))[..., None]
    if light.glare:
        lit += (255 * np.clip(picture.gloss * mirrored, 0, 1) ** (1 / GAMMA))[..., None]
    return np.asarray(np.clip(lit, 0, 255), np.uint8)


def _wanted(quads: Sequence[Points], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Tell which cards are large, inside and uncovered enough to be asked for."""
    hulls = [cv2.convexHull(quad.astype(np.float32)) for quad in quads]
    wanted = []
    for place, quad in enumerate(quads):
        area = cv2.contourArea(hulls[place])
        covered = sum(cv2.intersectConvexConvex(hulls[place], over)[0] for over in hulls[place + 1 :])
        visible = _share_inside(quad, size) - covered / max(area, 1e-6)
        wanted.append(visible >= MIN_VISIBLE and area >= MIN_COVER * size[0] * size[1])
    return np.array(wanted, bool)
