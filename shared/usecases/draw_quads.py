"""A person draws outlines: moves the corners of a card, turns it, adds one, removes one; the photo is read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from shared.card.row import CardRow, PhotoRow, PhotoStatus
from shared.errors import BadRequest, Conflict
from shared.usecases.delete_card import DeleteCard
from shared.usecases.ports import CardRows, Corners, PhotoRows
from shared.usecases.retry_photo import RetryPhoto, present_photo

MARGIN: Final = 0.5
"""How far beyond the photo a corner of a card that is cut off may lie, in parts of the photo's side."""


@dataclass(frozen=True, slots=True)
class DrawQuads:
    """Only the cards that were drawn are read again; the others keep their pictures, text and edits."""

    photos: PhotoRows
    cards: CardRows
    retry: RetryPhoto
    delete_card: DeleteCard

    def __call__(self, photo_id: str, drawn: Sequence[Mapping[str, Any]], removed: Sequence[int]) -> PhotoRow:
        """Queue the photo with the outlines `drawn`: `corners` TL, TR, BR, BL of the upright card, `n` of a known card.

        Raises NotFound, Deleted, Conflict, BadRequest, ServiceUnavailable.
        """
        photo = present_photo(self.photos.get(photo_id), photo_id)
        if photo.status not in (PhotoStatus.DONE, PhotoStatus.FAILED) or not photo.width:
            raise Conflict(f"Photo {photo_id} is {photo.status}; outlines are drawn on a photo that was read.")
        if photo.same_as:
            raise Conflict(f"The cards of photo {photo_id} are those of photo {photo.same_as}; draw there.")
        rows = self.cards.of_photo(photo_id)
        shown = {row.n: row for row in rows if not row.edits.deleted_at and "quad" in row.card}
        _check(photo, drawn, {*removed}, shown)
        for n in removed:
            self.delete_card(shown[n].id)
        quads = _all_quads(
            drawn, [row for n, row in shown.items() if n not in removed], max(row.n for row in rows) if rows else 0
        )
        return self.retry(photo_id, force=True, quads=quads)


def _check(
    photo: PhotoRow, drawn: Sequence[Mapping[str, Any]], removed: set[int], shown: Mapping[int, CardRow]
) -> None:
    """Raises BadRequest."""
    numbers = [one["n"] for one in drawn if one.get("n")]
    if not drawn and not removed:
        raise BadRequest("Draw an outline, or remove a card.")
    if len(set(numbers)) < len(numbers) or removed.intersection(numbers) or not removed.union(numbers) <= shown.keys():
        raise BadRequest(f"Cards are named once each, of those that photo {photo.id} has.")
    for one in drawn:
        if not _is_card(one["corners"], photo):
            raise BadRequest(
                "Corners go clockwise from the top left of the upright card and enclose a part of the photo."
            )


def _is_card(corners: Corners, photo: PhotoRow) -> bool:
    """Whether the corners are a convex outline, clockwise on the screen, in or near the photo."""
    near = all(
        -MARGIN * photo.width <= x <= (1 + MARGIN) * photo.width
        and -MARGIN * photo.height <= y <= (1 + MARGIN) * photo.height
        for x, y in corners
    )
    sides = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise([*corners, corners[0]])]
    return near and all(x0 * y1 - y0 * x1 > 0 for (x0, y0), (x1, y1) in pairwise([*sides, sides[0]]))


def _all_quads(drawn: Sequence[Mapping[str, Any]], others: Sequence[CardRow], last: int) -> Sequence[Mapping[str, Any]]:
    """Every outline that the photo shall have, by n; `drawn` says which of them are to be read again."""
    named = {one["n"]: one["corners"] for one in drawn if one.get("n")}
    new = dict(enumerate((one["corners"] for one in drawn if not one.get("n")), start=last + 1))
    asked = {**named, **new}
    quads = {row.n: row.card["quad"] for row in others} | asked
    return [{"n": n, "corners": quads[n], "drawn": n in asked} for n in sorted(quads)]
