"""The photo in, every card's quad out: propose, score, keep the best apart, refine."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.card.photo import Photo
from shared.card.quads.bows import unbend
from shared.card.quads.evidence import Evidence, gather_evidence
from shared.card.quads.geometry import Floats, Quads, areas, sound
from shared.card.quads.proposals import propose
from shared.card.quads.quad import NoQuad, Quad, ordered
from shared.card.quads.refinement import cut_at_frame, refine, snap
from shared.card.quads.scoring import card_likeness, overlap, score, weakest_side

MIN_SCORE: Final = 0.5
MAX_QUADS: Final = 24
SURE: Final = 0.99  # score of an outline of the network's that no search has improved on (430 drawn and real photos)
_MAX_LEFT: Final = 0.07  # of what looks like card; with more of it left there may be another card
_LEAST_SIZE: Final = 0.1  # of the best card's area; cards on one desk are alike in size
_PART: Final = 0.9  # of a card's area that must be inside an outline to be a part of it
_CUT_EDGE: Final = 0.62  # edge strength all along a side; rules and folds on a page stay below it
_PARTS: Final = 0.8  # of an outline's area that touching cards must fill to replace it
_MAX_OVERLAP: Final = 0.2  # of the smaller of two cards


def find_quads(photo: Photo) -> tuple[Quad, ...] | NoQuad:
    """Find every card in `photo`, in reading order, or say why there is none."""
    evidence = gather_evidence(photo)
    outlines, scores, tried = _best(evidence)
    if not len(outlines):
        return NoQuad("no four edges of the photo enclose a card-like area")
    if scores[0] < MIN_SCORE:
        return NoQuad(f"the best of {tried} outlines scores {scores[0]:.2f}, need {MIN_SCORE:.2f}")
    corners = (outlines + 0.5) / evidence.scale - 0.5
    sharp = (refine(corners, photo, 1 / evidence.scale) + 0.5) * evidence.scale - 0.5
    sharp, bows = unbend(sharp, evidence, stiff=card_likeness(sharp, evidence.size) > 0.5)
    sharp, bows = ((one + 0.5) / evidence.scale - 0.5 for one in (sharp, bows))
    refined = cut_at_frame(sharp, (photo.width, photo.height))
    # Two outlines that were apart may have ended on the same edges.
    return _in_reading_order(
        [
            Quad(ordered(refined[at]), float(scores[at]), bows[at][~np.isnan(bows[at])].reshape(-1, 2))
            for at in _apart(np.arange(len(refined)), refined)
        ]
    )


def _best(evidence: Evidence) -> tuple[Quads, Floats, int]:
    """Return the best outlines and their scores, and how many were tried.

    The network's own outlines come first: where they are beyond doubt and leave nothing that looks like card, the
    costlier search through lines and regions would find the same.
    """
    outlines, scores = _ranked(evidence.outlines, evidence)
    kept = _best_apart(outlines, scores, evidence)
    if not kept or _doubtful(outlines[kept], scores[kept], evidence):
        outlines, scores = _ranked(propose(evidence), evidence)
        kept = _best_apart(outlines, scores, evidence) or [0][: len(outlines)]
    return outlines[kept], scores[kept], len(outlines)


def _doubtful(outlines: Quads, scores: Floats, evidence: Evidence) -> bool:
    """Tell whether something may be wrong or missing; what is no business card may be several that touch."""
    cardlike = card_likeness(outlines, evidence.size).min() > 0.5
    return not cardlike or scores.min() < SURE or evidence.card_left(outlines) > _MAX_LEFT


def _ranked(outlines: Quads, evidence: Evidence) -> tuple[Quads, Floats]:
    """Return `outlines`, moved onto the edges near them, and their scores, the best first."""
    outlines = snap(outlines[sound(outlines, evidence.size)], evidence)
    outlines = outlines[sound(outlines, evidence.size)]
    scores = score(outlines, evidence)
    best = np.argsort(-scores, kind="stable")
    return outlines[best], scores[best]


def _best_apart(outlines: Quads, scores: Floats, evidence: Evidence) -> list[int]:
    """Take the best outline, drop what overlaps it or is far smaller, take the best of the rest, and so on."""
    sizes, cardlike = areas(outlines), card_likeness(outlines, evidence.size)
    whole = (cardlike > 0.5) & (weakest_side(outlines, evidence) > _CUT_EDGE)
    order = np.nonzero((scores >= MIN_SCORE) & (sizes > _LEAST_SIZE * sizes[:1]))[0]
    kept: list[int] = []
    while len(order) and len(kept) < MAX_QUADS:
        best, order = order[0], order[1:]
        common = overlap(outlines[best], outlines[order])
        inside = order[(common > _PART) & whole[order] & (sizes[order] < _PART * sizes[best])]
        parts = _apart(inside, outlines) if cardlike[best] < 0.5 else []
        several = len(parts) > 1 and sizes[parts].sum() > _PARTS * sizes[best]
        kept += parts if several else [int(best)]
        order = order[common < _MAX_OVERLAP]
    return kept


def _apart(order: NDArray[np.int_], outlines: Quads) -> list[int]:
    """Take the first outline of `order`, drop what overlaps it, take the first of the rest, and so on."""
    kept: list[int] = []
    while len(order):
        kept.append(int(order[0]))
        order = order[1:][overlap(outlines[order[0]], outlines[order[1:]]) < _MAX_OVERLAP]
    return kept


def _in_reading_order(quads: list[Quad]) -> tuple[Quad, ...]:
    """Sort into rows, a card belonging to a row while its middle is less than half a height below the row's first."""
    rows: list[list[Quad]] = []
    for quad in sorted(quads, key=lambda q: float(q.corners[:, 1].mean())):
        first = rows[-1][0].corners[:, 1] if rows else np.zeros(4)
        if rows and quad.corners[:, 1].mean() - first.mean() < 0.5 * np.ptp(first):
            rows[-1].append(quad)
        else:
            rows.append([quad])
    return tuple(quad for row in rows for quad in sorted(row, key=lambda q: float(q.corners[:, 0].mean())))
