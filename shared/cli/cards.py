"""`namecard list`, `show`, `edit`, `delete`, `restore`: cards one by one."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Annotated, Any, Final

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shared.card.row import FIELD_NAMES
from shared.cli.api import Api
from shared.cli.exits import Exit, Failure, command, print_json
from shared.cli.options import AsJson, CardIds, Q, Review, Since, Status, Tag, Until, card_filter

COLUMNS: Final = ("name", "company", "title", "mobile", "email")


def add_cards(cli: typer.Typer, api: Callable[[], Api]) -> None:
    """Add the commands."""

    @command(cli, name="list")
    def list_cards(
        q: Q = "",
        status: Status = "",
        review: Review = "",
        tag: Tag = "",
        since: Since = "",
        until: Until = "",
        limit: Annotated[int, typer.Option(help="How many at most; 0 for all.", min=0)] = 50,
        as_json: AsJson = False,
    ) -> None:
        """List cards, newest first.

        Example: namecard list -q 한빛 --review needed
        """
        found = api().pages("/api/namecards", "cards", card_filter(q, status, review, tag, since, until))
        shown = islice(found, limit or None)
        if as_json:
            for card in shown:
                print_json(card)
        else:
            _print_table(list(shown))

    @command(cli)
    def show(
        card_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a card, or of a photo.")],
        as_json: AsJson = False,
    ) -> None:
        """Show a card, or a photo with how far it is.

        Example: namecard show 01K8ZC5W7E4V2R9M0N6T3Y1QXB-1
        """
        kind = "namecards" if "-" in card_id else "photos"
        found = api().json(f"/api/{kind}/{card_id}")
        if as_json:
            print_json(found)
        else:
            Console().print(_lines(found), soft_wrap=True)

    @command(cli)
    def edit(
        card_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a card.")],
        fields: Annotated[
            list[str] | None,
            typer.Argument(metavar="[FIELD=VALUE]...", help="What the card says; FIELD= for none.", show_default=False),
        ] = None,
        as_read: Annotated[list[str] | None, typer.Option(help="A field that shall be as it was read.")] = None,
        tag: Annotated[list[str] | None, typer.Option(help="The card's tags, instead of those it has.")] = None,
        memo: Annotated[str | None, typer.Option(help="The card's memo.")] = None,
        done: Annotated[bool, typer.Option("--done", help="A person has looked at it.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Change what a card says.

        Example: namecard edit 01K8ZC5W7E4V2R9M0N6T3Y1QXB-1 name=김철수 tel=02-555-0199 tel=02-555-0198 --done
        """
        patch: dict[str, Any] = {"fields": {**_assigned(fields or []), **dict.fromkeys(as_read or [])}}
        patch |= {"tags": tag} if tag is not None else {}
        patch |= {"memo": memo} if memo is not None else {}
        patch |= {"review": "done"} if done else {}
        path = f"/api/namecards/{card_id}"
        version = api().get(path).headers["etag"]
        card = api().call("PATCH", path, json=patch, headers={"if-match": version}).json()
        if as_json:
            print_json(card)
        else:
            Console().print(_lines(card), soft_wrap=True)

    @command(cli)
    def delete(card_ids: CardIds, as_json: AsJson = False) -> bool:
        """Delete cards; `restore` brings them back within ten minutes.

        Example: namecard delete 01K8ZC5W7E4V2R9M0N6T3Y1QXB-1
        """
        return _each(card_ids, lambda one: api().call("DELETE", f"/api/namecards/{one}"), "deleted", as_json)

    @command(cli)
    def restore(card_ids: CardIds, as_json: AsJson = False) -> bool:
        """Bring back cards that were deleted less than ten minutes ago.

        Example: namecard restore 01K8ZC5W7E4V2R9M0N6T3Y1QXB-1
        """
        return _each(card_ids, lambda one: api().call("POST", f"/api/namecards/{one}/restore"), "restored", as_json)


def _each(ids: Sequence[str], do: Callable[[str], object], done: str, as_json: bool) -> bool:
    """Do it to each, and tell; whether one failed. What ends the command for all is raised."""
    failed = False
    for one in ids:
        error = None
        try:
            do(one)
        except Failure as failure:
            if failure.status is not Exit.FAILED:
                raise
            failed, error = True, failure
        if as_json:
            told = {"code": error.code, "detail": str(error)} if error else None
            print_json({"id": one, "status": "failed" if error else done, "error": told})
        else:
            Console().print(Text(f"{one}: {error or done}"), soft_wrap=True)
    return failed


def _assigned(fields: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """Values by field of `field=value` words. Raises Failure."""
    given: dict[str, list[dict[str, str]]] = {}
    for word in fields:
        name, equals, value = word.partition("=")
        if not equals or name not in FIELD_NAMES:
            wanted = f"Write FIELD=VALUE, FIELD one of {', '.join(FIELD_NAMES)}; {word!r} is not."
            raise Failure(Exit.USAGE, "usage", wanted)
        given.setdefault(name, []).extend([{"value": value}] if value else [])
    return given


def _first(card: dict[str, Any], name: str) -> str:
    values = card["fields"].get(name, [])
    return str(values[0]["value"]) if values else ""


def _print_table(cards: Sequence[dict[str, Any]]) -> None:
    table = Table("id", *COLUMNS, "review", box=SIMPLE)
    for card in cards:
        table.add_row(card["id"], *(Text(_first(card, name)) for name in COLUMNS), card["review"])
    Console().print(table if cards else "No cards.")


def _lines(found: dict[str, Any]) -> Text:
    """What a person wants to know of a card or a photo, a line each."""
    said = {name: found.get(name) for name in ("id", "filename", "status", "review", "created", "no_card", "same_as")}
    fields = found.get("fields", {})
    said |= {name: ", ".join(value["value"] for value in fields[name]) for name in FIELD_NAMES if fields.get(name)}
    said |= {"tags": ", ".join(found.get("tags", [])), "memo": found.get("memo")}
    said |= {"look at": " ".join(found.get("doubts", []))}
    said |= {"error": found["error"]["detail"]} if found.get("error") else {}
    said |= {"cards": ", ".join(card["id"] for card in found.get("cards", []))}
    return Text("\n".join(f"{name:<12} {value}" for name, value in said.items() if value))
