"""Signed links of the site app: what chat users open without a key."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.card.row import CardRow
from shared.errors import Deleted, NotFound
from shared.exports.entry import CardEntry
from shared.usecases.audit import Audit
from shared.usecases.chat.links import CONTACT, CONTACTS, PICTURE, SHEET, SignedLinks
from shared.usecases.chat.sent import caller_name
from shared.usecases.edit_card import GetCard
from shared.usecases.export_cards import ExportCards
from shared.usecases.list_cards import Filter
from shared.usecases.ports import Output, Outputs

VCARD: Final = "text/vcard; charset=utf-8"
CSV: Final = "text/csv; charset=utf-8"
GONE: Final = (
    "링크가 만료되었거나 명함이 지워졌어요. 채팅방에서 다시 받아 주세요.\n"
    "This link is too old, or the card was deleted. Please ask for it again in the chat.\n"
)
# Imports inside the functions below are lazy: only who follows such a link pays for vobject or Pillow.
# ruff: noqa: PLC0415


@dataclass(frozen=True, slots=True)
class Linked:
    """What links lead to; without tags and memo, which are the office's own."""

    links: SignedLinks
    get_card: GetCard
    export_cards: ExportCards
    outputs: Outputs
    audit: Audit

    def picture(self, card_id: str) -> Response:
        """The card, two wide and one high. Raises NotFound, Deleted."""
        from shared.exports.kakao.thumbnail import make_thumbnail

        row = self.get_card(card_id)
        found = self.outputs.read(row.photo_id, row.pipeline_version, f"{row.n}/card.jpg")
        if not isinstance(found, Output):
            raise NotFound(f"Card {card_id} has no picture.")
        return Response(make_thumbnail(found.data), media_type="image/jpeg")

    def contact(self, card_id: str) -> Response:
        """The card as a vCard. Raises NotFound, Deleted."""
        from shared.exports.vcard import make_vcard

        row = self.get_card(card_id)
        self.audit("export.vcf", caller_name(row.owner), [card_id])
        return _file(CONTACT, make_vcard(_entry(row), self.export_cards.photo(row)), VCARD)

    def contacts(self, owner: str) -> Response:
        """All cards of a chat user as vCards. Raises TooManyCards."""
        from shared.exports.vcard import make_vcard

        rows = self._all("export.vcf", owner)
        return _file(CONTACTS, b"".join(make_vcard(_entry(row)) for row in rows), VCARD)

    def sheet(self, owner: str) -> Response:
        """All cards of a chat user as a table. Raises TooManyCards."""
        from shared.exports.csv import write_csv

        body = io.BytesIO()
        write_csv(map(_entry, self._all("export.csv", owner)), body)
        return _file(SHEET, body.getvalue(), CSV)

    def _all(self, what: str, owner: str) -> list[CardRow]:
        rows = list(self.export_cards(Filter(owner=owner)))
        self.audit(what, caller_name(owner), [row.id for row in rows])
        return rows


def make_links(linked: Linked) -> list[Route]:
    """The routes of signed links."""
    kinds: dict[str, Callable[[str], Response]] = {
        PICTURE: linked.picture,
        CONTACT: linked.contact,
        CONTACTS: linked.contacts,
        SHEET: linked.sheet,
    }

    async def follow(request: Request) -> Response:
        token, file = request.path_params["token"], request.path_params["file"]
        try:
            return await run_in_threadpool(lambda: kinds[file](linked.links.opened(token, file)))
        except (NotFound, Deleted) as error:
            return Response(GONE, error.http_status, media_type="text/plain")

    return [Route("/links/{token}/{file}", follow)]


def _entry(row: CardRow) -> CardEntry:
    return CardEntry.of_row(replace(row, edits=replace(row.edits, tags=(), memo="")))


def _file(name: str, data: bytes, media_type: str) -> Response:
    return Response(data, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
