"""Documents that promise something about the code keep it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import errors
from shared.errors import CardError

ROOT = Path(__file__).parents[2]


def every_error(kind: type[CardError] = CardError) -> Iterator[type[CardError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from every_error(child)


@pytest.mark.parametrize("error", list(every_error()), ids=lambda error: error.code)
def test_each_error_code_is_explained_in_the_documents(error: type[CardError]) -> None:
    assert error.__module__ == errors.__name__
    assert re.search(rf"^## `{error.code}`$", (ROOT / "docs/errors.md").read_text(), re.MULTILINE)


def leaves(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    else:
        yield path


def test_each_number_of_host_json_has_its_reason_in_the_documents() -> None:
    reasons = (ROOT / "docs/operations.md").read_text()
    missing = [path for path in leaves(json.loads((ROOT / "host.json").read_text())) if f"| `{path}` |" not in reasons]
    assert missing == []


def test_no_version_of_a_requirement_stands_in_two_places() -> None:
    pinned = re.findall(r"^([\w-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    again = re.findall(r"^([\w-]+)==", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    assert set(pinned) & set(again) == set()


@pytest.mark.parametrize("document", ["docs/operations.md", "docs/threats.md"])
def test_each_test_that_a_document_names_is_there(document: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / document).read_text())
    missing = [name for path, name in named if f"def {name}(" not in (ROOT / path).read_text()]
    assert len(named) > 10
    assert missing == []
