"""`namecard backfill`: old photos announced at a bounded rate, with what is left shown."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from shared.cli.exits import command, print_json
from shared.cli.options import AsJson
from shared.usecases.backfill import AnnounceOldPhotos


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second, evenly."""

    a_second: float
    started: float = field(default_factory=time.monotonic)

    def __call__(self, announced: int) -> None:
        """Wait until the next one is due."""
        due = self.started + announced / self.a_second
        time.sleep(max(0.0, due - time.monotonic()))


def add_backfill(cli: typer.Typer, announcer: Callable[[], AnnounceOldPhotos]) -> None:
    """Add the command to `cli`: `announcer` opens the storage."""

    @command(cli)
    def backfill(
        container: Annotated[str, typer.Argument(help="Container of photos in the storage account of the data.")],
        rate: Annotated[float, typer.Option(min=0.01, help="Photos a second.")] = 5.0,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count, and say how long it takes.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Read photos that were there before Namecard, behind a queue of their own.

        Each is copied into the inbox when its turn comes; the container is only read. Ctrl-C breaks it off, and the
        same command goes on from there. Storage is that of NAMECARD_STORAGE or AzureWebJobsStorage.

        Example: namecard backfill old-photos --dry-run
        """
        announce, console = announcer(), Console(quiet=as_json)
        left = announce.count(container)
        takes = timedelta(seconds=round(left.photos / rate))
        console.print(f"{left.photos:,} photos, {left.size / 1e9:,.1f} GB; at {rate:g} a second they take {takes}.")
        if as_json:
            print_json({"photos": left.photos, "bytes": left.size, "seconds": round(left.photos / rate)})
        if dry_run:
            return
        columns = BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left; Ctrl-C and again goes on")
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("", total=left.photos)
            announced = announce(container, pace=Rate(rate), observe=lambda n: progress.update(task, completed=n))
        console.print(f"{announced:,} photos are queued. They are read behind new ones, which do not wait for them.")
        if as_json:
            print_json({"announced": announced})
