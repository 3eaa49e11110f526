"""Rows: what the tables say of a photo and of each card in it. The row is the only truth."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, Self, get_args

from shared.card import FieldName
from shared.errors import CardError

ULID_FORM: Final = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
CARD_FORM: Final = ULID_FORM + "-[1-9][0-9]{0,2}"
"""Ids of photos and of cards, as regular expressions."""

FIELD_NAMES: Final[tuple[FieldName, ...]] = get_args(FieldName)


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
    """Of the bytes, behind the chat user who sent them if one did: people's photos do not stand for each other's."""
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
    forced: bool = False
    """Read it although other photos have the same bytes, and again although it was read."""
    quads: Sequence[Mapping[str, Any]] = ()
    """Outlines that a person drew, `{"n", "corners", "turn"}` each; empty: find them."""
    deleted_at: str = ""
    """When a person deleted it, ISO 8601 in UTC; it can be undone until it is erased."""
    failing_since: str = ""
    """When all attempts of the queue failed for the first time since a person sent it, ISO 8601 in UTC."""
    row_etag: str = ""
    """ETag of this row as it was read; what a conditional write compares."""
    row_changed: str = ""
    """When storage wrote this row, as it was read; ISO 8601 in UTC."""

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

    def queued(self) -> Self:
        """It is to be processed (again)."""
        return replace(self, status=PhotoStatus.QUEUED, run="", same_as="", code="", detail="", retryable=False)

    def erased(self) -> Self:
        """The tombstone: that it was there, and nothing of it."""
        return type(self)(id=self.id, name="", etag="", filename="", status=PhotoStatus.DELETED, row_etag=self.row_etag)

    def duplicate(self, first: str) -> Self:
        """The photo `first` has the same bytes."""
        return replace(self, status=PhotoStatus.DONE, same_as=first)


class CardStatus(StrEnum):
    """Whether a card's text was read; its crops exist in both cases."""

    READ = "read"
    UNREAD = "unread"
    DELETED = "deleted"
    """Erased; the row is a tombstone."""


class Review(StrEnum):
    """Whether a person should look at a card."""

    NEEDED = "needed"
    FINE = "fine"
    """Read with confidence; nobody looked yet."""
    DONE = "done"
    """A person said so."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What people did to a card, apart from what was read of it."""

    fields: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """Values that stand instead of those read, by field."""
    tags: tuple[str, ...] = ()
    memo: str = ""
    review: str = ""
    """`done`, or empty: let the reading decide."""
    back: str = ""
    """Id of the card that is this card's other side."""
    absorbed: tuple[Mapping[str, Any], ...] = ()
    """Merges into this card, the last one last: `{"cards": ids, "before": edits}`."""
    merged_into: str = ""
    """Id of the card that took this one in; this one is hidden meanwhile."""
    deleted_at: str = ""
    """When a person deleted it, ISO 8601 in UTC; it can be undone until it is erased."""
    revision: int = 0
    """Counts what people did."""

    def as_json(self) -> dict[str, Any]:
        """Plain values, all of them."""
        return asdict(self)

    @classmethod
    def of_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote; what another version of the code added is left out."""
        known = {name: body[name] for name in cls.__dataclass_fields__ if name in body}
        known |= {name: tuple(known[name]) for name in ("tags", "absorbed") if name in known}
        return cls(**known)


@dataclass(frozen=True, slots=True)
class CardRow:
    """One physical card: found in a photo, or typed by hand."""

    photo_id: str
    n: int
    """From 1, in reading order."""
    pipeline_version: str
    """Which outputs count; empty when it was typed by hand."""
    card: Mapping[str, Any]
    """The card as result.json describes it."""
    status: CardStatus = CardStatus.UNREAD
    edits: Edits = field(default_factory=Edits)
    owner: str = ""
    """The chat user who sent the photo and so may see the card in the chat; empty when it came in another way."""
    row_etag: str = ""
    """ETag of this row as it was read; what a conditional write compares."""

    @property
    def id(self) -> str:
        """`{photo_id}-{n}`."""
        return f"{self.photo_id}-{self.n}"

    @property
    def version(self) -> str:
        """A short name of this version of the row, other for each change."""
        return sha256(self.row_etag.encode()).hexdigest()[:16]

    @property
    def fields(self) -> dict[str, list[dict[str, Any]]]:
        """What the card says: a person's values where there are some, else those read."""
        read: Mapping[str, Sequence[Mapping[str, Any]]] = self.card.get("fields", {})
        shown = {**read, **self.edits.fields}
        return {name: [dict(value) for value in shown[name]] for name in FIELD_NAMES if shown.get(name)}

    @property
    def hidden(self) -> bool:
        """It is in no list: deleted, erased, or part of another card."""
        return bool(self.edits.deleted_at or self.edits.merged_into) or self.status is CardStatus.DELETED

    @property
    def review(self) -> Review:
        """A person's word, or what the reading suggests."""
        if self.edits.review or not self.pipeline_version:
            return Review.DONE
        return Review.NEEDED if self.doubts else Review.FINE

    @property
    def doubts(self) -> list[str]:
        """Why a person should look, one sentence each, as the reading says."""
        quality = self.card.get("quality", {})
        retake = [quality["advice"]["en"]] if quality.get("verdict") == "retake" else []
        return [*self.card.get("review", ()), *retake]

    def read_again(self, version: str, card: Mapping[str, Any], status: CardStatus) -> Self:
        """A run of the journey gave this; what people did stays."""
        return replace(self, pipeline_version=version, card=card, status=status)

    def edited(self, **changes: Any) -> Self:
        """A person did this."""
        return replace(self, edits=replace(self.edits, **changes, revision=self.edits.revision + 1))

    def erased(self) -> Self:
        """The tombstone: that it was there, and nothing else."""
        return type(self)(self.photo_id, self.n, "", {}, CardStatus.DELETED, row_etag=self.row_etag)
