"""The `namecard` command: arguments in, calls and exit statuses out."""

from pathlib import Path
from typing import Annotated

import typer

from shared.cli.scan import scan_photo, show
from shared.usecases.ports import Journey


def make_cli(journey: Journey) -> typer.Typer:
    """The command, with the journey that `scan` takes photos through."""
    cli = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        help="Namecard: photos of business cards in; straight crops, text and rows out.",
    )

    @cli.callback()
    def namecard() -> None:
        """Keep `scan` a subcommand while it is the only one."""

    @cli.command()
    def scan(
        photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos to read.")],
        out: Annotated[
            Path | None,
            typer.Option(help="Write what `processed` would hold into DIR/PHOTO/.", metavar="DIR"),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    ) -> None:
        """Find the cards in local photos; nothing is stored anywhere else.

        Exit status 0 when every photo was processed (a photo without a card is), 1 when one failed.

        Example: namecard scan desk.jpg --out crops
        """
        failed = False
        for photo in photos:
            scanned = scan_photo(photo, journey, out)
            failed |= scanned["status"] == "failed"
            show(scanned, as_json=as_json)
        raise typer.Exit(1 if failed else 0)

    return cli
