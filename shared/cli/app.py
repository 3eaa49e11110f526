"""The `namecard` command: arguments in, calls and exit statuses out."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from shared.cli.scan import scan_photo, show
from shared.errors import CardError
from shared.usecases.ports import Journey


def make_cli(journey: Journey, traced: Journey, rebuild_tables: Callable[[Callable[[int], None]], int]) -> typer.Typer:
    """The command, with what it calls.

    `journey` is what `scan` takes photos through, `traced` the same with a picture of every stage;
    `rebuild_tables` tells how many cards are done, and gives their number at the end.
    """
    cli = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        help="Namecard: photos of business cards in; straight crops, text and rows out.",
    )

    @cli.command()
    def scan(
        photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos to read.")],
        out: Annotated[
            Path | None,
            typer.Option(help="Write what `processed` would hold into DIR/PHOTO/.", metavar="DIR"),
        ] = None,
        debug: Annotated[
            Path | None, typer.Option(help="Write a picture of every stage into DIR/PHOTO/.", metavar="DIR")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    ) -> None:
        """Find the cards in local photos; nothing is stored anywhere else.

        Exit status 0 when every photo was processed (a photo without a card is), 1 when one failed.

        Example: namecard scan desk.jpg --out crops
        """
        failed = False
        for photo in photos:
            scanned = scan_photo(photo, traced if debug else journey, out, debug)
            failed |= scanned["status"] == "failed"
            show(scanned, as_json=as_json)
        raise typer.Exit(1 if failed else 0)

    @cli.command()
    def rebuild() -> None:
        """Make the tables again from what is in the container `processed`, edits included.

        Rows that are there stay; safe to repeat. Storage is that of NAMECARD_STORAGE or AzureWebJobsStorage.

        Example: namecard rebuild
        """
        try:
            with Console().status("Rebuilding ...") as status:
                done = rebuild_tables(lambda cards: status.update(f"{cards:,} cards"))
        except CardError as error:
            Console(stderr=True).print(str(error))
            raise typer.Exit(1) from error
        Console().print(f"{done:,} cards are in the tables.")

    return cli
