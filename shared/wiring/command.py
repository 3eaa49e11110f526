"""The `namecard` command, and what it needs of this installation."""

from typing import TYPE_CHECKING

from shared.errors import BadSetting
from shared.settings import Server, Storage
from shared.wiring.journey import make_journey, make_reader
from shared.wiring.process import wired

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.usecases.findings import Finding

# Imports are lazy on purpose: functions import this too and need none of it.
# ruff: noqa: PLC0415


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
