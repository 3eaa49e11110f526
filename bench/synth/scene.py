"""Everything that decides a photograph."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bench.synth.camera import Camera, Place
from bench.synth.card import FlatCard
from bench.synth.desk import DeskName
from bench.synth.light import Light
from bench.synth.sensor import Sensor
from bench.synth.things import Thing

Laid: TypeAlias = tuple[FlatCard | Thing, Place]


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What lies where, in what light, before what phone; `desk_seed` chooses among table tops of one name."""

    desk: DeskName
    desk_seed: int
    things: tuple[Laid, ...]  # from the lowest to the uppermost
    camera: Camera
    light: Light
    sensor: Sensor
    kind: Literal["photo", "scan"] = "photo"
