"""Cards that belong together: duplicates, merges, fronts and backs."""

from fastapi import APIRouter, Response

from shared.web.describe import describe_card, etag
from shared.web.models import Card, CardId, DuplicateCard, Duplicates, Merge
from shared.web.office import Office
from shared.web.replies import VERSIONED, refusals


def make_together(office: Office) -> APIRouter:
    """The routes of cards that belong together."""
    routes = APIRouter(tags=["cards"])

    @routes.get(
        "/api/namecards/{card_id}/duplicates",
        summary="Other cards with the same mobile number, e-mail address, or company and name",
        responses=refusals(404, 410, 422),
    )
    def find_duplicates(card_id: CardId) -> Duplicates:
        found = office.find_duplicates(card_id)
        return Duplicates(
            duplicates=[
                DuplicateCard(card=describe_card(one.card, brief=True), shares=list(one.shares)) for one in found
            ]
        )

    @routes.post(
        "/api/namecards/merge",
        summary="Let a card take in others, field by field; also the back of the same card",
        responses={**VERSIONED, **refusals(400, 404, 409, 410, 422)},
    )
    def merge_cards(merge: Merge, response: Response) -> Card:
        row = office.merge_cards(merge.into, merge.cards, dict(merge.fields.items()), merge.back or "")
        response.headers["ETag"] = etag(row)
        return describe_card(row)

    @routes.post(
        "/api/namecards/{card_id}/unmerge",
        summary="Undo the last merge into a card",
        responses={**VERSIONED, **refusals(404, 409, 410, 422)},
    )
    def undo_merge(card_id: CardId, response: Response) -> Card:
        row = office.merge_cards.undo(card_id)
        response.headers["ETag"] = etag(row)
        return describe_card(row)

    return routes
