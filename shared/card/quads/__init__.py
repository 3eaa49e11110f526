"""Every card outline in a photo, or why there is none."""

from shared.card.quads.quad import Corners, NoQuad, Quad
from shared.card.quads.search import find_quads

__all__ = ["Corners", "NoQuad", "Quad", "find_quads"]
