"""The photo in, every card's quad out: propose, score, keep the best apart, refine."""

from typing import Final

import numpy as np

from shared.card.photo import Photo
from shared.card.quads.evidence import gather_evidence
from shared.card.quads.geometry import Floats, Quads, sound
from shared.card.quads.proposals import propose
from shared.card.quads.quad import NoQuad, Quad, ordered
from shared.card.quads.refinement import refine, snap
from shared.card.quads.scoring import overlap, score

MIN_SCORE: Final = 0.5
MAX_QUADS: Final = 24


def find_quads(photo: Photo) -> tuple[Quad, ...] | NoQuad:
    """Find every card in `photo`, in reading order, or say why there is none."""
    evidence = gather_evidence(photo)
    outlines = propose(evidence)
    outlines = snap(outlines, evidence)
    outlines = outlines[sound(outlines, evidence.size)]
    if not len(outlines):
        return NoQuad("no four edges of the photo enclose a card-like area")
    scores = score(outlines, evidence)
    if scores.max() < MIN_SCORE:
        return NoQuad(f"the best of {len(outlines)} outlines scores {scores.max():.2f}, need {MIN_SCORE:.2f}")
    kept = _best_apart(outlines, scores)
    corners = (outlines[kept] + 0.5) / evidence.scale - 0.5
    refined = [ordered(quad) for quad in refine(corners, photo, 1 / evidence.scale)]
    return _in_reading_order([Quad(quad, float(s)) for quad, s in zip(refined, scores[kept], strict=True)])


def _best_apart(outlines: Quads, scores: Floats) -> list[int]:
    """Take the best outline, drop what overlaps it, and so on."""
    order = np.argsort(-scores)
    order = order[scores[order] >= MIN_SCORE]
    kept: list[int] = []
    while len(order) and len(kept) < MAX_QUADS:
        kept.append(int(order[0]))
        order = order[1:][overlap(outlines[order[0]], outlines[order[1:]]) < 0.2]
    return kept


def _in_reading_order(quads: list[Quad]) -> tuple[Quad, ...]:
    """Sort by rows of about one card height, then from left to right."""
    height = np.median([np.ptp(quad.corners[:, 1]) for quad in quads])
    return tuple(sorted(quads, key=lambda q: (round(q.corners[:, 1].mean() / height), q.corners[:, 0].mean())))
