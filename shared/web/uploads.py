"""Photos in, as files or raw; and cards typed by hand."""

import asyncio
import re
import time
from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from shared.card import MAX_PHOTO_BYTES
from shared.card.row import PhotoRow
from shared.errors import BadRequest, LengthRequired, RequestTooLarge
from shared.usecases.upload_photo import check_size
from shared.web.describe import describe_card, describe_sent, etag
from shared.web.models import Card, CardPatch, Photo, Photos, SentPhotos
from shared.web.office import Office
from shared.web.photos import described
from shared.web.problems import error_of
from shared.web.replies import CARD_LINKS, PHOTO_LINKS, header, refusals

MOST_REQUEST_BYTES: Final = 90_000_000
"""The Functions host takes 100 MB; what is more would be refused there without a word."""
MOST_PHOTOS: Final = 100
LONGEST_WAIT: Final = 30
"""Seconds. Front ends in Azure cut a request after 230 s; people do so much earlier."""
POLL_SECONDS: Final = 0.25

Prefer = Annotated[str | None, Header(description=f"`wait=N`: wait up to N seconds (at most {LONGEST_WAIT})")]

Key = Annotated[
    str | None,
    Header(
        alias="idempotency-key",
        description="Of your choice, for one photo in the request: under the same key again it is not stored again",
    ),
]

FILE: Final = {
    "type": "string",
    "format": "binary",
    "minLength": 1,
    "description": f"At most {MAX_PHOTO_BYTES:,} bytes",
}
BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"photo": {"type": "array", "items": FILE, "minItems": 1, "maxItems": MOST_PHOTOS}},
                "required": ["photo"],
            }
        },
        "image/*": {"schema": FILE},
    },
}
TYPED: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/CardPatch"}}}
LOCATION: Final = {"Location": header("Where to ask further")}


def make_uploads(office: Office) -> APIRouter:
    """The routes by which photos come."""
    routes = APIRouter(tags=["photos"])

    @routes.post(
        "/api/namecards",
        status_code=202,
        summary="Send photos (multipart files, or one raw image), or a card typed by hand (JSON)",
        response_model=None,
        openapi_extra={"requestBody": {**BODY, "content": {**BODY["content"], **TYPED}}},
        responses={
            200: {"model": Photos, "description": "All photos are done (with Prefer: wait)"},
            201: {
                "model": Card,
                "description": "The typed card",
                "headers": {**LOCATION, "ETag": header("Version")},
                "links": CARD_LINKS,
            },
            202: {"model": SentPhotos, "description": "The photos wait", "headers": LOCATION, "links": PHOTO_LINKS},
            **refusals(400, 411, 413, 422),
        },
    )
    async def post_photos(
        request: Request, response: Response, prefer: Prefer = None, key: Key = None
    ) -> Photos | SentPhotos | Card:
        check_length(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json":
            card = await run_in_threadpool(office.type_card, await _typed(request))
            response.status_code = 201
            response.headers["Location"], response.headers["ETag"] = f"/api/namecards/{card.id}", etag(card)
            return describe_card(card)
        rows = await _stored(office, await _photos_in(request, 1 if key else MOST_PHOTOS), key)
        if len(rows) == 1:
            response.headers["Location"] = f"/api/photos/{rows[0].id}"
        if (seconds := _wait(prefer)) and await _all_done(office, rows, seconds):
            response.status_code = 200
            return Photos(photos=[await run_in_threadpool(described, office, row.id) for row in rows])
        return SentPhotos(photos=[describe_sent(row) for row in rows])

    @routes.post(
        "/api/namecard",
        summary="Send one photo and wait for its cards",
        response_model=None,
        openapi_extra={"requestBody": BODY},
        responses={
            200: {"model": Photo, "description": "The photo with its cards", "headers": LOCATION},
            202: {"model": Photo, "description": "It takes longer; ask at Location", "headers": LOCATION},
            **refusals(400, 410, 411, 413, 415, 422),
        },
    )
    async def post_photo(request: Request, response: Response, key: Key = None) -> Photo:
        check_length(request)
        photos = await _photos_in(request, MOST_PHOTOS)
        if len(photos) != 1:
            raise BadRequest(f"Send one photo here; {len(photos)} came. /api/namecards takes several.")
        rows = await _stored(office, photos, key)
        done = await _all_done(office, rows, LONGEST_WAIT)
        photo = await run_in_threadpool(described, office, rows[0].id)
        if photo.error:
            raise error_of(photo.error.code)(photo.error.detail)
        response.status_code = 200 if done else 202
        response.headers["Location"] = photo.links["self"]
        return photo

    return routes


async def _stored(office: Office, photos: Sequence[tuple[bytes, str]], key: str | None) -> list[PhotoRow]:
    """The rows of photos that wait from now on: of all of them, or of none where one is refused. Raises CardError."""
    for data, _ in photos:
        check_size(data)
    return [await run_in_threadpool(office.upload, *photo, key or "") for photo in photos]


async def _all_done(office: Office, rows: Sequence[PhotoRow], seconds: int) -> bool:
    """Wait until the photos, and those that have the same bytes, have ended."""
    end = time.monotonic() + seconds
    waiting = [row.id for row in rows]
    while True:
        now = [await run_in_threadpool(office.photos.get, photo_id) for photo_id in waiting]
        waiting = [row.same_as or row.id for row in now if row and (row.same_as or not row.status.terminal)]
        if not waiting or time.monotonic() >= end:
            return not waiting
        await asyncio.sleep(POLL_SECONDS)


def check_length(request: Request) -> None:
    """Raises LengthRequired, RequestTooLarge."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise LengthRequired("Send the request with a Content-Length; chunked bodies cannot be read here.")
    if int(length) > MOST_REQUEST_BYTES:
        raise RequestTooLarge(f"The request has {int(length):,} bytes; at most {MOST_REQUEST_BYTES:,} are accepted.")


async def _photos_in(request: Request, most: int) -> list[tuple[bytes, str]]:
    """The photos of a request, each with its file name. Raises BadRequest, RequestTooLarge."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return [(await request.body(), "")]
    async with request.form(max_files=most + 1) as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise BadRequest("The form holds no file. Send photos as multipart files.")
        if len(files) > most:
            raise RequestTooLarge(f"The form holds more than {most} photos, the most of such a request.")
        return [(await file.read(), file.filename or "") for file in files]


async def _typed(request: Request) -> dict[str, Any]:
    """The card in a JSON body. Raises RequestValidationError."""
    try:
        return CardPatch.model_validate_json(await request.body()).model_dump(exclude_unset=True)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


def _wait(prefer: str | None) -> int:
    """Seconds that the caller would wait (RFC 7240); what cannot be understood is no preference."""
    found = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})\b", prefer or "", re.IGNORECASE)
    return min(int(found[1]), LONGEST_WAIT) if found else 0
