"""Photos that came: how far each is, and what can be done with it."""

from typing import Annotated

from fastapi import APIRouter, Query

from shared.card.row import PhotoRow, PhotoStatus
from shared.usecases.paging import Page
from shared.usecases.ports import Window
from shared.usecases.retry_photo import present_photo
from shared.web.audit import Caller
from shared.web.describe import describe_listed, describe_photo
from shared.web.models import Drawing, Photo, PhotoId, PhotoPage, PhotoQuery
from shared.web.office import Office
from shared.web.replies import refusals


def make_photos(office: Office) -> APIRouter:
    """The routes of photos that are there."""
    routes = APIRouter(tags=["photos"])

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
        return described(office, photo_id)

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
        return described(office, photo_id)

    @routes.post(
        "/api/photos/{photo_id}/quads",
        status_code=202,
        summary="Move the corners of cards, turn, add or remove cards; what was drawn is read again",
        responses=refusals(400, 404, 409, 410, 422),
    )
    def draw_quads(photo_id: PhotoId, drawing: Drawing) -> Photo:
        office.draw_quads(photo_id, [quad.model_dump() for quad in drawing.quads], drawing.removed)
        return described(office, photo_id)

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
        return described(office, photo_id)

    return routes


def described(office: Office, photo_id: str) -> Photo:
    """A photo with its cards. Raises NotFound, Deleted, ServiceUnavailable."""
    row = present_photo(office.photos.get(photo_id), photo_id)
    return describe_photo(row, office.cards.of_photo(row.same_as or row.id))


def _described(page: Page[PhotoRow]) -> PhotoPage:
    cursor = f"p{page.after}" if page.after else None
    return PhotoPage(photos=[describe_listed(row) for row in page.rows], cursor=cursor)
