"""A scene to one photograph whose cards, corners and lines are known exactly."""

from collections.abc import Sequence

import cv2
import numpy as np

from bench.synth.arrays import Field, Matrix, Pixels
from bench.synth.camera import Place, project, rectangle
from bench.synth.card import FlatCard
from bench.synth.desk import lay_desk
from bench.synth.drawn import DrawnCard, DrawnLine, DrawnPhoto
from bench.synth.lay import Lie, Picture, lay
from bench.synth.light import Light, light_map
from bench.synth.scene import Scene
from bench.synth.sensor import encode, expose, linear
from bench.synth.sight import View, is_shown
from bench.synth.tags import photo_tags

DESK_MARGIN = 1.35  # drawn desk's sides over the photo's: what a tilted camera sees beyond is mirrored
DESK_GLOSS = 0.12  # how far a desk mirrors lamps, next to a card's 1
CARD_LIE = Lie(lift=0.6, gloss=1.0)


def photograph(scene: Scene) -> DrawnPhoto:
    """Lay everything on the desk, light it, and record what the camera sees."""
    width, height = scene.camera.size
    picture = Picture(_bare_desk(scene), np.full((height, width), DESK_GLOSS, np.float32))
    views = [(flat, scene.camera.matrix @ place.matrix(flat.size_mm)) for flat, place in scene.things]
    for flat, view in views:
        lay(picture, flat, view, CARD_LIE if isinstance(flat, FlatCard) else flat.lie)
    recorded = expose(_lit(picture, scene.light), scene.sensor)
    cards = tuple(
        _known(flat, view, scene.camera.size, views[above:])
        for above, (flat, view) in enumerate(views, 1)
        if isinstance(flat, FlatCard)
    )
    return DrawnPhoto(recorded, encode(recorded, scene.sensor.quality), cards, photo_tags(scene, cards), scene.kind)


def _bare_desk(scene: Scene) -> Pixels:
    width, height = scene.camera.size
    shape = (int(height * DESK_MARGIN), int(width * DESK_MARGIN))
    desk = lay_desk(scene.desk_seed, scene.desk, shape, scene.camera.px_per_mm)
    scale = 1 / scene.camera.px_per_mm
    spread = Place(0.0, 0.0, 0.0).matrix((shape[1] * scale, shape[0] * scale)) @ np.diag([scale, scale, 1.0])
    return cv2.warpPerspective(
        desk, scene.camera.matrix @ spread, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )


def _lit(picture: Picture, light: Light) -> Field:
    size = picture.pixels.shape[1::-1]
    share, mirrored = light_map(light, size)
    scene = linear(picture.pixels)
    scene *= cv2.resize(share, size, interpolation=cv2.INTER_LINEAR)[..., None]
    if light.glare:
        scene += (picture.gloss * cv2.resize(mirrored, size, interpolation=cv2.INTER_LINEAR))[..., None]
    return scene


def _known(card: FlatCard, view: Matrix, size: tuple[int, int], above: Sequence[View]) -> DrawnCard:
    quad = project(view, rectangle((0, 0, *card.size_mm)))
    printed = [DrawnLine(line.text, project(view, rectangle(line.box))) for line in card.lines]
    lines = tuple(line for line in printed if is_shown(line.quad, size, above))
    fields = {name: value for name, value in card.fields.items() if any(value in line.text for line in lines)}
    across = quad[1] + quad[2] - quad[0] - quad[3]
    leaning = np.degrees(np.arctan2(across[1], across[0]))
    return DrawnCard(quad, lines, int(-round(leaning / 90) * 90) % 360, fields, card.size_mm)
