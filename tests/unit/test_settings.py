"""Settings say which variable is wrong."""

import json
from pathlib import Path

import pytest

from shared.errors import BadSetting
from shared.settings import Settings, Storage, Triggers

ROOT = Path(__file__).parents[2]


def test_a_missing_connection_names_both_ways_to_set_it() -> None:
    with pytest.raises(BadSetting, match=r"AzureWebJobsStorage .*AzureWebJobsStorage__accountName"):
        Storage.from_env({})


@pytest.mark.parametrize("name", ["NAMECARD_BLOB_SOURCE", "NAMECARD_API_AUTH"])
def test_a_wrong_value_names_the_variable_and_what_it_may_be(name: str) -> None:
    with pytest.raises(BadSetting, match=rf"{name} is 'nonsense'; it must be one of \w+, \w+"):
        Triggers.from_env({name: "nonsense"})


def test_a_connection_string_wins_over_an_identity() -> None:
    storage = Storage.from_env({"AzureWebJobsStorage": "secret", "AzureWebJobsStorage__accountName": "account"})
    assert storage.connection_string == "secret"


def test_the_example_settings_are_complete_and_right() -> None:
    values = json.loads((ROOT / "local.settings.example.json").read_text())["Values"]
    assert Settings.from_env(values).triggers.blob_source == "LogsAndContainerScan"
    assert {"NAMECARD_BLOB_SOURCE", "NAMECARD_API_AUTH"} <= values.keys()
