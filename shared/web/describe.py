"""Rows as the API shows them."""

from typing import Any

from ulid import ULID

from shared.card.row import CardRow, PhotoRow, PhotoStatus
from shared.usecases.delete_card import parts
from shared.web.models import Card, FieldValue, ListedPhoto, Photo, PhotoError, Sent

PICTURES = ("card.jpg", "ocr.png", "thumb.jpg")
"""Of a card, by the names that both its output files and its links have."""


def etag(row: CardRow) -> str:
    """The card's ETag, as HTTP writes it."""
    return f'"{row.version}"'


def photo_links(row: PhotoRow) -> dict[str, str]:
    """Where to ask further about a photo."""
    here = f"/api/photos/{row.id}"
    links = {"self": here, "original": f"{here}/original"}
    if row.same_as:
        links["same_as"] = f"/api/photos/{row.same_as}"
    if row.pipeline_version:
        links |= {name: f"{here}/{name}.jpg" for name in ("overlay", "photo")}
    return links


def describe_sent(row: PhotoRow) -> Sent:
    """A photo that was just accepted."""
    return Sent(id=row.id, status=row.status, links=photo_links(row))


def describe_listed(row: PhotoRow) -> ListedPhoto:
    """A photo as lists show it, without its cards."""
    return ListedPhoto(**_progress(row), card_count=row.cards)


def describe_photo(row: PhotoRow, cards: list[CardRow]) -> Photo:
    """A photo with its cards, those left out that are deleted or part of others."""
    return Photo(
        **_progress(row),
        width=row.width,
        height=row.height,
        quality=_worst([card.card.get("quality", {}) for card in cards if not card.hidden]),
        cards=[describe_card(card) for card in cards if not card.hidden],
        ms=dict(row.ms),
    )


def describe_card(row: CardRow, *, brief: bool = False) -> Card:
    """A card; `brief` leaves its lines out."""
    reading = row.card
    return Card(
        id=row.id,
        photo_id=row.photo_id if row.pipeline_version else None,
        n=row.n,
        status=row.status,
        review=row.review,
        doubts=row.doubts,
        version=row.version,
        created=ULID.from_str(row.photo_id).datetime,
        fields={name: [_value(one, name in row.edits.fields) for one in values] for name, values in row.fields.items()},
        tags=list(row.edits.tags),
        memo=row.edits.memo,
        back=row.edits.back or None,
        merged=parts(row),
        merged_into=row.edits.merged_into or None,
        quality=reading.get("quality", {}),
        quad=reading.get("quad"),
        matrix=reading.get("matrix"),
        width=reading.get("width"),
        height=reading.get("height"),
        lines=None if brief else reading.get("lines", []),
        links=card_links(row),
    )


def card_links(row: CardRow) -> dict[str, str]:
    """Where to ask further about a card."""
    here = f"/api/namecards/{row.id}"
    links = {"self": here, "vcf": f"{here}.vcf", "qr": f"{here}/qr.png", "duplicates": f"{here}/duplicates"}
    if row.pipeline_version:
        links |= {name.partition(".")[0]: f"{here}/{name}" for name in PICTURES}
        links["photo"] = f"/api/photos/{row.photo_id}"
    if row.edits.back:
        links["back"] = f"/api/namecards/{row.edits.back}"
    return links


def _progress(row: PhotoRow) -> dict[str, Any]:
    """What every description of an accepted photo says."""
    return {
        **describe_sent(row).model_dump(),
        "filename": row.filename,
        "error": _error(row),
        "same_as": row.same_as or None,
        "no_card": row.no_card or None,
        "created": ULID.from_str(row.id).datetime,
    }


def _error(row: PhotoRow) -> PhotoError | None:
    """Why the photo failed, if it did."""
    failed = row.status is PhotoStatus.FAILED
    return PhotoError(code=row.code, detail=row.detail, retryable=row.retryable) if failed else None


def _value(value: dict[str, Any], edited: bool) -> FieldValue:
    return FieldValue.model_validate({**value, "edited": edited})


def _worst(qualities: list[dict[str, Any]]) -> dict[str, Any]:
    """The quality of the card that needs a new photo most."""
    order = ("retake", "usable", "good")
    judged = [one for one in qualities if one.get("verdict") in order]
    return min(judged, key=lambda one: order.index(one["verdict"]), default={})
