"""`namecard doctor`: what is wrong with this installation, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict

import typer
from rich.console import Console
from rich.text import Text

from shared.cli.api import Api
from shared.cli.exits import Failure, command, print_json
from shared.cli.options import AsJson
from shared.settings import SERVER_URL
from shared.usecases.findings import Finding, Health

MARKS = {Health.OK: ("✓", "green"), Health.LOOK: ("!", "yellow"), Health.BAD: ("✗", "red")}


def add_doctor(cli: typer.Typer, api: Callable[[], Api], diagnose: Callable[[], Iterator[Finding]]) -> None:
    """Add the command; `diagnose` looks at everything but the server."""

    @command(cli)
    def doctor(as_json: AsJson = False) -> bool:
        """Look at versions, settings, storage, clock, queue, events, OCR and server; say what to do.

        It opens the storage itself: run it where the functions' settings are. Exit status 1 when something is wrong.

        Example: namecard doctor
        """
        bad = False
        for finding in _all(api, diagnose):
            bad |= finding.health is Health.BAD
            if as_json:
                print_json(asdict(finding))
                continue
            mark, colour = MARKS[finding.health]
            Console().print(Text(f"{mark} {finding.thing:<10} {finding.detail}", colour), soft_wrap=True)
            if finding.todo:
                Console().print(Text(f"  {'':<10} {finding.todo}"), soft_wrap=True)
        return bad


def _all(api: Callable[[], Api], diagnose: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    yield from diagnose()
    try:
        server = api()
        ready = server.json("/health/ready")
        server.get("/api/stats")
    except Failure as failure:
        todo = f"Start it (`make run`), or set {SERVER_URL} to where it runs." if failure.code == "unreachable" else ""
        yield Finding("server", Health.BAD, str(failure), todo)
        return
    waiting = f"{ready['queue']['waiting']} photos wait, the oldest for {ready['queue']['oldest_seconds']} s"
    yield Finding("server", Health.OK, f"{server.server.url} answers and takes the key; {waiting}.")
