"""Originals and outputs in Blob Storage."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceModifiedError, ResourceNotFoundError
from azure.storage.blob import BlobServiceClient, ContentSettings

from shared.adapters.clients import translated
from shared.card import MAX_PHOTO_BYTES
from shared.errors import PhotoTooLarge
from shared.settings import INBOX, OUTBOX
from shared.usecases.ports import Gone, Original


@dataclass(frozen=True, slots=True)
class BlobOriginals:
    """The inbox. Originals are written once and never modified."""

    service: BlobServiceClient

    def head(self, name: str) -> Original | None:
        """What is there under `name` now."""
        with translated("looking at the photo"):
            try:
                found = self.service.get_blob_client(INBOX, name).get_blob_properties()
            except ResourceNotFoundError:
                return None
        filename = unquote((found.metadata or {}).get("filename", "")) or PurePosixPath(name).name
        return Original(INBOX, name, found.etag.strip('"'), found.last_modified, filename)

    def read(self, name: str, etag: str) -> bytes | Gone:
        """The bytes of exactly that version. Raises PhotoTooLarge, ServiceUnavailable."""
        client = self.service.get_blob_client(INBOX, name)
        with translated("reading the photo"):
            try:
                stream = client.download_blob(
                    etag=f'"{etag}"',
                    match_condition=MatchConditions.IfNotModified,
                    length=MAX_PHOTO_BYTES + 1,
                    offset=0,
                )
                if stream.properties.size > MAX_PHOTO_BYTES:
                    raise PhotoTooLarge(
                        f"The photo has more than {MAX_PHOTO_BYTES:,} bytes, the most that is accepted."
                    )
                return stream.readall()
            except ResourceNotFoundError:
                return Gone.DELETED
            except ResourceModifiedError:
                pass
            except HttpResponseError as error:
                if error.status_code != 416:
                    raise
                return b""
        # A deleted blob answers 412 to If-Match as a changed one does (Azurite; Azure answers 404).
        return Gone.REPLACED if self.head(name) else Gone.DELETED

    def write(self, name: str, data: bytes, filename: str) -> None:
        """Store a new original; the uploader's file name goes along, percent-encoded, as metadata."""
        with translated("storing the photo"):
            self.service.get_blob_client(INBOX, name).upload_blob(
                data, overwrite=True, metadata={"filename": quote(filename)}, content_settings=_content(name)
            )


@dataclass(frozen=True, slots=True)
class BlobOutputs:
    """The processed container."""

    service: BlobServiceClient

    def write(self, photo_id: str, version: str, files: Mapping[str, bytes]) -> None:
        """Store all files of one run, overwriting those of an earlier try. Raises ServiceUnavailable."""
        with translated("writing the outputs"):
            for path, data in files.items():
                self.service.get_blob_client(OUTBOX, f"{photo_id}/{version}/{path}").upload_blob(
                    data, overwrite=True, content_settings=_content(path)
                )

    def read(self, photo_id: str, version: str, path: str) -> bytes | None:
        """One file. Raises ServiceUnavailable."""
        with translated("reading an output"):
            try:
                client = self.service.get_blob_client(OUTBOX, f"{photo_id}/{version}/{path}")
                return client.download_blob().readall()
            except ResourceNotFoundError:
                return None


def _content(path: str) -> ContentSettings:
    return ContentSettings(content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
