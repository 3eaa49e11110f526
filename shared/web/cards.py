"""Cards: list, look, change, delete."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Response
from starlette.convertors import Convertor, register_url_convertor

from shared.card.row import CARD_FORM
from shared.errors import VersionRequired
from shared.exports.entry import CardEntry
from shared.usecases.facets import searched
from shared.usecases.list_cards import Filter
from shared.usecases.ports import Window
from shared.web.audit import Caller
from shared.web.describe import describe_card, etag
from shared.web.models import (
    Card,
    CardFilter,
    CardId,
    CardPage,
    CardPatch,
    CardQuery,
    Erased,
    Moment,
    Person,
)
from shared.web.office import Office
from shared.web.replies import VERSIONED, refusals

CARD: Final = "card_id:card"
"""A path parameter that is nothing but a card's id, so that `merge` or `….vcf` are not taken for one."""


class CardConvertor(Convertor[str]):
    """Card ids in paths."""

    regex = CARD_FORM

    def convert(self, value: str) -> str:
        """As it is."""
        return value

    def to_string(self, value: str) -> str:
        """As it is."""
        return value


register_url_convertor("card", CardConvertor())


def make_cards(office: Office) -> APIRouter:
    """The routes of cards."""
    routes = APIRouter(tags=["cards"])

    @routes.get("/api/namecards", summary="Cards, newest first", responses=refusals(422))
    def list_cards(asked: Annotated[CardQuery, Query()]) -> CardPage:
        found = wanted(asked)
        found = replace(found, window=replace(found.window, after=_after(asked.cursor)))
        page = office.list_cards(found, asked.limit)
        return CardPage(cards=[describe_card(row, brief=True) for row in page.rows], cursor=_cursor(page.after))

    @routes.get(
        f"/api/namecards/{{{CARD}}}.vcf",
        summary="One card as a vCard",
        response_class=Response,
        responses={
            200: {"description": "vCard 3.0", "content": {"text/vcard": {"schema": {"type": "string"}}}},
            **refusals(404, 410),
        },
    )
    def get_vcard(card_id: CardId, caller: Caller) -> Response:
        from shared.exports.vcard import make_vcard  # noqa: PLC0415  (vobject, for this reply alone)

        row = office.get_card(card_id)
        body = make_vcard(CardEntry.of_row(row), office.export_cards.photo(row))
        office.audit("export.vcf", caller, [card_id])
        headers = {"Content-Disposition": f'attachment; filename="{card_id}.vcf"'}
        return Response(body, media_type="text/vcard", headers=headers)

    @routes.get(f"/api/namecards/{{{CARD}}}", summary="One card", responses={**VERSIONED, **refusals(404, 410)})
    def get_card(card_id: CardId, response: Response) -> Card:
        row = office.get_card(card_id)
        response.headers["ETag"] = etag(row)
        return describe_card(row)

    @routes.patch(
        f"/api/namecards/{{{CARD}}}",
        summary="Change fields, tags, memo or review of a card (JSON merge patch)",
        responses={**VERSIONED, **refusals(400, 404, 409, 410, 412, 422, 428)},
    )
    def edit_card(
        card_id: CardId,
        patch: CardPatch,
        response: Response,
        if_match: Annotated[str | None, Header(description="The ETag of the card that you changed; required")] = None,
    ) -> Card:
        row = office.edit_card(card_id, patch.model_dump(exclude_unset=True), _versions(if_match))
        response.headers["ETag"] = etag(row)
        return describe_card(row)

    @routes.delete(
        f"/api/namecards/{{{CARD}}}",
        status_code=204,
        summary="Delete a card; can be undone for ten minutes",
        responses=refusals(404, 409, 410),
    )
    def delete_card(card_id: CardId, caller: Caller) -> None:
        office.delete_card(card_id)
        office.audit("card.deleted", caller, [card_id])

    @routes.post(
        "/api/namecards/{card_id}/restore",
        summary="Undo the deletion of a card",
        responses={**VERSIONED, **refusals(404, 410, 422)},
    )
    def restore_card(card_id: CardId, response: Response) -> Card:
        row = office.delete_card.restore(card_id)
        response.headers["ETag"] = etag(row)
        return describe_card(row)

    @routes.post(
        "/api/erasures",
        summary="Forget a person: delete all cards with a phone number or e-mail address",
        responses=refusals(400, 422),
    )
    def erase_person(person: Person, caller: Caller) -> Erased:
        cards = office.erase_person(phone=person.phone, email=person.email)
        office.audit("person.deleted", caller, cards)
        return Erased(cards=cards)

    return routes


def wanted(asked: CardFilter) -> Filter:
    """The filter that a query asks for."""
    return Filter(
        status=asked.status or "",
        review=asked.review or "",
        tag=asked.tag or "",
        query=searched(asked.q or ""),
        window=Window("", _moment(asked.since), _moment(asked.until, days=1)),
    )


def _versions(if_match: str | None) -> set[str]:
    """The versions that If-Match names. Raises VersionRequired."""
    if if_match is None:
        raise VersionRequired("Send the ETag of the card that you changed as If-Match.")
    return set(re.findall(r'"([^"]*)"', if_match)) or {if_match.strip()}


def _cursor(card_id: str) -> str | None:
    """The place behind a card, in every list that it may stand in."""
    photo_id, _, n = card_id.partition("-")
    return f"c{photo_id}{int(n):03d}" if card_id else None


def _after(cursor: str | None) -> str:
    """The card that a cursor stands for."""
    return f"{cursor[1:-3]}-{int(cursor[-3:])}" if cursor else ""


def _moment(given: Moment | None, days: int = 0) -> datetime | None:
    """A moment, or the begin of a day (`days` later) in UTC."""
    if given is None or isinstance(given, datetime):
        return given
    begin = datetime.combine(given, time(), UTC)
    return begin + timedelta(days) if given < date.max else begin
