"""`namecard sweep`: do what the timer does, or tell what it would do."""

from collections.abc import Callable, Iterable
from typing import Annotated

import typer

from shared.cli.exits import command, print_json
from shared.cli.options import AsJson


def add_sweep(cli: typer.Typer, run: Callable[[], None], due: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Add the command to `cli`: `run` sweeps, `due` gives the names of chores and of what each would change."""

    @command(cli)
    def sweep(
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Print what a sweep would do, and do nothing.")
        ] = False,
        as_json: AsJson = False,
    ) -> None:
        """Finish what was interrupted, send lost photos again, erase what is due: what the timer does by itself.

        With --dry-run one line for each thing: the chore, and the photo, card, file or blob. Walks through much data
        go on where the last sweep ended, so one run shows only a part of what they may find.

        Example: namecard sweep --dry-run
        """
        if not dry_run:
            run()
            return
        for chore, subject in due():
            if as_json:
                print_json({"chore": chore, "subject": subject})
            else:
                print(f"{chore}\t{subject}")  # noqa: T201
