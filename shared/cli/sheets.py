"""`namecard export` and `namecard import`: cards into files of any size, and edited spreadsheets back."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Annotated, Any, Final

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from shared.cli.api import LONG, Api
from shared.cli.exits import Exit, Failure, command, print_json
from shared.cli.options import AsJson, Q, Review, Since, Status, Tag, Until, card_filter
from shared.exports.entry import CardEntry, card_page

FORMATS: Final = (".csv", ".xlsx", ".vcf", ".json")


def add_sheets(cli: typer.Typer, api: Callable[[], Api]) -> None:
    """Add the commands."""

    @command(cli)
    def export(
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help="What it ends in says the format: .csv .xlsx .vcf .json")
        ],
        photos: Annotated[bool, typer.Option("--photos", help=".vcf: with a picture of each card.")] = False,
        q: Q = "",
        status: Status = "",
        review: Review = "",
        tag: Tag = "",
        since: Since = "",
        until: Until = "",
        as_json: AsJson = False,
    ) -> None:
        """Write all cards, or those of a filter, into a file; as many as there are.

        Examples:

        namecard export cards.xlsx

        namecard export fair.vcf --tag 전시회 --photos
        """
        if file.suffix not in FORMATS:
            raise Failure(Exit.USAGE, "usage", f"{file} must end in {', '.join(FORMATS)}.")
        server = api()
        cards = list(exported(server, card_filter(q, status, review, tag, since, until)))
        part = file.with_name(f"{file.name}.part")
        with part.open("wb") as out:
            _write(server, file.suffix, cards, photos, out)
        part.replace(file)
        if as_json:
            print_json({"file": str(file), "cards": len(cards)})
        else:
            Console().print(Text(f"{len(cards):,} cards are in {file}."))

    @command(cli, name="import")
    def import_cards(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="An exported .csv or .xlsx that was edited.")],
        apply: Annotated[
            bool, typer.Option("--apply", help="Change the cards; else only show what would change.")
        ] = False,
        as_json: AsJson = False,
    ) -> bool:
        """Show what an edited spreadsheet changes, cell by cell; with --apply change it.

        Exit status 1 when a row cannot be taken; with --apply nothing is changed then.

        Example: namecard import cards.xlsx --apply
        """
        try:
            data = file.read_bytes()
        except OSError as error:
            raise Failure(Exit.USAGE, "usage", f"{file} cannot be read: {error.strerror}.") from error
        path, asked = "/api/namecards/import", {"apply": str(apply).lower()}
        report = api().call("POST", path, params=asked, files={"sheet": (file.name, data)}, timeout=LONG).json()
        if as_json:
            print_json(report)
        else:
            _print_report(report)
        return bool(report["problems"])


def exported(api: Api, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Every card of a filter, newest first, in as many requests as it takes. Raises Failure."""
    newest = {**query}
    while True:
        try:
            yield from api.get("/api/namecards/export", params={**newest, "format": "json"}, timeout=LONG).json()
            return
        except Failure as failure:
            # The refusal names the moment at which to part the cards.
            moment = re.search(r"from=(\S+)", str(failure)) if failure.code == "too-many-cards" else None
            if moment is None:
                raise
        yield from exported(api, {**newest, "from": moment[1]})
        newest["to"] = moment[1]


def _write(api: Api, suffix: str, cards: list[dict[str, Any]], photos: bool, out: IO[bytes]) -> None:
    entries = (CardEntry.of_json(card, card_page(api.server.url, card["id"])) for card in cards)
    if suffix == ".csv":
        from shared.exports.csv import write_csv  # noqa: PLC0415  (each only for its own format)

        write_csv(entries, out)
    elif suffix == ".xlsx":
        from shared.exports.workbook import write_workbook  # noqa: PLC0415

        write_workbook(entries, out)
    elif suffix == ".json":
        out.write(json.dumps(cards, ensure_ascii=False, indent=1).encode())
    else:
        from shared.exports.vcard import make_vcard  # noqa: PLC0415

        for card in track(cards, "Writing", console=Console(stderr=True)) if photos else cards:
            picture = api.get(card["links"]["thumb"]).content if photos and "thumb" in card["links"] else b""
            out.write(make_vcard(CardEntry.of_json(card), picture))


def _print_report(report: Mapping[str, Any]) -> None:
    table = Table("row", "card", "column", "before", "after", box=SIMPLE)
    for change in report["changes"]:
        for cell in change["cells"]:
            table.add_row(
                str(change["row"]), change["id"], *(Text(cell[part]) for part in ("column", "before", "after"))
            )
    if report["changes"]:
        Console().print(table)
    for one in report["problems"]:
        where = f"row {one['row']}" + (f", {one['column']}" if one["column"] else "")
        Console().print(Text(f"{where}: {one['detail']}", "red"), soft_wrap=True)
    ended = "changed" if report["applied"] else "would change; nothing is changed yet, --apply does it"
    Console().print(f"{len(report['changes']):,} of {report['rows']:,} cards {ended}.")
