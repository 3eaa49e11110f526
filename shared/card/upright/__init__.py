"""Which way is up: a rectified crop in, the same crop turned so that its text reads upright out."""

from shared.card.upright.turn import Upright, turn_upright, turned

__all__ = ["Upright", "turn_upright", "turned"]
