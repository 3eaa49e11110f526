"""What happened, in order, for programs that keep up; and where all photos stand."""

from typing import Annotated

from fastapi import APIRouter, Query

from shared.usecases.message import Change
from shared.usecases.send_webhook import payload
from shared.web.models import ChangeEntry, ChangePage, PhotoStats
from shared.web.office import Office
from shared.web.replies import refusals


def make_changes(office: Office) -> APIRouter:
    """The routes of changes and numbers."""
    routes = APIRouter(tags=["changes"])

    @routes.get(
        "/api/changes",
        summary="Changes of cards and photos, the oldest first; each at least once",
        responses=refusals(422),
    )
    def list_changes(
        since: Annotated[str | None, Query(description="Cursor of the page before", pattern="^c[0-9]{1,15}$")] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> ChangePage:
        after = int(since[1:]) if since else 0
        found = office.changes.since(after, limit)
        return ChangePage(
            changes=[describe_change(one) for one in found], cursor=f"c{found[-1].number if found else after}"
        )

    @routes.get("/api/stats", summary="Photos by status and reason, what waits, and how fast it goes")
    def count_photos() -> PhotoStats:
        stats = office.count_photos()
        return PhotoStats(
            photos=dict(stats.statuses),
            failed=dict(stats.reasons),
            cards=stats.cards,
            oldest_waiting=stats.oldest_waiting,
            ended_last_hour=stats.ended_last_hour,
            cards_by_hour=dict(stats.cards_by_hour),
        )

    return routes


def describe_change(change: Change) -> ChangeEntry:
    """A change, in the words in which the webhook tells it."""
    return ChangeEntry.model_validate(payload(change))
