"""Whole cards of many kinds, kept in cards.toml, are read right."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from shared.card.fields import extract_fields
from tests.unit.card.fields.printed import card

CARDS = tomllib.loads(Path(__file__).with_name("cards.toml").read_text(encoding="utf-8"))["card"]


def marked(printed: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if (reason := printed.pop("not_yet", None)) else []
    return pytest.param(printed, id=printed["company"], marks=marks)


@pytest.mark.parametrize("printed", [marked(printed) for printed in CARDS])
def test_a_card_of_this_kind_is_read(printed: dict[str, Any]) -> None:
    rows = [row if isinstance(row, str) else (row[0], float(row[1])) for row in printed["rows"]]
    read = {name: [value.value for value in found] for name, found in extract_fields(card(*rows)).items()}
    missed = {name: value for name, value in printed.items() if name != "rows" and value not in read[name]}
    assert missed == {}, read
