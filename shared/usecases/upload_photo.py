"""A photo came by HTTP: store it under a name of ours, then accept it as if it had been dropped."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import Final

from ulid import ULID

from shared.card import MAX_PHOTO_BYTES
from shared.card.row import PhotoRow
from shared.errors import BadRequest, PhotoTooLarge, ServiceUnavailable
from shared.usecases.accept_photo import AcceptPhoto
from shared.usecases.ports import Originals

SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".avif"}
)
"""Kept in the blob's name so that Storage Explorer can preview it; what a file is, its bytes say."""
MOST_FILENAME: Final = 200
"""Characters; percent-encoded they are up to 2,400, and all metadata of a blob has 8 KiB."""


def check_size(data: bytes) -> None:
    """Raises BadRequest, PhotoTooLarge."""
    if not data:
        raise BadRequest("The photo is empty.")
    if len(data) > MAX_PHOTO_BYTES:
        raise PhotoTooLarge(f"The photo has {len(data):,} bytes; at most {MAX_PHOTO_BYTES:,} are accepted.")


@dataclass(frozen=True, slots=True)
class UploadPhoto:
    """Store and accept one photo."""

    originals: Originals
    accept: AcceptPhoto

    def __call__(self, data: bytes, filename: str, key: str = "", *, name: str = "") -> PhotoRow:
        """Give the queued row; under the same `key` always the same, until the photo is erased.

        `name` is the blob's, when it shall say more than that.

        Raises BadRequest, PhotoTooLarge, ServiceUnavailable.
        """
        check_size(data)
        suffix = PurePath(filename).suffix.lower()
        name = name or f"http/{_named(key) if key else ULID()}{suffix if suffix in SUFFIXES else ''}"
        self.originals.write(name, data, filename[:MOST_FILENAME])
        row = self.accept(name)
        if row is None:
            raise ServiceUnavailable("The photo was stored but could not be found again; please send it again.")
        return row


def _named(key: str) -> str:
    """A part of a blob's name for a key, which may hold anything."""
    return sha256(key.encode(errors="surrogateescape")).hexdigest()[:40]
