"""Pictures: of photos and cards, cached by their ETag and asked for again each time."""

from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Response

from shared.errors import NotFound
from shared.usecases.ports import Gone, Unchanged
from shared.usecases.retry_photo import present_photo
from shared.web.models import CardId, PhotoId
from shared.web.office import Office
from shared.web.replies import header, refusals

CACHED: Final = "private, no-cache"
"""Keep it, but ask each time whether it still counts: the card may be deleted, or read again."""

IfNoneMatch = Annotated[str | None, Header(description="The ETag of a copy that you have")]


def _pictures(media_type: str) -> dict[str, Any]:
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {
        "response_class": Response,
        "responses": {
            200: {
                "description": "The picture",
                "content": {media_type: schema},
                "headers": {"ETag": header("Version of the picture")},
            },
            304: {"description": "Your copy is the current one"},
            **refusals(404, 410, 422),
        },
    }


def make_pictures(office: Office) -> APIRouter:
    """The routes of pictures."""
    routes = APIRouter(tags=["pictures"])

    def picture(photo_id: str, version: str, path: str, if_none_match: str | None, media_type: str) -> Response:
        unless = (if_none_match or "").removeprefix("W/").strip('"')
        found = office.outputs.read(photo_id, version, path, unless=unless) if version else None
        if found is None:
            raise NotFound(f"Photo {photo_id} has no {path}.")
        headers = {"Cache-Control": CACHED, "ETag": f'"{unless}"'}
        if found is Unchanged.UNCHANGED:
            return Response(status_code=304, headers=headers)
        return Response(found.data, media_type=media_type, headers={**headers, "ETag": f'"{found.etag}"'})

    def of_photo(photo_id: str, path: str, if_none_match: str | None) -> Response:
        row = present_photo(office.photos.get(photo_id), photo_id)
        return picture(row.id, row.pipeline_version, path, if_none_match, "image/jpeg")

    def of_card(card_id: str, path: str, if_none_match: str | None, media_type: str) -> Response:
        row = office.get_card(card_id)
        return picture(row.photo_id, row.pipeline_version, f"{row.n}/{path}", if_none_match, media_type)

    @routes.get("/api/photos/{photo_id}/photo.jpg", summary="The photo, upright and small", **_pictures("image/jpeg"))
    def get_small_photo(photo_id: PhotoId, if_none_match: IfNoneMatch = None) -> Response:
        return of_photo(photo_id, "photo.jpg", if_none_match)

    @routes.get("/api/photos/{photo_id}/overlay.jpg", summary="What was found, drawn", **_pictures("image/jpeg"))
    def get_overlay(photo_id: PhotoId, if_none_match: IfNoneMatch = None) -> Response:
        return of_photo(photo_id, "overlay.jpg", if_none_match)

    @routes.get(
        "/api/photos/{photo_id}/original",
        summary="The file as it was sent",
        **_pictures("application/octet-stream"),
    )
    def get_original(photo_id: PhotoId, if_none_match: IfNoneMatch = None) -> Response:
        row = present_photo(office.photos.get(photo_id), photo_id)
        headers = {"Cache-Control": CACHED, "ETag": f'"{row.etag}"'}
        if if_none_match == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        data = office.originals.read(row.name, row.etag)
        if isinstance(data, Gone):
            raise NotFound(f"The original of photo {photo_id} was {data.value}.")
        # Whatever the file is, no browser shall run it: it is only ever saved.
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.filename, safe='')}"
        return Response(data, media_type="application/octet-stream", headers=headers)

    @routes.get("/api/namecards/{card_id}/card.jpg", summary="A card, straight, in colour", **_pictures("image/jpeg"))
    def get_card_picture(card_id: CardId, if_none_match: IfNoneMatch = None) -> Response:
        return of_card(card_id, "card.jpg", if_none_match, "image/jpeg")

    @routes.get("/api/namecards/{card_id}/ocr.png", summary="A card, cleaned for OCR", **_pictures("image/png"))
    def get_ocr_picture(card_id: CardId, if_none_match: IfNoneMatch = None) -> Response:
        return of_card(card_id, "ocr.png", if_none_match, "image/png")

    @routes.get("/api/namecards/{card_id}/thumb.jpg", summary="A card, small", **_pictures("image/jpeg"))
    def get_thumbnail(card_id: CardId, if_none_match: IfNoneMatch = None) -> Response:
        return of_card(card_id, "thumb.jpg", if_none_match, "image/jpeg")

    @routes.get(
        "/api/namecards/{card_id}/qr.png",
        summary="The contact as a QR code, without tags and memo",
        response_class=Response,
        responses={
            200: {
                "description": "The picture",
                "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
            },
            **refusals(404, 409, 410, 422),
        },
    )
    def get_qr(card_id: CardId) -> Response:
        from shared.exports.entry import CardEntry  # noqa: PLC0415
        from shared.exports.qr import make_qr  # noqa: PLC0415  (segno and vobject, for this reply alone)

        return Response(make_qr(CardEntry.of_row(office.get_card(card_id))), media_type="image/png")

    @routes.get("/api/namecards/{card_id}/lines/{line}.png", summary="A line of print", **_pictures("image/png"))
    def get_line_picture(
        card_id: CardId, line: Annotated[int, Path(ge=1, le=999)], if_none_match: IfNoneMatch = None
    ) -> Response:
        return of_card(card_id, f"lines/{line:02d}.png", if_none_match, "image/png")

    return routes
