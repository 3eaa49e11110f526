"""Photographs of business cards that the project draws itself: nobody on them is real, and every corner is known."""

from bench.synth.card import FlatCard, FlatLine, draw_card
from bench.synth.drawn import DrawnCard, DrawnLine, DrawnPhoto
from bench.synth.hard import hard_photo
from bench.synth.photo import photograph
from bench.synth.sample import Look, sample_photo
from bench.synth.scene import Scene

__all__ = [
    "DrawnCard",
    "DrawnLine",
    "DrawnPhoto",
    "FlatCard",
    "FlatLine",
    "Look",
    "Scene",
    "draw_card",
    "hard_photo",
    "photograph",
    "sample_photo",
]
