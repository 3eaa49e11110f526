"""Settings -> adapters -> use cases -> web and command. Cached and lazy: importing this needs no connection string."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import azure.functions as func

from shared.adapters.child import Child
from shared.errors import BadSetting
from shared.settings import AUDIT_TABLE, CARD_TABLE, PHOTO_TABLE, Ocr, Server, Settings, Storage
from shared.usecases.accept_photo import AcceptPhoto
from shared.usecases.announce import Announce
from shared.usecases.audit import Audit
from shared.usecases.chat.batch import Batches
from shared.usecases.chat.sent import sender_of
from shared.usecases.count_photos import CountPhotos
from shared.usecases.erase import Erase
from shared.usecases.file_card import FileCard
from shared.usecases.give_up import GiveUp
from shared.usecases.ports import (
    Bookmarks,
    CardIndex,
    CardRows,
    Changes,
    Clock,
    Journey,
    Originals,
    Outputs,
    PhotoRows,
    QueueState,
    TellSender,
    WorkQueue,
)
from shared.usecases.process_photo import Process, ProcessPhoto
from shared.usecases.sweep import (
    DRAWN,
    Adopt,
    Chore,
    DropOrphans,
    EraseDeleted,
    ExpireOriginals,
    ExpirePhotos,
    ExpireTyped,
    ForgetChats,
    Redrive,
    Refile,
    Resend,
    Sweep,
    Tidy,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from azure.data.tables import TableServiceClient
    from azure.storage.blob import BlobServiceClient
    from azure.storage.queue import QueueServiceClient
    from fastapi import APIRouter, FastAPI
    from starlette.applications import Starlette
    from starlette.routing import Route
    from starlette.types import ASGIApp

    from shared.adapters.telemetry import Telemetry
    from shared.card.row import PhotoRow
    from shared.card.text import Reader
    from shared.usecases.backfill import AnnounceOldPhotos, TakeOldPhoto
    from shared.usecases.chat.answer import AnswerChat
    from shared.usecases.chat.links import SignedLinks
    from shared.usecases.findings import Finding
    from shared.usecases.ports import OldPhotos
    from shared.usecases.rebuild import Rebuild
    from shared.usecases.send_webhook import SendWebhook
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


OLD_PHOTO_NICENESS: Final = 10
"""A new photo on the same core gets about ten times the time of an old one."""
OLD_PHOTO_SECONDS: Final = 120
"""For a photo that gives way; below the functionTimeout of host.json."""


class Wiring:
    """Everything the entry points call, each made when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.child = Child()
        self.clock: Clock = lambda: datetime.now(UTC)

    @cached_property
    def journey(self) -> Journey:
        """From bytes to outputs: pictures and text in the child process."""
        from shared.adapters.journey import ChildJourney

        return self._seen(ChildJourney(self.child, make_reader(self.settings.ocr, self.child)))

    @cached_property
    def telemetry(self) -> "Telemetry | None":
        """Where the wrappers below report to; None when nobody is told, and OpenTelemetry is then not loaded."""
        if self.settings.monitor.exporter == "none":
            return None
        from shared.adapters.telemetry import start_telemetry

        return start_telemetry(self.settings.monitor)

    def _seen(self, journey: Journey) -> Journey:
        """A journey whose stages are reported."""
        if self.telemetry is None:
            return journey
        from shared.adapters.telemetry import ObservedJourney

        return ObservedJourney(journey, self.telemetry)

    @cached_property
    def _blobs(self) -> "BlobServiceClient":
        from shared.adapters.clients import blob_service

        return blob_service(self.settings.storage)

    @cached_property
    def _tables(self) -> "TableServiceClient":
        from shared.adapters.clients import table_service

        return table_service(self.settings.storage)

    @cached_property
    def _queues(self) -> "QueueServiceClient":
        from shared.adapters.clients import queue_service

        return queue_service(self.settings.storage)

    @cached_property
    def originals(self) -> Originals:
        """The inbox."""
        from shared.adapters.blobs import BlobOriginals

        return BlobOriginals(self._blobs)

    @cached_property
    def outputs(self) -> Outputs:
        """The processed container."""
        from shared.adapters.blobs import BlobOutputs

        return BlobOutputs(self._blobs)

    @cached_property
    def photos(self) -> PhotoRows:
        """The photos table."""
        from shared.adapters.tables import TablePhotoRows

        return TablePhotoRows(self._tables.get_table_client(PHOTO_TABLE))

    @cached_property
    def cards(self) -> CardRows:
        """The namecards table."""
        from shared.adapters.tables import TableCardRows

        return TableCardRows(self._tables.get_table_client(CARD_TABLE))

    @cached_property
    def index(self) -> CardIndex:
        """The index rows in the namecards table."""
        from shared.adapters.tables import TableCardIndex

        return TableCardIndex(self._tables.get_table_client(CARD_TABLE))

    @cached_property
    def changes(self) -> Changes:
        """The log in the namecards table."""
        from shared.adapters.tables import TableChanges

        return TableChanges(self._tables.get_table_client(CARD_TABLE))

    @cached_property
    def audit(self) -> Audit:
        """For all that takes data out or erases it."""
        from shared.adapters.tables import TableAuditRows

        return Audit(TableAuditRows(self._tables.get_table_client(AUDIT_TABLE)), self.clock)

    @cached_property
    def work_queue(self) -> WorkQueue:
        """The queue of photos that wait."""
        from shared.adapters.queue import StorageWorkQueue

        queue = StorageWorkQueue(self._queues)
        if self.telemetry is None:
            return queue
        from shared.adapters.telemetry import ObservedQueue

        return ObservedQueue(queue, self.telemetry, self.clock)

    @cached_property
    def announce(self) -> Announce:
        """For all that changes a card or ends a photo."""
        from shared.adapters.queue import NoNotices, StorageNotices

        notices = StorageNotices(self._queues) if self.settings.webhook.url else NoNotices()
        return Announce(self.changes, notices, self.clock)

    @cached_property
    def send_webhook(self) -> "SendWebhook":
        """For the trigger on the queue of changes."""
        from shared.adapters.queue import StorageNotices
        from shared.adapters.webhook import HttpCaller
        from shared.usecases.send_webhook import SendWebhook

        webhook = self.settings.webhook
        return SendWebhook(HttpCaller(webhook.url), StorageNotices(self._queues), webhook.secret, self.clock)

    @cached_property
    def file_card(self) -> FileCard:
        """For all that changes a card."""
        return FileCard(self.cards, self.index, self.outputs, self.announce)

    @cached_property
    def erase(self) -> Erase:
        """For the sweep, and for cards that a later run does not find again."""
        return Erase(self.originals, self.outputs, self.photos, self.cards, self.file_card, self.announce)

    @cached_property
    def accept_photo(self) -> AcceptPhoto:
        """For the blob trigger."""
        return AcceptPhoto(self.originals, self.photos, self.work_queue)

    @cached_property
    def process_queued(self) -> Process:
        """For the queue trigger."""
        return self._reported(self.process_photo)

    def _reported(self, process: ProcessPhoto) -> Process:
        """The use case, with a trace and metrics of what it does."""
        if self.telemetry is None:
            return process
        from shared.adapters.telemetry import ObservedProcess

        return ObservedProcess(process, self.telemetry, self.clock)

    @cached_property
    def process_photo(self) -> ProcessPhoto:
        """Run one photo through the journey."""
        return ProcessPhoto(
            self.originals,
            self.outputs,
            self.photos,
            self.cards,
            self.file_card,
            self.erase,
            self.announce,
            self.tell_sender,
            self.journey,
        )

    @cached_property
    def announce_old_photos(self) -> "AnnounceOldPhotos":
        """For the command line."""
        from shared.adapters.queue import StorageOldPhotoQueue
        from shared.usecases.backfill import AnnounceOldPhotos

        return AnnounceOldPhotos(self._old_photos, StorageOldPhotoQueue(self._queues), self._bookmarks)

    @cached_property
    def take_old_photo(self) -> "TakeOldPhoto":
        """For the queue trigger of old photos, which has a child of its own that gives way to the other."""
        from shared.adapters.journey import ChildJourney
        from shared.usecases.backfill import TakeOldPhoto

        child = Child(deadline=OLD_PHOTO_SECONDS, niceness=OLD_PHOTO_NICENESS)
        journey = self._seen(ChildJourney(child, make_reader(self.settings.ocr, child)))
        process = self._reported(replace(self.process_photo, journey=journey))
        return TakeOldPhoto(self._old_photos, self.accept_photo, process)

    @cached_property
    def _old_photos(self) -> "OldPhotos":
        from shared.adapters.old_photos import BlobOldPhotos

        return BlobOldPhotos(self._blobs, self.originals)

    @cached_property
    def give_up_and_count(self) -> Callable[[str], object]:
        """For the poison trigger."""
        if self.telemetry is None:
            return self.give_up
        from shared.adapters.telemetry import ObservedGiveUp

        return ObservedGiveUp(self.give_up, self.telemetry)

    @cached_property
    def give_up(self) -> GiveUp:
        """Fail a photo whose attempts are spent."""
        return GiveUp(self.photos, self.announce, self.clock, self.tell_sender)

    @property
    def tell_sender(self) -> TellSender:
        """For all that ends a photo."""
        return self._tell_sender if self.settings.kakao.user_key else lambda photo: None

    def _tell_sender(self, photo: "PhotoRow") -> None:
        if sender_of(photo.name):  # other photos do not pay for the import of all that answers
            self.answer_chat.ended(photo)

    @cached_property
    def answer_chat(self) -> "AnswerChat":
        """For the trigger on the queue of chat messages, and for all that ends a photo."""
        from shared.adapters.guarded_http import GuardedHttp
        from shared.adapters.kakao import KakaoCallback
        from shared.usecases.chat.answer import AnswerChat

        callback = KakaoCallback(GuardedHttp(self.settings.kakao.origins))
        return AnswerChat(self._batches, self.photos, self.cards, callback, self._links(), self.clock)

    @cached_property
    def sweep_and_measure(self) -> Callable[[], None]:
        """For the timer."""
        if self.telemetry is None:
            return self.sweep
        from shared.adapters.telemetry import ObservedSweep

        return ObservedSweep(self.sweep, self.work_queue, self.telemetry)

    @cached_property
    def sweep(self) -> Sweep:
        """For the command line, and for the timer."""
        return Sweep(self._chores(), self._bookmarks, self.count_photos)

    def _chores(self) -> list[Chore]:
        """All that a sweep does, the most urgent first."""
        photos, cards, clock, keep = self.photos, self.cards, self.clock, self.settings.keep
        always: list[Chore] = [
            Resend(photos, self.work_queue, clock),
            Redrive(photos, self.work_queue, clock),
            Refile(self.index, self.file_card, clock),
            EraseDeleted(photos, cards, self.index, self.erase, self.audit, clock),
            Adopt(self.originals, self.outputs, photos, self.accept_photo, self.rebuild, clock),
            DropOrphans(self.outputs, photos, cards, clock),
            *(Tidy(photos, status, clock) for status in DRAWN),
            ForgetChats(self._batches, clock),
        ]
        if keep.photos:
            always.append(ExpirePhotos(photos, self.erase, self.audit, keep.photos, clock))
            always.append(ExpireTyped(cards, self.erase, self.audit, keep.photos, clock))
        if keep.originals:
            always.append(ExpireOriginals(self.originals, photos, self.audit, keep.originals, clock))
        return always

    @cached_property
    def _batches(self) -> Batches:
        """Chat messages with photos, in the photos table."""
        from shared.adapters.tables import TableBatches

        return TableBatches(self._tables.get_table_client(PHOTO_TABLE))

    @cached_property
    def _bookmarks(self) -> Bookmarks:
        from shared.adapters.tables import TableBookmarks

        return TableBookmarks(self._tables.get_table_client(PHOTO_TABLE))

    @cached_property
    def count_photos(self) -> CountPhotos:
        """For the sweep and for who asks."""
        from shared.adapters.tables import TableTallies

        tallies = TableTallies(self._tables.get_table_client(PHOTO_TABLE), self.clock)
        return CountPhotos(tallies, self._bookmarks, self.photos, self.clock)

    @cached_property
    def rebuild(self) -> "Rebuild":
        """For the command line."""
        from shared.usecases.rebuild import Rebuild

        return Rebuild(self.outputs, self.photos, self.cards, self.index, self.changes, self.clock)

    @cached_property
    def api_app(self) -> "FastAPI":
        """HTTP with data, as an ASGI app."""
        from shared.web.api import make_api

        office = self._office()
        chat = self._chat(office) if self.settings.kakao.user_key else None
        return make_api(office, behind_sign_in=self.settings.triggers.api_auth == "anonymous", chat=chat)

    @cached_property
    def api(self) -> func.AsgiMiddleware:
        """HTTP with data."""
        app: ASGIApp = self.api_app
        if self.telemetry is not None:
            from shared.adapters.telemetry import keyed
            from shared.web.metered import metered

            app = metered(app, keyed)
        return func.AsgiMiddleware(app)  # type: ignore[no-untyped-call]

    @cached_property
    def site_app(self) -> "Starlette":
        """HTTP without data, as an ASGI app."""
        from shared.web.site import make_site

        links = self._signed_routes() if self.settings.kakao.user_key else ()
        return make_site(self._readiness, lambda: self.api_app.openapi(), self.clock, links)  # noqa: PLW0108  (made when asked)

    @cached_property
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

    def _links(self) -> "SignedLinks":
        """Links for chats."""
        from shared.usecases.chat.links import SignedLinks

        return SignedLinks(self.settings.kakao.site_url, self.settings.kakao.link_key, self.clock)

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


_wiring = threading.Lock()


@lru_cache(maxsize=1)
def _wired() -> Wiring:
    return Wiring(Settings.from_env())


def wired() -> Wiring:
    """The wiring of this process, one for all its threads. Raises BadSetting."""
    with _wiring:
        return _wired()


def make_reader(ocr: Ocr, child: Child) -> "Reader":
    """The engine that the settings name; one that reads over the network stays out of the child, which has no key."""
    from shared.adapters.journey import TesseractInChild

    if ocr.engine == "none":
        from shared.adapters.ocr.none import NoReader

        return NoReader()
    if ocr.engine == "azure-vision":
        from shared.adapters.ocr.azure_vision import AzureVisionReader, vision_credential

        return AzureVisionReader(ocr.vision_endpoint, vision_credential(ocr.vision_key))
    return TesseractInChild(child, ocr.tessdata)


def make_journey(traced: bool) -> Journey:
    """The journey without storage, with a picture of every stage if it shall be traced. Raises BadSetting."""
    from shared.adapters.journey import ChildJourney

    child = Child()
    return ChildJourney(child, make_reader(Ocr.from_env(), child), traced=traced)


def diagnose() -> "Iterator[Finding]":
    """Look at this installation, the server's HTTP aside."""
    from shared.adapters.doctor import StorageDoctor, engine, queue_encoding, versions
    from shared.usecases.findings import Finding, Health

    yield from versions()
    yield queue_encoding()
    try:
        wiring = wired()
    except BadSetting as error:
        yield Finding("settings", Health.BAD, str(error), "Set it as local.settings.example.json shows.")
        return
    settings = wiring.settings
    yield from StorageDoctor(
        wiring._blobs, wiring._tables, wiring._queues, wiring.photos, settings.triggers.blob_source, wiring.clock
    )()
    yield engine(settings.ocr.engine, make_reader(settings.ocr, wiring.child))


def _prepare_storage() -> None:
    from shared.adapters.prepare import prepare

    prepare(Storage.from_env())


def namecard() -> None:
    """Entry point of the `namecard` command."""
    from shared.cli.app import make_cli
    from shared.cli.backfill import add_backfill
    from shared.cli.prepare import add_prepare
    from shared.cli.sweep import add_sweep

    cli = make_cli(make_journey, lambda observe: wired().rebuild(observe), diagnose, Server.from_env)
    add_backfill(cli, lambda: wired().announce_old_photos)
    add_prepare(cli, _prepare_storage)
    add_sweep(cli, run=lambda: wired().sweep(), due=lambda: wired().sweep.due())  # noqa: PLW0108  (wired when asked)
    cli()
