"""Originals and outputs in Blob Storage."""

import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote, unquote

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceModifiedError, ResourceNotFoundError
from azure.storage.blob import BlobProperties, BlobServiceClient, ContentSettings

from shared.adapters.clients import translated
from shared.card import MAX_PHOTO_BYTES
from shared.errors import PhotoTooLarge
from shared.settings import INBOX, OUTBOX
from shared.usecases.ports import Gone, Original, Output, Unchanged

AT_ONCE: Final = 8
"""Files on their way; azure-core keeps ten connections open."""


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
        return _original(name, found)

    def page(self, behind: str, limit: int) -> tuple[list[Original], str]:
        """Some originals in the order of their names, and the place behind them. Raises ServiceUnavailable."""
        with translated("listing the inbox"):
            listed = self.service.get_container_client(INBOX).list_blobs(include=["metadata"], results_per_page=limit)
            found, place = _page(listed, behind)
            return [_original(one.name, one) for one in found], place

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
        """Store a new original, unless it is there; the uploader's file name goes along, percent-encoded."""
        client = self.service.get_blob_client(INBOX, name)
        with translated("storing the photo"), suppress(ResourceExistsError):
            client.upload_blob(data, metadata={"filename": quote(filename)}, content_settings=_content(name))

    def delete(self, name: str, etag: str) -> None:
        """Delete exactly that version, if it is there. Raises ServiceUnavailable."""
        with translated("deleting the photo"):
            try:
                self.service.get_blob_client(INBOX, name).delete_blob(
                    etag=f'"{etag}"', match_condition=MatchConditions.IfNotModified, delete_snapshots="include"
                )
            except (ResourceNotFoundError, ResourceModifiedError):
                return


@dataclass(frozen=True, slots=True)
class BlobOutputs:
    """The processed container."""

    service: BlobServiceClient

    def write(self, photo_id: str, version: str, files: Mapping[str, bytes]) -> None:
        """Store all files of one run, some at once, overwriting those of an earlier try. Raises ServiceUnavailable."""
        container = self.service.get_container_client(OUTBOX)

        def write_one(path: str) -> None:
            name = _name(photo_id, version, path)
            container.upload_blob(name, files[path], overwrite=True, content_settings=_content(path))

        with translated("writing the outputs"), ThreadPoolExecutor(AT_ONCE) as writers:
            for _ in writers.map(write_one, files):
                pass

    def read(self, photo_id: str, version: str, path: str, *, unless: str = "") -> Output | Unchanged | None:
        """One file, unless its ETag is the one the reader has. Raises ServiceUnavailable."""
        client = self.service.get_blob_client(OUTBOX, _name(photo_id, version, path))
        with translated("reading an output"):
            try:
                stream = (
                    client.download_blob(etag=f'"{unless}"', match_condition=MatchConditions.IfModified)
                    if unless
                    else client.download_blob()
                )
                return Output(stream.readall(), stream.properties.etag.strip('"'))
            except ResourceNotFoundError:
                return None
            except HttpResponseError as error:
                if error.status_code != 304:
                    raise
                return Unchanged.UNCHANGED

    def photo_ids(self) -> Iterator[str]:
        """Every photo, or card typed by hand, that has files. Raises ServiceUnavailable."""
        with translated("listing the photos"):
            for folder in self.service.get_container_client(OUTBOX).walk_blobs(delimiter="/"):
                yield folder.name.rstrip("/")

    def page(self, behind: str, limit: int) -> tuple[list[str], str]:
        """Some of those ids, and the place behind them. Raises ServiceUnavailable."""
        with translated("listing the photos"):
            folders = self.service.get_container_client(OUTBOX).walk_blobs(delimiter="/", results_per_page=limit)
            found, place = _page(folders, behind)
            return [folder.name.rstrip("/") for folder in found], place

    def paths(self, photo_id: str, *, before: datetime | None = None) -> list[str]:
        """Every file of a photo as `version/path`, or those last written before a moment. Raises ServiceUnavailable."""
        folder = f"{photo_id}/"
        with translated("listing the outputs"):
            blobs = self.service.get_container_client(OUTBOX).list_blobs(name_starts_with=folder)
            old = [blob.name for blob in blobs if before is None or blob.last_modified < before]
            return [name.removeprefix(folder) for name in old]

    def delete(self, photo_id: str, paths: Sequence[str], *, before: datetime | None = None) -> None:
        """Delete files, whether or not they are there; only as they were `before`. Raises ServiceUnavailable."""
        for path in paths:
            with translated("deleting an output"):
                try:
                    self.service.get_blob_client(OUTBOX, f"{photo_id}/{path}").delete_blob(if_unmodified_since=before)
                except (ResourceNotFoundError, ResourceModifiedError):
                    continue


def _page(listed: Any, behind: str) -> tuple[list[Any], str]:
    """One page of a listing, and its continuation token."""
    pages = listed.by_page(behind or None)
    found = list(next(pages, ()))
    return found, pages.continuation_token or ""


def _original(name: str, properties: BlobProperties) -> Original:
    """A blob of the inbox, as a HEAD or a listing has it; they differ in quotes of the ETag and in empty metadata."""
    filename = unquote((properties.metadata or {}).get("filename") or "") or PurePosixPath(name).name
    return Original(INBOX, name, properties.etag.strip('"'), properties.last_modified, filename)


def _name(photo_id: str, version: str, path: str) -> str:
    return "/".join(part for part in (photo_id, version, path) if part)


def _content(path: str) -> ContentSettings:
    return ContentSettings(content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
