"""A scene to the words that measurements group photos by; the vocabulary is that of the measuring sets."""

import cv2
import numpy as np

from bench.synth.card import FlatCard
from bench.synth.desk import DeskName
from bench.synth.drawn import DrawnCard
from bench.synth.scene import Scene
from bench.synth.things import Thing

RIM = 1.5  # px that a corner may lie beyond the frame before the card counts as cut

DESK_TAGS: dict[DeskName, str] = {
    "wood": "wood",
    "darkwood": "dark-bg",
    "black": "dark-bg",
    "leather": "dark-bg",
    "grey": "plain-grey-bg",
    "white": "white-bg",
    "marble": "stone",
    "terrazzo": "stone",
    "concrete": "stone",
    "tiles": "stone",
    "floral": "cloth",
    "cloth": "cloth",
    "plaid": "cloth",
    "felt": "cloth",
    "room": "room",
}


def photo_tags(scene: Scene, cards: tuple[DrawnCard, ...]) -> tuple[str, ...]:
    """Name what is special about a scene and the cards that its photo shows, sorted."""
    names = [thing.name if isinstance(thing, Thing) else "card" for thing, _ in scene.things]
    flat = [thing for thing, _ in scene.things if isinstance(thing, FlatCard)]
    stocks = {card.stock for card in flat}
    pale, dark = stocks & {"white", "ivory"}, stocks & {"dark"}
    frame = np.array(scene.camera.size) - 1
    marks = {
        "business_card": bool(flat),
        "none": not flat,
        "multi": len(flat) > 1,
        "small": any(_share(card, scene.camera.size) < 0.1 for card in cards),
        "white-on-white": bool(pale) and scene.desk in ("white", "marble"),
        "dark-card": bool(dark),
        "clutter": bool(set(names) - {"card", "finger", "palm"}),
        "hand": "finger" in names,
        "occluded": "card" in names and names[-1] != "card",
        "perspective": scene.camera.tilt > 18,
        "tilted": any(_leaning(card) > 12 for card in cards),
        "cut": any((card.quad < -RIM).any() or (card.quad > frame + RIM).any() for card in cards),
        "shadow": scene.light.shadow > 0,
        "glare": scene.light.glare > 0,
        "lowlight": scene.sensor.exposure < 0.45,
        "blur": scene.sensor.blur > 0.8,
        "motion": scene.sensor.motion > 0,
        "noisy": scene.sensor.noise > 0.011,
        "lowres": max(scene.camera.size) < 1500,
        DESK_TAGS[scene.desk]: True,
        **{f"lang={card.language}": True for card in flat},
        **{f"rot{(360 - card.turn) % 360}": card.turn != 0 for card in cards},
        **{f"stock={stock}": True for stock in stocks},
        **{trait: True for card in flat for trait in card.traits},
    }
    return tuple(sorted(tag for tag, holds in marks.items() if holds))


def _share(card: DrawnCard, size: tuple[int, int]) -> float:
    return float(cv2.contourArea(card.quad.astype(np.float32)) / (size[0] * size[1]))


def _leaning(card: DrawnCard) -> float:
    """Degrees between the card's long axis and the nearest quarter turn."""
    across = card.quad[1] + card.quad[2] - card.quad[0] - card.quad[3]
    return float(abs((np.degrees(np.arctan2(across[1], across[0])) + 45) % 90 - 45))
