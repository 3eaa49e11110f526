"""`namecard sweep`: do what the timer does, or tell what it would do."""

from collections.abc import Callable, Iterable
from typing import Annotated

import typer
from rich.console import Console

from shared.errors import CardError


def add_sweep(cli: typer.Typer, run: Callable[[], None], due: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Add the command to `cli`: `run` sweeps, `due` gives the names of chores and of what each would change."""

    @cli.command()
    def sweep(
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Print what a sweep would do, and do nothing.")
        ] = False,
    ) -> None:
        """Finish what was interrupted, send lost photos again, erase what is due: what the timer does by itself.

        With --dry-run one line for each thing: the chore, and the photo, card, file or blob. Walks through much data
        go on where the last sweep ended, so one run shows only a part of what they may find.

        Example: namecard sweep --dry-run
        """
        try:
            if not dry_run:
                run()
                return
            for chore, subject in due():
                print(f"{chore}\t{subject}")  # noqa: T201
        except CardError as error:
            Console(stderr=True).print(str(error))
            raise typer.Exit(1) from error
