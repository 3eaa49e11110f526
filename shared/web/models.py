"""What the API takes and gives, as pydantic models: the schemas of its OpenAPI document."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from shared.card import FieldName
from shared.card.row import CARD_FORM, ULID_FORM, CardStatus, PhotoStatus, Review

PhotoId = Annotated[str, Path(pattern=f"^{ULID_FORM}$", description="Id of a photo")]
CardId = Annotated[str, Path(pattern=f"^{CARD_FORM}$", description="Id of a card")]
CardIdInBody = Annotated[str, StringConstraints(pattern=f"^{CARD_FORM}$")]

PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Line ends and tabs, but no other control characters."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=PRINTABLE)]
Part = Annotated[str, StringConstraints(max_length=100, pattern=PRINTABLE)]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=PRINTABLE)]
Memo = Annotated[str, StringConstraints(max_length=4000, pattern=PRINTABLE)]


def _as_text(given: object) -> object:
    """Refuse numbers, which pydantic takes for seconds since 1970. Raises ValueError."""
    if not re.match(r"\d{4}-\d\d-\d\d", str(given)):
        raise ValueError("give a date, or a date and time with offset, as RFC 3339 has them")
    return given


Moment = Annotated[AwareDatetime | date, BeforeValidator(_as_text)]


class CardFilter(BaseModel):
    """Which cards are wanted."""

    model_config = ConfigDict(extra="forbid")
    status: Literal["read", "unread"] | None = None
    review: Review | None = None
    tag: Tag | None = None
    q: (
        Annotated[
            str,
            Field(
                min_length=1,
                max_length=100,
                description="Begin of a name, company, e-mail address or phone number, or initial consonants (ㄱㅊㅅ)",
            ),
        ]
        | None
    ) = None
    since: Moment | None = Field(None, alias="from", description="First moment, or first day (UTC)")
    until: Moment | None = Field(None, alias="to", description="Moment before which, or last day (UTC)")


class CardQuery(CardFilter):
    """Which page of which cards to list."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(pattern=f"^c{ULID_FORM}[0-9]{{3}}$", description="Of the page before")] | None = None


class ExportQuery(CardFilter):
    """Which cards to export, and as what."""

    format: Literal["csv", "xlsx", "vcf", "json"]
    photos: bool = Field(False, description="vcf: with a picture of each card; at most 1,000 cards then")


class Problem(BaseModel):
    """What went wrong (RFC 9457); `code` is one of docs/errors.md."""

    type: str
    code: str
    title: str
    status: int
    detail: str
    instance: str


class GivenValue(BaseModel):
    """One value of a field, as a person gives it; `family` and `given` are for names."""

    model_config = ConfigDict(extra="forbid")
    value: Text
    family: Part = ""
    given: Part = ""


class CardPatch(BaseModel):
    """A JSON merge patch of what a person may change. Null takes a person's word back: what was read shows again."""

    model_config = ConfigDict(extra="forbid")
    fields: dict[FieldName, Annotated[list[GivenValue], Field(max_length=20)] | None] = {}
    tags: Annotated[list[Tag], Field(max_length=50)] | None = None
    memo: Memo | None = None
    review: Literal["done"] | None = None


class ChangedCell(BaseModel):
    """A cell that differs from its card: its text as the card has it, and as the spreadsheet has it."""

    column: str
    before: str
    after: str


class ChangedRow(BaseModel):
    """A row that changes its card."""

    row: int = Field(description="As spreadsheet programs count: the header is row 1")
    id: str
    cells: list[ChangedCell]


class SheetProblem(BaseModel):
    """Why a row cannot be taken."""

    row: int
    column: str | None = Field(description="Null when it is the whole row")
    detail: str


class ImportReport(BaseModel):
    """What a spreadsheet changes. Applied: `problems` are the rows whose cards somebody changed at that very moment."""

    applied: bool
    rows: int
    changes: list[ChangedRow]
    problems: list[SheetProblem]


class FieldValue(BaseModel):
    """One value of a field: as read, with its confidence and place, or as a person put it."""

    model_config = ConfigDict(extra="allow")
    value: str
    confidence: float | None = None
    edited: bool = False


class Card(BaseModel):
    """A card: what was read, with a person's changes on top. Coordinates are in pixels of the upright photo."""

    id: str
    photo_id: str | None = Field(description="Null for a card typed by hand")
    n: int
    status: CardStatus
    review: Review
    doubts: list[str] = Field(description="Why a person should look, one sentence each")
    version: str = Field(description="What If-Match takes, in quotes")
    created: datetime
    fields: dict[str, list[FieldValue]]
    tags: list[str]
    memo: str
    back: str | None = Field(description="Id of the card that is the other side")
    merged: list[str] = Field(description="Ids of the cards that were merged into this one")
    merged_into: str | None
    quality: dict[str, Any]
    quad: list[list[float]] | None
    matrix: list[list[float]] | None = Field(description="Takes pixels of card.jpg to those of the photo")
    width: int | None
    height: int | None
    lines: list[dict[str, Any]] | None = Field(description="Null in lists")
    links: dict[str, str]


class CardPage(BaseModel):
    """A page of cards, newest first."""

    cards: list[Card]
    cursor: str | None = Field(description="For the next page; null when there are no more cards")


class PhotoError(BaseModel):
    """Why a photo failed."""

    code: str
    detail: str
    retryable: bool


class Sent(BaseModel):
    """A photo that was accepted."""

    id: str
    status: PhotoStatus
    links: dict[str, str]


class SentPhotos(BaseModel):
    """The photos of a request, in its order."""

    photos: list[Sent]


class Progress(Sent):
    """How far a photo is."""

    filename: str
    error: PhotoError | None
    same_as: str | None = Field(description="Id of the photo with the same bytes, which has the cards")
    no_card: str | None = Field(description="Why no card was found")
    created: datetime


class Photo(Progress):
    """A photo, how far it is, and what was found in it."""

    width: int
    height: int
    quality: dict[str, Any]
    cards: list[Card]
    ms: dict[str, float] = Field(description="Milliseconds per stage")


class ListedPhoto(Progress):
    """A photo in a list: how far it is."""

    card_count: int


class PhotoPage(BaseModel):
    """A page of photos, newest first."""

    photos: list[ListedPhoto]
    cursor: str | None = Field(description="For the next page; null when there are no more photos")


class PhotoQuery(BaseModel):
    """Which photos to list."""

    model_config = ConfigDict(extra="forbid")
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(pattern=f"^p{ULID_FORM}$", description="Of the page before")] | None = None
    status: Literal["queued", "processing", "done", "failed", "replaced"] | None = None


class AuditQuery(BaseModel):
    """Which entries of the audit to list."""

    model_config = ConfigDict(extra="forbid")
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(pattern=f"^a{ULID_FORM}$", description="Of the page before")] | None = None


class AuditEntry(BaseModel):
    """Somebody took data out, or erased it."""

    at: datetime
    who: str = Field(description="Who signed in, the fingerprint of a key, or the part of this program that did it")
    what: str = Field(description="Such as `export.csv` or `card.deleted`")
    count: int = Field(description="Of cards or photos")
    ids: list[str] = Field(description="Of cards or photos, as far as they were named")


class AuditPage(BaseModel):
    """A page of the audit, newest first."""

    entries: list[AuditEntry]
    cursor: str | None = Field(description="For the next page; null when there are no more entries")


class Photos(BaseModel):
    """The photos of a request, all of them done."""

    photos: list[Photo]


class Person(BaseModel):
    """Whose cards shall be erased: by a number or an address, or both."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})
    phone: Annotated[str, StringConstraints(max_length=30, pattern=r"^[+(]?[0-9][0-9 ().-]{5,28}$")] = ""
    email: Annotated[str, StringConstraints(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")] = ""

    @model_validator(mode="after")
    def named(self) -> Self:
        """Refuse nobody in particular."""
        if not self.phone and not self.email:
            raise ValueError("give a phone number or an e-mail address")
        return self


class Erased(BaseModel):
    """Ids of the cards that were deleted, to be erased in ten minutes."""

    cards: list[str]


class DuplicateCard(BaseModel):
    """A card that may be of the same person, and what the two share."""

    card: Card
    shares: list[str]


class Duplicates(BaseModel):
    """The cards that may be of the same person, those that share most first."""

    duplicates: list[DuplicateCard]


class Merge(BaseModel):
    """Which cards become one."""

    model_config = ConfigDict(extra="forbid")
    into: CardIdInBody = Field(description="The card that stays")
    cards: Annotated[list[CardIdInBody], Field(min_length=1, max_length=20)] = Field(description="Those it takes in")
    fields: dict[FieldName, CardIdInBody] = Field({}, description="From which card a field comes; else from all")
    back: CardIdInBody | None = Field(None, description="The one of the cards that is the other side")


class Subject(BaseModel):
    """The card or photo that something happened to."""

    id: str
    links: dict[str, str]


class ChangeEntry(BaseModel):
    """What happened to a card or photo; the webhook is told the same."""

    type: str = Field(description="Such as `card.edited` or `photo.done`")
    timestamp: datetime
    data: Subject


class ChangePage(BaseModel):
    """Changes, and where to go on, now or later."""

    changes: list[ChangeEntry]
    cursor: str


Coordinate = Annotated[float, Field(ge=-1e5, le=1e5, allow_inf_nan=False)]
Point = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]


class DrawnQuad(BaseModel):
    """An outline that a person drew."""

    model_config = ConfigDict(extra="forbid")
    n: Annotated[int, Field(ge=1, le=999)] | None = Field(None, description="Of a known card; none for a new one")
    corners: Annotated[list[Point], Field(min_length=4, max_length=4)] = Field(
        description="Top left, top right, bottom right, bottom left of the upright card, in pixels of the upright photo"
    )


class Drawing(BaseModel):
    """What a person changed about the outlines of a photo's cards."""

    model_config = ConfigDict(extra="forbid")
    quads: Annotated[list[DrawnQuad], Field(max_length=50)] = []
    removed: Annotated[list[Annotated[int, Field(ge=1, le=999)]], Field(max_length=50)] = []


class PhotoStats(BaseModel):
    """Where all photos stand. Photos older than a day are counted within a day of their change."""

    photos: dict[str, int] = Field(description="By status")
    failed: dict[str, int] = Field(description="By code")
    cards: int
    oldest_waiting: datetime | None
    ended_last_hour: int
    cards_by_hour: dict[str, int] = Field(
        description="Cards of the last month by the hour in UTC in which their photo came, such as `2026-11-20T14`"
    )
