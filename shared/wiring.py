"""Settings -> adapters -> use cases -> web and command. Cached and lazy: importing this needs no connection string."""

import threading
from functools import cached_property, lru_cache

import azure.functions as func

from shared.adapters.child import ChildJourney
from shared.settings import CARD_TABLE, PHOTO_TABLE, Settings
from shared.usecases.accept_photo import AcceptPhoto
from shared.usecases.give_up import GiveUp
from shared.usecases.ports import CardRows, Journey, Originals, Outputs, PhotoRows
from shared.usecases.process_photo import ProcessPhoto
from shared.usecases.upload_photo import UploadPhoto

# Imports inside the properties below are lazy on purpose: a function pays only for what it uses at its cold start.
# ruff: noqa: PLC0415


class Wiring:
    """Everything the entry points call, each made when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.journey: Journey = ChildJourney()

    @cached_property
    def originals(self) -> Originals:
        """The inbox."""
        from shared.adapters.blobs import BlobOriginals
        from shared.adapters.clients import blob_service

        return BlobOriginals(blob_service(self.settings.storage))

    @cached_property
    def outputs(self) -> Outputs:
        """The processed container."""
        from shared.adapters.blobs import BlobOutputs
        from shared.adapters.clients import blob_service

        return BlobOutputs(blob_service(self.settings.storage))

    @cached_property
    def photos(self) -> PhotoRows:
        """The photos table."""
        from shared.adapters.clients import table_service
        from shared.adapters.tables import TablePhotoRows

        return TablePhotoRows(table_service(self.settings.storage).get_table_client(PHOTO_TABLE))

    @cached_property
    def cards(self) -> CardRows:
        """The namecards table."""
        from shared.adapters.clients import table_service
        from shared.adapters.tables import TableCardRows

        return TableCardRows(table_service(self.settings.storage).get_table_client(CARD_TABLE))

    @cached_property
    def accept_photo(self) -> AcceptPhoto:
        """For the blob trigger."""
        from shared.adapters.clients import queue_service
        from shared.adapters.queue import StorageWorkQueue

        return AcceptPhoto(self.originals, self.photos, StorageWorkQueue(queue_service(self.settings.storage)))

    @cached_property
    def process_photo(self) -> ProcessPhoto:
        """For the queue trigger."""
        return ProcessPhoto(self.originals, self.outputs, self.photos, self.cards, self.journey)

    @cached_property
    def give_up(self) -> GiveUp:
        """For the poison trigger."""
        return GiveUp(self.photos)

    @cached_property
    def api(self) -> func.AsgiMiddleware:
        """HTTP with data."""
        from shared.web.api import make_api

        upload = UploadPhoto(self.originals, self.accept_photo)
        return func.AsgiMiddleware(  # type: ignore[no-untyped-call]
            make_api(upload, self.photos, self.cards, self.outputs)
        )

    @cached_property
    def site(self) -> func.AsgiMiddleware:
        """HTTP without data."""
        from shared.web.site import make_site

        return func.AsgiMiddleware(  # type: ignore[no-untyped-call]
            make_site(ready=self._storage_answers)
        )

    def _storage_answers(self) -> None:
        """Ask blobs and tables once. Raises ServiceUnavailable."""
        self.originals.head("health")
        self.photos.get("0" * 26)


_wiring = threading.Lock()


@lru_cache(maxsize=1)
def _wired() -> Wiring:
    return Wiring(Settings.from_env())


def wired() -> Wiring:
    """The wiring of this process, one for all its threads. Raises BadSetting."""
    with _wiring:
        return _wired()


def namecard() -> None:
    """Entry point of the `namecard` command."""
    from shared.cli.app import make_cli

    make_cli(ChildJourney())()
