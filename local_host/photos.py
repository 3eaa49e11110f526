"""A folder of photos sent through the running host, as a person would drop them: progress, a table, the crops."""

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import Any, Final

import httpx2
from azure.storage.blob import BlobServiceClient
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table
from rich.text import Text

from local_host.errors import HostError
from shared.card.row import PhotoStatus
from shared.settings import INBOX, OUTBOX
from shared.usecases.accept_photo import photo_id
from shared.usecases.upload_photo import SUFFIXES

OUT: Final = Path("out")
"""Where crops are put for people to look at."""
COLUMNS: Final = ("photo", "cards", "status", "seconds", "crops")
ASK_SECONDS: Final = 0.2
PASSING: Final = (httpx2.codes.NOT_FOUND, httpx2.codes.SERVICE_UNAVAILABLE)
"""Answers that pass: the blob trigger has not noticed the photo yet, or storage is busy."""
PATIENCE_SECONDS: Final = 600
"""A photo that is still not finished then is reported as it is. Five failed attempts take 2.5 minutes."""


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """A photo that was put into the inbox."""

    name: str
    """Path below the folder, and blob name."""
    id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a photo."""

    photo: SentPhoto
    said: dict[str, Any]
    """The API's answer."""
    cards: int
    crops: Path | None

    @property
    def failed(self) -> bool:
        """Anything but `done`; a photo without a card is done."""
        return bool(self.said["status"] != PhotoStatus.DONE)


def photos_in(folder: Path) -> list[Path]:
    """The photos in `folder` and below, by path. Raises HostError when there is none."""
    if not folder.is_dir():
        raise HostError(f"There is no folder {folder}.")
    photos = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not photos:
        raise HostError(f"There is no photo in {folder} ({', '.join(sorted(SUFFIXES))}).")
    return photos


@dataclass(frozen=True, slots=True)
class PhotoRun:
    """Sends a folder through and shows what became of it."""

    blobs: BlobServiceClient
    api: httpx2.AsyncClient
    console: Console

    async def send(self, folder: Path, photos: Sequence[Path]) -> bool:
        """Drop the photos, wait for each, fetch its crops. True when none failed."""
        with self._progress() as progress:
            bar = progress.add_task("Photos", total=len(photos))
            sent = [await asyncio.to_thread(self._drop, photo, photo.relative_to(folder)) for photo in photos]
            outcomes = []
            for photo in sent:
                outcomes.append(await self._outcome(photo))
                progress.advance(bar)
        self.console.print(_table(outcomes))
        failed = sum(outcome.failed for outcome in outcomes)
        cards = sum(outcome.cards for outcome in outcomes)
        self.console.print(f"Photos: {len(outcomes)}. Cards: {cards}. Failed: {failed}.")
        return not failed

    def _progress(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(*columns, console=self.console, transient=True)

    def _drop(self, photo: Path, name: Path) -> SentPhoto:
        """Upload as Storage Explorer does; the blob trigger must find it."""
        blob = self.blobs.get_blob_client(INBOX, name.as_posix())
        with photo.open("rb") as file:
            stored = blob.upload_blob(file, overwrite=True)
        return SentPhoto(blob.blob_name, photo_id(INBOX, blob.blob_name, stored["etag"], stored["last_modified"]))

    async def _outcome(self, photo: SentPhoto) -> Outcome:
        """Wait for the photo, or for the one that has the same bytes, and fetch the crops."""
        said = await self._finished(photo.id)
        holder = await self._finished(said["same_as"]) if said.get("same_as") else said
        crops = OUT / photo.name
        found = await asyncio.to_thread(self._fetch, holder["id"], crops)
        return Outcome(photo, said, len(holder["cards"]), crops if found else None)

    async def _finished(self, identity: str) -> dict[str, Any]:
        """Ask until the status is a last one. Raises HostError."""
        said: dict[str, Any] = {"id": identity, "status": "not noticed", "cards": [], "ms": {}}
        deadline = monotonic() + PATIENCE_SECONDS
        while monotonic() < deadline:
            reply = await self.api.get(f"/api/photos/{identity}")
            if reply.status_code == httpx2.codes.OK:
                said = reply.json()
                if PhotoStatus(said["status"]).terminal:
                    break
            elif reply.status_code not in PASSING:
                raise HostError(f"{reply.url} answers {reply.status_code}; the log above says why.")
            await asyncio.sleep(ASK_SECONDS)
        return said

    def _fetch(self, identity: str, crops: Path) -> int:
        """Write everything made of a photo below `crops`, as `namecard scan --out` does; how many files."""
        shutil.rmtree(crops, ignore_errors=True)
        container = self.blobs.get_container_client(OUTBOX)
        names = list(container.list_blob_names(name_starts_with=f"{identity}/"))
        for name in names:
            file = crops.joinpath(*PurePosixPath(name).parts[2:])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(container.download_blob(name).readall())
        return len(names)


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(*(Column(name, overflow="fold") for name in COLUMNS), box=SIMPLE)
    for outcome in outcomes:
        table.add_row(
            Text(outcome.photo.name),
            str(outcome.cards),
            Text(_status(outcome.said), "red" if outcome.failed else ""),
            f"{sum(outcome.said['ms'].values()) / 1000:.2f}",
            Text(f"{outcome.crops}/" if outcome.crops else ""),
        )
    return table


def _status(said: dict[str, Any]) -> str:
    """The status in words, with the reason where there is one."""
    if said.get("error"):
        return f"{said['status']}: {said['error']['detail']}"
    if said.get("same_as"):
        return f"{said['status']}: same bytes as an earlier photo"
    return f"{said['status']}: no card, {said['no_card']}" if said.get("no_card") else str(said["status"])
