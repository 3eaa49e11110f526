"""A hand: one finger that holds a card at its edge, or all of it below a card that is held up."""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import TypeAlias

import cv2
import numpy as np

from bench.synth.arrays import Colour, Field, Pixels, Random, between, pick
from bench.synth.camera import Place, project
from bench.synth.lay import Flat, Lie
from bench.synth.noise import fractal, tint
from bench.synth.things import Thing

Skin: TypeAlias = tuple[Colour, ...]  # dark to light
Part: TypeAlias = tuple[Thing, Place]

SKINS: tuple[Skin, ...] = (
    ((70, 95, 150), (130, 160, 215), (175, 200, 240)),
    ((60, 85, 135), (110, 145, 200), (150, 180, 228)),
    ((90, 110, 165), (150, 175, 225), (195, 212, 246)),
    ((35, 50, 85), (65, 90, 140), (95, 125, 175)),
    ((20, 28, 48), (42, 58, 92), (70, 90, 130)),
)
FINGERS = ((-33.0, 72.0, 18.0, -6.0), (-11.0, 82.0, 19.0, -2.0), (11.0, 77.0, 18.0, 2.0), (31.0, 60.0, 16.0, 7.0))
"""Of an open hand: place across the palm, length and width in mm, degrees that each finger spreads."""
PALM_MM = (460.0, 100.0)  # with a forearm that reaches out of the frame
KNUCKLES = PALM_MM[0] / 2 - 30.0  # from the palm's middle to where fingers begin
IN_PALM = 40.0  # mm of a finger that overlap the palm
FINEST = 4.0  # px per mm; skin has no detail that a finer drawing would show


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand it is, drawn at `density` px per mm."""

    skin: Skin
    density: float


def draw_hand(rng: Random, px_per_mm: float) -> Hand:
    """Choose a hand for a photo that shows it at `px_per_mm`."""
    return Hand(pick(rng, SKINS), min(FINEST, 2.0 * px_per_mm))


def holding_finger(rng: Random, hand: Hand, card: Flat, place: Place) -> tuple[Part, ...]:
    """Put a finger's tip 3 to 11 mm over a side of a card; its hand comes from outside."""
    long = between(rng, 62.0, 85.0)
    finger = _finger(rng, hand, (long, between(rng, 16.0, 22.0)), nail=True)
    width, height = card.size_mm
    side, along, deep = int(rng.integers(4)), between(rng, 0.15, 0.85), between(rng, 3.0, 11.0)
    tips = (
        (width - deep, along * height),
        (along * width, height - deep),
        (deep, along * height),
        (along * width, deep),
    )
    x, y = project(place.matrix(card.size_mm), np.array([tips[side]]))[0].tolist()
    tip = Place(x, y, place.angle + 90.0 * side + between(rng, -35.0, 35.0))
    behind = tip.carrying(Place(long - 12.0 + KNUCKLES, between(rng, -25.0, 25.0), 180.0 + between(rng, -15.0, 15.0)))
    return (_palm(rng, hand), behind), (finger, tip.carrying(Place(long / 2, 0.0, 0.0)))


def open_hand(rng: Random, hand: Hand, place: Place) -> tuple[Part, ...]:
    """Lay an open hand below a card at `place`, mostly coming from the foot or the right of the card."""
    turn = place.angle + between(rng, -25.0, 25.0) + pick(rng, (-90.0, -90.0, 180.0, 0.0))
    back = np.array([cos(radians(turn)), sin(radians(turn))]) * between(rng, 5.0, 45.0)
    root = Place(place.x - float(back[0]), place.y - float(back[1]), turn)
    parts = []
    for across, long, wide, spread in FINGERS:
        finger = _finger(rng, hand, (long + IN_PALM, wide), nail=False)
        middle = Place(46.0 + (long - IN_PALM) / 2, across * (1 + spread / 60), 180.0 + spread)
        parts.append((finger, root.carrying(middle)))
    return *parts, (_palm(rng, hand), root.carrying(Place(35.0 - KNUCKLES, 0.0, 0.0)))


def _finger(rng: Random, hand: Hand, size_mm: tuple[float, float], nail: bool) -> Thing:
    """Draw one finger lying along x, its tip at the left."""
    height, width = round(size_mm[1] * hand.density), round(size_mm[0] * hand.density)
    radius = max(2, height // 2)
    mask = np.zeros((height, width), np.uint8)
    cv2.circle(mask, (radius, radius), radius - 1, 255, cv2.FILLED, cv2.LINE_AA)
    mask[1 : 2 * radius - 1, radius:] = 255
    across = (np.arange(height, dtype=np.float32)[:, None] - radius) / radius
    along = np.arange(width, dtype=np.float32)[None, :] / width
    bulge = np.sqrt(np.clip(1.0 - across**2, 0.0, 1.0)) * np.ones_like(along)
    for joint in (0.36, 0.68):
        crease = (along - joint - np.float32(between(rng, -0.03, 0.03))) * size_mm[0] / 1.2
        bulge *= 1.0 - 0.14 * np.exp(-(crease**2))
    pixels = _flesh(rng, bulge, hand)
    if nail:
        _draw_nail(pixels, radius, hand.skin)
    return Thing("finger", pixels, mask, size_mm, Lie(5.0, 0.15))


def _draw_nail(pixels: Pixels, radius: int, skin: Skin) -> None:
    centre, axes = (int(radius * 0.95), radius), (int(radius * 0.68), int(radius * 0.55))
    rosy = 0.55 * np.array(skin[2]) + 0.45 * np.array((205, 200, 235))
    cv2.ellipse(pixels, centre, axes, 0, 0, 360, rosy.tolist(), cv2.FILLED, cv2.LINE_AA)
    cv2.ellipse(pixels, centre, axes, 0, -100, 100, skin[1], max(1, radius // 16), cv2.LINE_AA)


def _palm(rng: Random, hand: Hand) -> Thing:
    """Draw a hand without its fingers, and the forearm, which runs on to the left."""
    unit = hand.density
    height, width = round(PALM_MM[1] * unit), round(PALM_MM[0] * unit)
    mask = np.zeros((height, width), np.uint8)
    middle, heel = height // 2, width - round(86 * unit)
    cv2.line(mask, (0, middle), (heel, middle), 255, round(58 * unit), cv2.LINE_AA)
    cv2.ellipse(mask, (heel, middle), (round(56 * unit), round(47 * unit)), 0, 0, 360, 255, cv2.FILLED)
    depth = cv2.distanceTransform((mask > 127).astype(np.uint8), cv2.DIST_L2, 3) / (22 * unit)
    bulge = np.sqrt(np.clip(depth, 0.0, 1.0))
    for down in (0.35, 0.6):
        bow = np.linspace(-1, 1, 20)
        path = np.stack([heel + 50 * unit * bow * 0.8, (down + 0.1 * bow**2) * height], 1)
        cv2.polylines(bulge, [path.astype(np.int32)], False, 0.55, max(1, round(0.9 * unit)), cv2.LINE_AA)
    return Thing("palm", _flesh(rng, bulge, hand), mask, PALM_MM, Lie(4.0, 0.15))


def _flesh(rng: Random, bulge: Field, hand: Hand) -> Pixels:
    """Colour a shape by how far it bulges towards the light (0..1)."""
    height, width = bulge.shape
    pores = fractal(rng, (height, width), (7 * hand.density, 4 * hand.density), octaves=4, fade=0.6)
    return tint(0.15 + 0.68 * cv2.GaussianBlur(bulge, (0, 0), 0.3 * hand.density) + 0.06 * pores, hand.skin)
