"""The settings that functions find in their environment, as `func start` provides them."""

import json
from collections.abc import MutableMapping
from pathlib import Path
from typing import Final

from local_host.errors import HostError

FILES: Final = ("local.settings.json", "local.settings.example.json")
"""The first one that exists counts."""


def apply_settings(folder: Path, environment: MutableMapping[str, str]) -> None:
    """Add the `Values` of the settings file in `folder` to the environment, which wins. Raises HostError."""
    for file in (folder / name for name in FILES):
        if file.exists():
            for name, value in _values(file).items():
                environment.setdefault(name, str(value))
            return


def _values(file: Path) -> dict[str, object]:
    try:
        values: dict[str, object] = json.loads(file.read_text()).get("Values", {})
    except ValueError as error:
        raise HostError(f"{file} is not valid JSON: {error}.") from error
    return values
