"""Containers full of old photos: their names page by page, and copies for the inbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobServiceClient

from shared.adapters.clients import translated
from shared.card import MAX_PHOTO_BYTES
from shared.errors import NotFound
from shared.settings import INBOX
from shared.usecases.ports import OldPage, Originals

PAGE: Final = 100
"""Names; at five a second a run that is broken off repeats at most 20 s."""


@dataclass(frozen=True, slots=True)
class BlobOldPhotos:
    """Old photos in the account of the data."""

    blobs: BlobServiceClient
    originals: Originals

    def pages(self, container: str, behind: str) -> Iterator[OldPage]:
        """The names behind a place, a page at a time. Raises NotFound, ServiceUnavailable."""
        listed = self.blobs.get_container_client(container).list_blobs(results_per_page=PAGE)
        pages: Any = listed.by_page(continuation_token=behind or None)
        with translated("listing the old photos"):
            try:
                for page in pages:
                    found = list(page)
                    names = [blob.name for blob in found]
                    yield OldPage(names, sum(blob.size for blob in found), pages.continuation_token or "")
            except ResourceNotFoundError as error:
                raise NotFound(f"There is no container {container}.") from error

    def take_over(self, container: str, name: str) -> str | None:
        """Copy into the inbox what is not there yet; its name there, None when there is nothing to copy.

        Through this process, because a copy inside storage asks for a signature that identities cannot give; a file
        that is too large to be a photo is left where it is. Raises ServiceUnavailable.
        """
        if container == INBOX:
            return name
        target = f"{container}/{name}"
        if self.originals.head(target) is not None:
            return target
        with translated("taking over an old photo"):
            try:
                old = self.blobs.get_blob_client(container, name).download_blob(offset=0, length=MAX_PHOTO_BYTES + 1)
                if old.properties.size > MAX_PHOTO_BYTES:
                    return None
                data = old.readall()
            except ResourceNotFoundError:
                return None
        self.originals.write(target, data, PurePosixPath(name).name)
        return target
