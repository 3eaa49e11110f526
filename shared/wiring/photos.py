"""What happens to photos and cards between their arrival and their rows."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from shared.adapters.child import Child
from shared.usecases.accept_photo import AcceptPhoto
from shared.usecases.announce import Announce
from shared.usecases.chat.sent import sender_of
from shared.usecases.erase import Erase
from shared.usecases.file_card import FileCard
from shared.usecases.give_up import GiveUp
from shared.usecases.ports import Journey, TellSender
from shared.usecases.process_photo import Process, ProcessPhoto
from shared.wiring.journey import make_reader
from shared.wiring.once import once
from shared.wiring.storage import StorageWiring

if TYPE_CHECKING:
    from shared.card.row import PhotoRow
    from shared.usecases.backfill import AnnounceOldPhotos, TakeOldPhoto
    from shared.usecases.chat.answer import AnswerChat
    from shared.usecases.chat.links import SignedLinks
    from shared.usecases.ports import OldPhotos
    from shared.usecases.send_webhook import SendWebhook

# Imports inside the properties below are lazy on purpose: a function pays only for what it uses at its cold start.
# ruff: noqa: PLC0415

OLD_PHOTO_NICENESS: Final = 10
"""A new photo on the same core gets about ten times the time of an old one."""
OLD_PHOTO_SECONDS: Final = 120
"""For a photo that gives way; below the functionTimeout of host.json."""


class PhotoWiring(StorageWiring):
    """For the triggers of blobs and queues."""

    @once
    def journey(self) -> Journey:
        """From bytes to outputs: pictures and text in the child process."""
        from shared.adapters.journey import ChildJourney

        return self._seen(ChildJourney(self.child, make_reader(self.settings.ocr, self.child)))

    def _seen(self, journey: Journey) -> Journey:
        """A journey whose stages are reported."""
        if self.telemetry is None:
            return journey
        from shared.adapters.telemetry import ObservedJourney

        return ObservedJourney(journey, self.telemetry)

    @once
    def announce(self) -> Announce:
        """For all that changes a card or ends a photo."""
        from shared.adapters.queue import NoNotices, StorageNotices

        notices = StorageNotices(self._queues) if self.settings.webhook.url else NoNotices()
        return Announce(self.changes, notices, self.clock)

    @once
    def send_webhook(self) -> "SendWebhook":
        """For the trigger on the queue of changes."""
        from shared.adapters.queue import StorageNotices
        from shared.adapters.webhook import HttpCaller
        from shared.usecases.send_webhook import SendWebhook

        webhook = self.settings.webhook
        return SendWebhook(HttpCaller(webhook.url), StorageNotices(self._queues), webhook.secret, self.clock)

    @once
    def file_card(self) -> FileCard:
        """For all that changes a card."""
        return FileCard(self.cards, self.index, self.outputs, self.announce)

    @once
    def erase(self) -> Erase:
        """For the sweep, and for cards that a later run does not find again."""
        return Erase(self.originals, self.outputs, self.photos, self.cards, self.file_card, self.announce)

    @once
    def accept_photo(self) -> AcceptPhoto:
        """For the blob trigger."""
        return AcceptPhoto(self.originals, self.photos, self.work_queue)

    @once
    def process_queued(self) -> Process:
        """For the queue trigger."""
        return self._reported(self.process_photo)

    def _reported(self, process: ProcessPhoto) -> Process:
        """The use case, with a trace and metrics of what it does."""
        if self.telemetry is None:
            return process
        from shared.adapters.telemetry import ObservedProcess

        return ObservedProcess(process, self.telemetry, self.clock)

    @once
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

    @once
    def announce_old_photos(self) -> "AnnounceOldPhotos":
        """For the command line."""
        from shared.adapters.queue import StorageOldPhotoQueue
        from shared.usecases.backfill import AnnounceOldPhotos

        return AnnounceOldPhotos(self._old_photos, StorageOldPhotoQueue(self._queues), self._bookmarks)

    @once
    def take_old_photo(self) -> "TakeOldPhoto":
        """For the queue trigger of old photos, which has a child of its own that gives way to the other."""
        from shared.adapters.journey import ChildJourney
        from shared.usecases.backfill import TakeOldPhoto

        child = Child(deadline=OLD_PHOTO_SECONDS, niceness=OLD_PHOTO_NICENESS)
        journey = self._seen(ChildJourney(child, make_reader(self.settings.ocr, child)))
        process = self._reported(replace(self.process_photo, journey=journey))
        return TakeOldPhoto(self._old_photos, self.accept_photo, process)

    @once
    def _old_photos(self) -> "OldPhotos":
        from shared.adapters.old_photos import BlobOldPhotos

        return BlobOldPhotos(self._blobs, self.originals)

    @once
    def give_up_and_count(self) -> Callable[[str], object]:
        """For the poison trigger."""
        if self.telemetry is None:
            return self.give_up
        from shared.adapters.telemetry import ObservedGiveUp

        return ObservedGiveUp(self.give_up, self.telemetry)

    @once
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

    @once
    def answer_chat(self) -> "AnswerChat":
        """For the trigger on the queue of chat messages, and for all that ends a photo."""
        from shared.adapters.guarded_http import GuardedHttp
        from shared.adapters.kakao import KakaoCallback
        from shared.usecases.chat.answer import AnswerChat

        callback = KakaoCallback(GuardedHttp(self.settings.kakao.origins))
        return AnswerChat(self._batches, self.photos, self.cards, callback, self._links(), self.clock)

    def _links(self) -> "SignedLinks":
        """Links for chats."""
        from shared.usecases.chat.links import SignedLinks

        return SignedLinks(self.settings.kakao.site_url, self.settings.kakao.link_key, self.clock)
