"""`namecard download`: originals, crops and contacts of cards into a folder."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import track
from rich.text import Text

from shared.cli.api import AT_ONCE, Api
from shared.cli.exits import Exit, Failure, command, print_json
from shared.cli.options import AsJson, Q, Review, Since, Status, Tag, Until, card_filter
from shared.usecases.upload_photo import SUFFIXES

CROPS: Final = ("card.jpg", "ocr.png")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file, and what became of it."""

    file: Path
    bytes: int = 0
    error: str = ""


def add_download(cli: typer.Typer, api: Callable[[], Api]) -> None:
    """Add the command."""

    @command(cli)
    def download(
        card_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of cards.")] = None,
        to: Annotated[Path, typer.Option("--dir", "-d", help="Where the files go.", metavar="DIR")] = Path("namecards"),
        originals: Annotated[bool, typer.Option(help="The photos as they were sent.")] = True,
        crops: Annotated[bool, typer.Option(help="card.jpg and ocr.png.")] = True,
        q: Q = "",
        status: Status = "",
        review: Review = "",
        tag: Tag = "",
        since: Since = "",
        until: Until = "",
        as_json: AsJson = False,
    ) -> bool:
        """Fetch originals, crops and a vCard of each card: of those named, of a filter, or of all.

        A photo is a folder, with a folder for each of its cards. Files that are there are not fetched again, so an
        interrupted command goes on.

        Example: namecard download --tag 전시회 --dir fair
        """
        server = api()
        found = card_filter(q, status, review, tag, since, until)
        cards = (
            [server.json(f"/api/namecards/{one}") for one in card_ids]
            if card_ids
            else list(server.pages("/api/namecards", "cards", found))
        )
        files = dict(_files(cards, to, originals, crops))
        failed = 0
        with ThreadPoolExecutor(AT_ONCE) as threads:
            try:
                fetched = threads.map(lambda one: _fetch(server, *one), files.items())
                for one in track(fetched, "Fetching", len(files), console=Console(stderr=True, quiet=as_json)):
                    failed += bool(one.error)
                    _tell(one, as_json)
            finally:
                threads.shutdown(cancel_futures=True)
        if not as_json:
            Console().print(f"{len(cards):,} cards, {len(files) - failed:,} files are in {to}; {failed:,} failed.")
        return bool(failed)


def _files(cards: list[dict[str, Any]], to: Path, originals: bool, crops: bool) -> Iterator[tuple[Path, str]]:
    """Every file that is wanted, and where the API has it."""
    for card in cards:
        photo_id, _, n = card["id"].partition("-")
        links = card["links"]
        yield to / photo_id / n / "card.vcf", links["vcf"]
        for name in CROPS if crops and card["photo_id"] else ():
            yield to / photo_id / n / name, f"{links['self']}/{name}"
        if originals and card["photo_id"]:
            yield to / photo_id / "original", f"{links['photo']}/original"


def _fetch(api: Api, file: Path, path: str) -> Fetched:
    """Fetch a file unless it is there; it is there only when it is whole. Raises Failure when the rest is hopeless."""
    there = next((one for one in file.parent.glob(f"{file.name}*") if one.suffix != ".part"), None)
    if there:
        return Fetched(there)
    try:
        reply = api.get(path)
    except Failure as failure:
        if failure.status is not Exit.FAILED:
            raise
        return Fetched(file, error=str(failure))
    target = file if file.suffix else file.with_suffix(_suffix(reply.headers.get("content-disposition", "")))
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(reply.content)
    part.replace(target)
    return Fetched(target, len(reply.content))


def _suffix(disposition: str) -> str:
    """That of an original, as far as it is one of a photo; the rest of the name is the sender's and stays out."""
    suffix = PurePath(disposition).suffix.lower()
    return suffix if suffix in SUFFIXES else ".bin"


def _tell(one: Fetched, as_json: bool) -> None:
    if as_json:
        print_json({"file": str(one.file), "bytes": one.bytes, "error": one.error or None})
    elif one.error:
        Console(stderr=True).print(Text(f"{one.file}: {one.error}", "red"), soft_wrap=True)
