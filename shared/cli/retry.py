"""`namecard retry`: failed photos go through again."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from shared.cli.api import Api
from shared.cli.exits import Exit, Failure, command, print_json
from shared.cli.options import AsJson


def add_retry(cli: typer.Typer, api: Callable[[], Api]) -> None:
    """Add the command."""

    @command(cli)
    def retry(
        photo_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of photos.")] = None,
        all_failed: Annotated[bool, typer.Option("--all-failed", help="Every photo that failed.")] = False,
        as_json: AsJson = False,
    ) -> bool:
        """Send failed photos through again. What people did to their cards stays.

        Example: namecard retry --all-failed
        """
        if bool(photo_ids) == all_failed:
            raise Failure(Exit.USAGE, "usage", "Name photos, or say --all-failed.")
        server, failed = api(), 0
        ids = photo_ids or [one["id"] for one in server.pages("/api/photos", "photos", {"status": "failed"})]
        for photo_id in ids:
            status, error = _retry(server, photo_id)
            failed += bool(error)
            if as_json:
                print_json({"id": photo_id, "status": status, "error": error or None})
            else:
                Console().print(Text(f"{photo_id}: {error or status}"), soft_wrap=True)
        if not as_json:
            Console().print(f"{len(ids) - failed:,} photos sent again, {failed:,} not.")
        return bool(failed)


def _retry(api: Api, photo_id: str) -> tuple[str, str]:
    """The photo's status, or why it could not be sent again. Raises Failure when the rest is hopeless."""
    try:
        return str(api.call("POST", f"/api/photos/{photo_id}/retry").json()["status"]), ""
    except Failure as failure:
        if failure.status is not Exit.FAILED:
            raise
        return "failed", str(failure)
