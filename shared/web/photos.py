"""Photos in, and what became of them."""

import asyncio
import re
import time
from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from shared.card import MAX_PHOTO_BYTES
from shared.card.row import PhotoRow, PhotoStatus
from shared.errors import BadRequest, LengthRequired, RequestTooLarge
from shared.usecases.paging import Page
from shared.usecases.ports import Window
from shared.usecases.retry_photo import present_photo
from shared.web.audit import Caller
from shared.web.describe import describe_card, describe_listed, describe_photo, describe_sent, etag
from shared.web.models import Card, CardPatch, Drawing, Photo, PhotoId, PhotoPage, PhotoQuery, Photos, SentPhotos
from shared.web.office import Office
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


def make_photos(office: Office) -> APIRouter:
    """The routes of photos."""
    routes = APIRouter(tags=["photos"])

    def described(photo_id: str) -> Photo:
        row = present_photo(office.photos.get(photo_id), photo_id)
        return describe_photo(row, office.cards.of_photo(row.same_as or row.id))

    async def accepted(request: Request, key: str | None) -> list[PhotoRow]:
        photos = await _photos_in(request, most=1 if key else MOST_PHOTOS)
        return [await run_in_threadpool(office.upload, *photo, key or "") for photo in photos]

    async def all_done(rows: Sequence[PhotoRow], seconds: int) -> bool:
        """Wait until the photos, and those that have the same bytes, have ended."""
        end = time.monotonic() + seconds
        waiting = [row.id for row in rows]
        while True:
            now = [await run_in_threadpool(office.photos.get, photo_id) for photo_id in waiting]
            waiting = [row.same_as or row.id for row in now if row and (row.same_as or not row.status.terminal)]
            if not waiting or time.monotonic() >= end:
                return not waiting
            await asyncio.sleep(POLL_SECONDS)

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
        rows = await accepted(request, key)
        if len(rows) == 1:
            response.headers["Location"] = f"/api/photos/{rows[0].id}"
        if (seconds := _wait(prefer)) and await all_done(rows, seconds):
            response.status_code = 200
            return Photos(photos=[await run_in_threadpool(described, row.id) for row in rows])
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
        rows = await accepted(request, key)
        if len(rows) != 1:
            raise BadRequest(f"Send one photo here; {len(rows)} came. /api/namecards takes several.")
        done = await all_done(rows, LONGEST_WAIT)
        photo = await run_in_threadpool(described, rows[0].id)
        if photo.error:
            raise error_of(photo.error.code)(photo.error.detail)
        response.status_code = 200 if done else 202
        response.headers["Location"] = photo.links["self"]
        return photo

    @routes.get("/api/photos", summary="Photos, newest first", responses=refusals(422))
    def list_photos(asked: Annotated[PhotoQuery, Query()]) -> PhotoPage:
        status = PhotoStatus(asked.status) if asked.status else None
        return _described(office.list_photos(status, Window((asked.cursor or "")[1:]), asked.limit))

    @routes.get(
        "/api/photos/{photo_id}",
        summary="A photo: how far it is, and the cards found in it",
        responses=refusals(404, 410, 422),
    )
    def get_photo(photo_id: PhotoId) -> Photo:
        return described(photo_id)

    @routes.post(
        "/api/photos/{photo_id}/retry",
        status_code=202,
        summary="Send a failed photo through again",
        responses=refusals(404, 409, 410, 422),
    )
    def retry_photo(
        photo_id: PhotoId,
        force: Annotated[bool, Query(description="Also a photo that is done; people's changes stay")] = False,
    ) -> Photo:
        office.retry(photo_id, force=force)
        return described(photo_id)

    @routes.post(
        "/api/photos/{photo_id}/quads",
        status_code=202,
        summary="Move the corners of cards, turn, add or remove cards; what was drawn is read again",
        responses=refusals(400, 404, 409, 410, 422),
    )
    def draw_quads(photo_id: PhotoId, drawing: Drawing) -> Photo:
        office.draw_quads(photo_id, [quad.model_dump() for quad in drawing.quads], drawing.removed)
        return described(photo_id)

    @routes.delete(
        "/api/photos/{photo_id}",
        status_code=204,
        summary="Delete a photo with all its cards; can be undone for ten minutes",
        responses=refusals(404, 410, 422),
    )
    def delete_photo(photo_id: PhotoId, caller: Caller) -> None:
        office.delete_photo(photo_id)
        office.audit("photo.deleted", caller, [photo_id])

    @routes.post(
        "/api/photos/{photo_id}/restore", summary="Undo the deletion of a photo", responses=refusals(404, 410, 422)
    )
    def restore_photo(photo_id: PhotoId) -> Photo:
        office.delete_photo.restore(photo_id)
        return described(photo_id)

    return routes


def _described(page: Page[PhotoRow]) -> PhotoPage:
    cursor = f"p{page.after}" if page.after else None
    return PhotoPage(photos=[describe_listed(row) for row in page.rows], cursor=cursor)


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
