"""What is asked for over HTTP: the two apps, and all of it together."""

from typing import TYPE_CHECKING, Final

import azure.functions as func

from shared.usecases.ports import QueueState
from shared.wiring.once import once
from shared.wiring.upkeep import UpkeepWiring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastapi import APIRouter, FastAPI
    from starlette.applications import Starlette
    from starlette.routing import Route
    from starlette.types import ASGIApp

    from shared.web.office import Office

# Imports inside the properties below are lazy on purpose: a function pays only for what it uses at its cold start.
# ruff: noqa: PLC0415

PHOTO_SECONDS: Final = 1.2
"""How long a chat reply waits for its photos to be stored, of REPLY_SECONDS."""
REPLY_SECONDS: Final = 1.5
"""After which a chat reply leaves; Kakao waits five, also for the way there and back and for a cold start."""
CHATS: Final = 16
"""Replies that are being made at once."""
CHAT_PHOTOS: Final = 40
"""Photos of all of them that are fetched and stored at once."""


class Wiring(UpkeepWiring):
    """Everything the entry points call, each made when first asked for."""

    @once
    def api_app(self) -> "FastAPI":
        """HTTP with data, as an ASGI app."""
        from shared.web.api import make_api

        office = self._office()
        chat = self._chat(office) if self.settings.kakao.user_key else None
        return make_api(office, behind_sign_in=self.settings.triggers.api_auth == "anonymous", chat=chat)

    @once
    def api(self) -> func.AsgiMiddleware:
        """HTTP with data."""
        app: ASGIApp = self.api_app
        if self.telemetry is not None:
            from shared.adapters.telemetry import keyed
            from shared.web.metered import metered

            app = metered(app, keyed)
        return func.AsgiMiddleware(app)  # type: ignore[no-untyped-call]

    @once
    def site_app(self) -> "Starlette":
        """HTTP without data, as an ASGI app."""
        from shared.web.site import make_site

        links = self._signed_routes() if self.settings.kakao.user_key else ()
        return make_site(self._readiness, lambda: self.api_app.openapi(), self.clock, links)  # noqa: PLW0108  (made when asked)

    @once
    def site(self) -> func.AsgiMiddleware:
        """HTTP without data."""
        return func.AsgiMiddleware(self.site_app)  # type: ignore[no-untyped-call]

    def _office(self) -> "Office":
        """What the api app can ask for."""
        from shared.web.office import Office, Stores

        stores = Stores(
            self.originals, self.outputs, self.photos, self.cards, self.index, self.changes, self.work_queue, self.audit
        )
        return Office.of(stores, self.accept_photo, self.file_card, self.count_photos, self.clock)

    def _signed_routes(self) -> "Sequence[Route]":
        """Where those links lead."""
        from concurrent.futures import ThreadPoolExecutor

        from shared.usecases.edit_card import GetCard
        from shared.usecases.export_cards import ExportCards
        from shared.usecases.list_cards import ListCards
        from shared.usecases.paging import READERS
        from shared.web.links import Linked, make_links

        readers = ThreadPoolExecutor(READERS)
        export = ExportCards(ListCards(self.cards, self.index, readers), self.outputs, readers)
        return make_links(Linked(self._links(), GetCard(self.cards), export, self.outputs, self.audit))

    def _chat(self, office: "Office") -> "APIRouter":
        """The chatbot's routes."""
        from concurrent.futures import ThreadPoolExecutor

        from shared.adapters.guarded_http import GuardedHttp
        from shared.adapters.kakao import KakaoPictures
        from shared.adapters.queue import StorageReminders
        from shared.usecases.chat.receive import ReceivePhotos
        from shared.usecases.chat.talk import Talk
        from shared.web.kakao import Bot, make_kakao

        kakao, answer = self.settings.kakao, self.answer_chat
        receive = ReceivePhotos(
            KakaoPictures(GuardedHttp(kakao.origins)),
            office.upload,
            answer.batches,
            StorageReminders(self._queues),
            answer,
            ThreadPoolExecutor(CHAT_PHOTOS, "chat-photo"),
            self.clock,
            PHOTO_SECONDS,
        )
        talk = Talk(
            kakao.user_key,
            receive,
            answer,
            self.cards,
            office.list_cards,
            office.delete_card,
            self.audit,
            self._links(),
        )
        return make_kakao(Bot(talk, kakao.bots, ThreadPoolExecutor(CHATS, "chat"), self.clock, REPLY_SECONDS))

    def _readiness(self) -> QueueState:
        """Ask blobs, tables and queues once. Raises ServiceUnavailable."""
        self.originals.head("health")
        self.photos.get("0" * 26)
        return self.work_queue.state()
