"""Rows: what the tables say of a photo and of each card in it. The row is the only truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from shared.errors import CardError


class PhotoStatus(StrEnum):
    """Where a photo is on its way."""

    QUEUED = "queued"
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"
    REPLACED = "replaced"
    DELETED = "deleted"

    @property
    def terminal(self) -> bool:
        """Nothing more happens by itself."""
        return self not in (PhotoStatus.QUEUED, PhotoStatus.PROCESSING)


class CardStatus(StrEnum):
    """Whether a card's text was read; its crops exist in both cases."""

    READ = "read"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One version (ETag) of one blob. Every change of state is a method that gives the next row."""

    id: str
    name: str
    """Blob name in the inbox."""
    etag: str
    """ETag of the blob, without quotes, from a HEAD."""
    filename: str
    """What the uploader called it; for display only."""
    status: PhotoStatus = PhotoStatus.QUEUED
    run: str = ""
    """Id of the queue message that holds the photo while it is processed."""
    sha256: str = ""
    same_as: str = ""
    """Id of the photo that has the same bytes and therefore the cards."""
    width: int = 0
    height: int = 0
    cards: int = 0
    no_card: str = ""
    """Why no card was found."""
    code: str = ""
    detail: str = ""
    retryable: bool = False
    pipeline_version: str = ""
    ms: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds per stage of the last run."""
    row_etag: str = ""
    """ETag of this row as it was read; what a conditional write compares."""

    def processing(self, run: str) -> Self:
        """The message `run` has taken the photo."""
        return replace(self, status=PhotoStatus.PROCESSING, run=run)

    def failed(self, error: CardError) -> Self:
        """It ended with `error`."""
        return replace(
            self,
            status=PhotoStatus.FAILED,
            code=error.code,
            detail=str(error),
            retryable=error.retryable,
        )

    def replaced(self) -> Self:
        """The blob changed before it was read; the new version has its own row."""
        return replace(self, status=PhotoStatus.REPLACED)

    def duplicate(self, first: str) -> Self:
        """The photo `first` has the same bytes."""
        return replace(self, status=PhotoStatus.DONE, same_as=first)


@dataclass(frozen=True, slots=True)
class CardRow:
    """One physical card found in a photo."""

    photo_id: str
    n: int
    """From 1, in reading order."""
    pipeline_version: str
    """Which outputs count."""
    card: Mapping[str, Any]
    """The card as result.json describes it."""
    status: CardStatus = CardStatus.UNREAD

    @property
    def id(self) -> str:
        """`{photo_id}-{n}`."""
        return f"{self.photo_id}-{self.n}"
