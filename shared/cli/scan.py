"""`namecard scan`: the journey on local files, without storage."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from shared.card import MAX_PHOTO_BYTES
from shared.errors import CardError, PhotoTooLarge, UnreadablePhoto
from shared.usecases.ports import Journey

TRACED: Final = "debug/"
"""Where a traced journey puts its pictures among the outputs."""


def scan_photo(path: Path, journey: Journey, out: Path | None, debug: Path | None) -> dict[str, Any]:
    """Read one photo and give what `--json` prints of it.

    Outputs go below `out/{file name}/`, the pictures of a traced journey below `debug/{file name}/`.
    """
    try:
        outcome = journey(_bytes_of(path))
    except CardError as error:
        failure = {"code": error.code, "detail": str(error)}
        return _scanned(path, "failed", failure, {"width": 0, "height": 0, "cards": [], "no_card": None}, {})
    traced = {name: data for name, data in outcome.files.items() if name.startswith(TRACED)}
    if out is not None:
        _write(out / path.name, {name: data for name, data in outcome.files.items() if name not in traced})
    if debug is not None:
        _write(debug / path.name, {name.removeprefix(TRACED): data for name, data in traced.items()})
    return _scanned(path, "done", None, outcome.result, outcome.ms)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_PHOTO_BYTES:
            raise PhotoTooLarge(f"The photo has more than {MAX_PHOTO_BYTES:,} bytes, the most that is accepted.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadablePhoto(f"The file cannot be read: {error.strerror}.") from error


def _scanned(path: Path, status: str, error: Any, result: Any, ms: Any) -> dict[str, Any]:
    return {
        "file": str(path),
        "width": result["width"],
        "height": result["height"],
        "status": status,
        "error": error,
        "no_card": result["no_card"],
        "cards": result["cards"],
        "ms": dict(ms),
    }


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def show(scanned: dict[str, Any], *, as_json: bool) -> None:
    """Print one photo: a JSON line for programs, or a sentence for people."""
    if as_json:
        print(json.dumps(scanned, ensure_ascii=False), flush=True)  # noqa: T201
        return
    if scanned["error"]:
        said = f"failed, {scanned['error']['code']}: {scanned['error']['detail']}"
    elif scanned["cards"]:
        sizes = ", ".join(f"{card['width']}x{card['height']}" for card in scanned["cards"])
        said = f"{len(scanned['cards'])} card(s), {sizes} px"
    else:
        said = f"no card: {scanned['no_card']}"
    Console().print(Text(f"{scanned['file']}: {said} ({sum(scanned['ms'].values()):.0f} ms)"), soft_wrap=True)
