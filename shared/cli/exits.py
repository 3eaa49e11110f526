"""How a command ends: its exit status, and one sentence when it could not do what it was asked."""

import functools
import json
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from shared.errors import CardError

Command = TypeVar("Command", bound=Callable[..., Any])


class Exit(IntEnum):
    """Exit statuses, as docs/command-line.md has them."""

    DONE = 0
    FAILED = 1
    """Something of what was asked could not be done."""
    USAGE = 2
    """The command line itself is wrong."""
    UNREACHABLE = 3
    """The server does not answer; the same command may succeed later."""
    REFUSED = 4
    """The key is missing or wrong."""
    INTERRUPTED = 130
    """Ctrl-C. What was done stays done; the same command goes on."""


class Failure(Exception):
    """A command cannot go on; `str(failure)` is for the person who typed it."""

    def __init__(self, status: Exit, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code = status, code


def command(cli: typer.Typer, **settings: Any) -> Callable[[Command], Command]:
    """Add a function to `cli` as a command that ends in a sentence and a status, never in a traceback."""

    def add(function: Command) -> Command:
        @functools.wraps(function)
        def ended(**arguments: Any) -> None:
            as_json = bool(arguments.get("as_json"))
            try:
                failed = function(**arguments)
            except Failure as failure:
                _tell(failure.code, str(failure), as_json)
                raise typer.Exit(failure.status) from failure
            except CardError as error:
                _tell(error.code, str(error), as_json)
                raise typer.Exit(Exit.UNREACHABLE if error.retryable else Exit.FAILED) from error
            except KeyboardInterrupt as interrupt:
                _tell("interrupted", "Interrupted. What was done stays; the same command goes on from there.", as_json)
                raise typer.Exit(Exit.INTERRUPTED) from interrupt
            raise typer.Exit(Exit.FAILED if failed else Exit.DONE)

        cli.command(**settings)(ended)
        return function

    return add


def _tell(code: str, detail: str, as_json: bool) -> None:
    if as_json:
        print_json({"error": {"code": code, "detail": detail}})
    Console(stderr=True).print(Text(detail), soft_wrap=True)


def print_json(value: Any) -> None:
    """One line of JSON for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
