"""The `namecard` command: arguments in, calls and exit statuses out."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from shared.cli.api import Api
from shared.cli.cards import add_cards
from shared.cli.doctor import add_doctor
from shared.cli.download import add_download
from shared.cli.exits import command, print_json
from shared.cli.options import AsJson
from shared.cli.retry import add_retry
from shared.cli.scan import scan_photo, show
from shared.cli.sheets import add_sheets
from shared.cli.upload import add_upload
from shared.settings import Server
from shared.usecases.findings import Finding
from shared.usecases.ports import Journey

HELP: Final = """Namecard: photos of business cards in; straight crops, text, contacts and rows out.

Commands ask the server at NAMECARD_URL (http://127.0.0.1:7071)
with the function key in NAMECARD_KEY. doctor, sweep and rebuild
open the storage itself; scan needs neither.

Exit status: 0 all done, 1 something failed, 2 wrong usage,
3 no answer (try again), 4 key refused, 130 Ctrl-C."""


def make_cli(
    make_journey: Callable[[bool], Journey],
    rebuild_tables: Callable[[Callable[[int], None]], int],
    diagnose: Callable[[], Iterator[Finding]],
    server: Callable[[], Server],
) -> typer.Typer:
    """The command, with what it calls; each is made only by the commands that need it.

    `make_journey` gives what `scan` takes photos through, with a picture of every stage when it is given True;
    `rebuild_tables` tells how many cards are done, and gives their number at the end; `diagnose` looks at storage,
    settings and engine; `server` says whom the other commands ask.
    """
    cli = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich", help=HELP)

    @cache
    def api() -> Api:
        return Api.of(server())

    def close() -> None:
        if api.cache_info().currsize:
            api().client.close()
            api.cache_clear()

    @cli.callback()
    def begin(context: typer.Context) -> None:
        context.call_on_close(close)

    add_upload(cli, api, Path(typer.get_app_dir("namecard")) / "sent.jsonl")
    add_cards(cli, api)
    add_download(cli, api)
    add_sheets(cli, api)
    add_retry(cli, api)
    add_doctor(cli, api, diagnose)

    @command(cli)
    def scan(
        photos: Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="Photos to read.")],
        out: Annotated[
            Path | None,
            typer.Option(help="Write what `processed` would hold into DIR/PHOTO/.", metavar="DIR"),
        ] = None,
        debug: Annotated[
            Path | None, typer.Option(help="Write a picture of every stage into DIR/PHOTO/.", metavar="DIR")
        ] = None,
        as_json: AsJson = False,
    ) -> bool:
        """Find the cards in local photos; nothing is stored anywhere else.

        Exit status 0 when every photo was processed (a photo without a card is), 1 when one failed.

        Example: namecard scan desk.jpg --out crops
        """
        failed, journey = False, make_journey(debug is not None)
        for photo in photos:
            scanned = scan_photo(photo, journey, out, debug)
            failed |= scanned["status"] == "failed"
            show(scanned, as_json=as_json)
        return failed

    @command(cli)
    def rebuild(as_json: AsJson = False) -> None:
        """Make the tables again from what is in the container `processed`, edits included.

        Rows that are there stay; safe to repeat. Storage is that of NAMECARD_STORAGE or AzureWebJobsStorage.

        Example: namecard rebuild
        """
        with Console(stderr=True, quiet=as_json).status("Rebuilding ...") as status:
            done = rebuild_tables(lambda cards: status.update(f"{cards:,} cards"))
        if as_json:
            print_json({"cards": done})
        else:
            Console().print(f"{done:,} cards are in the tables.")

    return cli
