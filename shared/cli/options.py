"""Options that several commands have."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON for programs, one object a line.")]
Q: TypeAlias = Annotated[
    str,
    typer.Option(
        "--q", "-q", help="Begin of a name, company, e-mail address or number, or initial consonants (ㄱㅊㅅ)."
    ),
]
Status: TypeAlias = Annotated[str, typer.Option(help="`read` or `unread`.")]
Review: TypeAlias = Annotated[str, typer.Option(help="`needed`, `fine` or `done`.")]
Tag: TypeAlias = Annotated[str, typer.Option(help="Cards with this tag.")]
Since: TypeAlias = Annotated[str, typer.Option("--from", help="First day (UTC), or moment with offset.")]
Until: TypeAlias = Annotated[str, typer.Option("--to", help="Last day (UTC), or moment before which.")]
CardIds: TypeAlias = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of cards.", show_default=False)]
Paths: TypeAlias = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Photos, and folders with photos.", show_default=False)
]


def card_filter(q: str, status: str, review: str, tag: str, since: str, until: str) -> dict[str, str]:
    """The query of a list, as the API takes it."""
    given = {"q": q, "status": status, "review": review, "tag": tag, "from": since, "to": until}
    return {name: value for name, value in given.items() if value}
