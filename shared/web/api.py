"""The `api` app: photos in, their status, results and pictures out."""

from typing import Annotated, Any

from fastapi import FastAPI, Path, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from shared.card.row import CardRow, PhotoRow, PhotoStatus
from shared.errors import BadRequest, LengthRequired, NotFound
from shared.usecases.ports import CardRows, Outputs, PhotoRows
from shared.usecases.upload_photo import UploadPhoto
from shared.web.problems import PROBLEMS

PhotoId = Annotated[str, Path(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}$")]
CardId = Annotated[str, Path(pattern="^[0-7][0-9A-HJKMNP-TV-Z]{25}-[1-9][0-9]{0,2}$")]


def make_api(upload: UploadPhoto, photos: PhotoRows, cards: CardRows, outputs: Outputs) -> FastAPI:
    """The app, on top of the use cases and ports it is given."""
    api = FastAPI(
        title="Namecard",
        description="Photos of business cards in; straight crops and rows out.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        exception_handlers=PROBLEMS,
    )

    def found(photo_id: str) -> PhotoRow:
        row = photos.get(photo_id)
        if row is None or row.status is PhotoStatus.DELETED:
            raise NotFound(f"There is no photo {photo_id}.")
        return row

    def picture(photo_id: str, path: str) -> Response:
        row = found(photo_id)
        data = outputs.read(row.id, row.pipeline_version, path) if row.pipeline_version else None
        if data is None:
            raise NotFound(f"Photo {photo_id} has no {path} (it is {row.status}).")
        return Response(data, media_type="image/jpeg")

    @api.post("/api/namecards", status_code=202, summary="Send photos: multipart files, or one raw image")
    async def post_photos(request: Request) -> JSONResponse:
        if "content-length" not in request.headers:
            raise LengthRequired("Send the request with a Content-Length; chunked bodies cannot be read here.")
        sent = [await run_in_threadpool(upload, *photo) for photo in await _photos_in(request)]
        reply = {"photos": [{"id": r.id, "status": r.status, "links": photo_links(r)} for r in sent]}
        headers = {"Location": f"/api/photos/{sent[0].id}"} if len(sent) == 1 else None
        return JSONResponse(reply, 202, headers)

    @api.get("/api/photos/{photo_id}", summary="A photo's status, and the cards found in it")
    def get_photo(photo_id: PhotoId) -> dict[str, Any]:
        row = found(photo_id)
        return describe_photo(row, cards.of_photo(row.id))

    @api.get("/api/photos/{photo_id}/photo.jpg", summary="The photo, upright and small", response_class=Response)
    def get_small_photo(photo_id: PhotoId) -> Response:
        return picture(photo_id, "photo.jpg")

    @api.get("/api/photos/{photo_id}/overlay.jpg", summary="What was found, drawn", response_class=Response)
    def get_overlay(photo_id: PhotoId) -> Response:
        return picture(photo_id, "overlay.jpg")

    @api.get("/api/namecards/{card_id}/card.jpg", summary="A card, straight and upright", response_class=Response)
    def get_card_picture(card_id: CardId) -> Response:
        photo_id, n = card_id.split("-")
        return picture(photo_id, f"{n}/card.jpg")

    return api


async def _photos_in(request: Request) -> list[tuple[bytes, str]]:
    """The photos of a request, each with its file name. Raises BadRequest."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return [(await request.body(), "")]
    async with request.form() as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise BadRequest("The form holds no file. Send photos as multipart files.")
        return [(await file.read(), file.filename or "") for file in files]


def photo_links(row: PhotoRow) -> dict[str, str]:
    """Where to ask further about a photo."""
    links = {"self": f"/api/photos/{row.id}"}
    if row.same_as:
        links["same_as"] = f"/api/photos/{row.same_as}"
    if row.pipeline_version:
        links |= {name: f"/api/photos/{row.id}/{name}.jpg" for name in ("overlay", "photo")}
    return links


def describe_photo(row: PhotoRow, cards: list[CardRow]) -> dict[str, Any]:
    """A photo as JSON."""
    failed = row.status is PhotoStatus.FAILED
    return {
        "id": row.id,
        "status": row.status,
        "filename": row.filename,
        "error": {"code": row.code, "detail": row.detail, "retryable": row.retryable} if failed else None,
        "same_as": row.same_as or None,
        "no_card": row.no_card or None,
        "width": row.width,
        "height": row.height,
        "cards": [describe_card(card) for card in cards],
        "ms": row.ms,
        "links": photo_links(row),
    }


def describe_card(row: CardRow) -> dict[str, Any]:
    """A card as JSON: what result.json says of it, under its id."""
    return {
        "id": row.id,
        "status": row.status,
        **row.card,
        "links": {"card": f"/api/namecards/{row.id}/card.jpg"},
    }
