"""A blob was dropped: give it an id and a queued row, and send its message."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from ulid import ULID

from shared.card.row import PhotoRow, PhotoStatus
from shared.usecases.message import PhotoMessage
from shared.usecases.ports import Original, Originals, PhotoRows, WorkQueue


def photo_id(container: str, name: str, etag: str, last_modified: datetime) -> str:
    """The ULID of one version of one blob.

    Its 48 bits of time are Last-Modified in milliseconds, its 80 random bits the first ones of SHA-256 over
    container, name and ETag (without quotes), joined by NUL, which none of them can contain.
    """
    milliseconds = int(last_modified.timestamp() * 1000)
    digest = sha256("\0".join((container, name, etag.strip('"'))).encode()).digest()
    return str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + digest[:10]))


def id_of(original: Original) -> str:
    """The id of the photo that this version of a blob is."""
    return photo_id(original.container, original.name, original.etag, original.last_modified)


@dataclass(frozen=True, slots=True)
class AcceptPhoto:
    """Safe to repeat: the same version of a blob gives the same row, and a message as long as that waits."""

    originals: Originals
    photos: PhotoRows
    queue: WorkQueue

    def __call__(self, name: str) -> PhotoRow | None:
        """Accept the current version of the blob `name`; None when it is gone. Raises ServiceUnavailable."""
        row = self.file(name)
        if row is not None and row.status is PhotoStatus.QUEUED:
            self.queue.send(PhotoMessage(row.id, row.name, row.etag))
        return row

    def file(self, name: str) -> PhotoRow | None:
        """The row of the current version of the blob, without a message. Raises ServiceUnavailable."""
        original = self.originals.head(name)
        return self._row(original) if original else None

    def _row(self, original: Original) -> PhotoRow:
        """The row of this version, made when it is new."""
        new = PhotoRow(
            id=id_of(original),
            name=original.name,
            etag=original.etag,
            filename=original.filename,
        )
        return self.photos.get(new.id) or self._insert(new)

    def _insert(self, new: PhotoRow) -> PhotoRow:
        """Add the row; another event may have been faster, and its row is as good."""
        self.photos.insert(new)
        return new
