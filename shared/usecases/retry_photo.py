"""A person sends a photo through again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.card.row import PhotoRow, PhotoStatus
from shared.errors import Conflict, Deleted, NotFound
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import PhotoRows, WorkQueue


def present_photo(row: PhotoRow | None, photo_id: str) -> PhotoRow:
    """The row of a photo that can be seen. Raises NotFound, Deleted."""
    if row is None:
        raise NotFound(f"There is no photo {photo_id}.")
    if row.deleted_at or row.status is PhotoStatus.DELETED:
        raise Deleted(f"Photo {photo_id} was deleted.")
    return row


@dataclass(frozen=True, slots=True)
class RetryPhoto:
    """Queue a photo again; row first, then the message, as when it was new."""

    photos: PhotoRows
    queue: WorkQueue

    def __call__(
        self, photo_id: str, *, force: bool = False, quads: Sequence[Mapping[str, Any]] | None = None
    ) -> PhotoRow:
        """Queue a failed photo, or with `force` a done one; `quads` replace what the search would find.

        Raises NotFound, Deleted, Conflict, ServiceUnavailable.
        """
        row = present_photo(self.photos.get(photo_id), photo_id)
        if row.status is not PhotoStatus.QUEUED:
            allowed = {PhotoStatus.FAILED, PhotoStatus.DONE} if force else {PhotoStatus.FAILED}
            if row.status not in allowed:
                raise Conflict(f"Photo {photo_id} is {row.status}; only a failed photo is sent again without force.")
            again = [{**quad, "drawn": True} for quad in row.quads]
            row = self._queued(row, force, again if quads is None else quads)
        self.queue.send(PhotoMessage(row.id, row.name, row.etag))
        return row

    def _queued(self, row: PhotoRow, force: bool, quads: Sequence[Mapping[str, Any]]) -> PhotoRow:
        written = self.photos.replace(replace(row.queued(), forced=force or row.forced, quads=quads, failing_since=""))
        if written is None:
            raise Conflict(f"Photo {row.id} is being processed at this moment.")
        return written
