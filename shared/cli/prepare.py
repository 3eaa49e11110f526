"""`namecard prepare`: make what the product needs in storage."""

from collections.abc import Callable

import typer
from rich.console import Console

from shared.cli.exits import command, print_json
from shared.cli.options import AsJson


def add_prepare(cli: typer.Typer, run: Callable[[], None]) -> None:
    """Add the command to `cli`: `run` makes what is missing."""

    @command(cli)
    def prepare(as_json: AsJson = False) -> None:
        """Make the containers, queues and tables that are missing; safe to repeat.

        Neither `make run` nor `azd up` needs it. Storage is that of NAMECARD_STORAGE or AzureWebJobsStorage.

        Example: namecard prepare
        """
        run()
        if as_json:
            print_json({"prepared": True})
        else:
            Console().print("All containers, queues and tables are there.")
