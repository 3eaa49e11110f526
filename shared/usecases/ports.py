"""What the use cases need from the outside, as Protocols, and the values that cross those borders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from shared.card.row import CardRow, PhotoRow
from shared.usecases.message import PhotoMessage


@dataclass(frozen=True, slots=True)
class Original:
    """A blob of the inbox, as a HEAD describes it."""

    container: str
    name: str
    etag: str
    """Without quotes."""
    last_modified: datetime
    filename: str
    """What the uploader called it."""


class Gone(Enum):
    """Why the expected version of an original cannot be read any more."""

    REPLACED = "replaced"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one run of the journey gives; plain values, so that it can leave the child process."""

    result: Mapping[str, Any]
    """The content of result.json."""
    files: Mapping[str, bytes]
    """Output files by their path below `{photo_id}/{pipeline_version}/`."""
    ms: Mapping[str, float]
    """Milliseconds per stage."""


class Originals(Protocol):
    """The inbox."""

    def head(self, name: str) -> Original | None:
        """What is there under `name` now."""

    def read(self, name: str, etag: str) -> bytes | Gone:
        """The bytes of exactly that version. Raises PhotoTooLarge."""

    def write(self, name: str, data: bytes, filename: str) -> None:
        """Store a new original."""


class Outputs(Protocol):
    """The processed container."""

    def write(self, photo_id: str, version: str, files: Mapping[str, bytes]) -> None:
        """Store all files of one run, overwriting those of an earlier try."""

    def read(self, photo_id: str, version: str, path: str) -> bytes | None:
        """One file."""


class PhotoRows(Protocol):
    """The photos table."""

    def get(self, photo_id: str) -> PhotoRow | None:
        """The row, with its ETag."""

    def insert(self, row: PhotoRow) -> bool:
        """Add a new row; False when there is one already."""

    def replace(self, row: PhotoRow) -> PhotoRow | None:
        """Write `row` if it has not changed since it was read; None when it has."""

    def first_with(self, sha256: str, photo_id: str, *, instead_of: str = "") -> str:
        """Id of the photo that stands for these bytes: `photo_id`, unless another one than `instead_of` does."""


class CardRows(Protocol):
    """The namecards table."""

    def put(self, row: CardRow) -> None:
        """Write a card, replacing what an earlier run wrote."""

    def of_photo(self, photo_id: str) -> list[CardRow]:
        """The cards of a photo, by n."""


class WorkQueue(Protocol):
    """The queue between the blob trigger and the worker."""

    def send(self, message: PhotoMessage) -> None:
        """Enqueue."""


class Journey(Protocol):
    """From bytes to outputs, in a process that may be killed."""

    def __call__(self, data: bytes) -> Outcome:
        """Run every stage. Raises the errors of the card, DecoderCrashed and ReadingTimedOut."""
