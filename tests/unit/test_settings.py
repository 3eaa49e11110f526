"""Settings say which variable is wrong."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from shared.errors import BadSetting
from shared.settings import Kakao, Keep, Settings, Storage, Triggers, Webhook, network_is_set

ROOT = Path(__file__).parents[2]
BY_IDENTITY = {
    f"NAMECARD_STORAGE__{service}ServiceUri": f"https://a.{service}.example" for service in ("blob", "queue", "table")
}


def test_a_missing_connection_names_both_ways_to_set_it() -> None:
    with pytest.raises(BadSetting, match=r"AzureWebJobsStorage is not .*__blobServiceUri, .*__queueSer.*__tableSer"):
        Storage.from_env({})


def test_data_lies_in_the_hosts_account_unless_it_has_one_of_its_own() -> None:
    one = {"AzureWebJobsStorage": "host"}
    assert (Triggers.from_env(one).connection, Storage.from_env(one).connection_string) == (*one, "host")
    two = one | {"NAMECARD_STORAGE": "data"}
    assert (Triggers.from_env(two).connection, Storage.from_env(two).connection_string) == ("NAMECARD_STORAGE", "data")


def test_the_bindings_open_the_same_account_as_we_do_by_identity() -> None:
    assert Triggers.from_env(BY_IDENTITY).connection == "NAMECARD_STORAGE"
    storage = Storage.from_env({"AzureWebJobsStorage__accountName": "cards"})
    assert storage.addresses["queue"] == "https://cards.queue.core.windows.net"


def test_the_network_is_set_by_proxies_or_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert not network_is_set({})
    assert network_is_set({"REQUESTS_CA_BUNDLE": "/etc/office.pem"})
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert network_is_set({})


@pytest.mark.parametrize("name", ["NAMECARD_BLOB_SOURCE", "NAMECARD_API_AUTH"])
def test_a_wrong_value_names_the_variable_and_what_it_may_be(name: str) -> None:
    with pytest.raises(BadSetting, match=rf"{name} is 'nonsense'; it must be one of \w+, \w+"):
        Triggers.from_env({name: "nonsense"})


def test_a_connection_string_wins_over_an_identity() -> None:
    storage = Storage.from_env({"NAMECARD_STORAGE": "secret"} | BY_IDENTITY)
    assert (storage.connection_string, storage.addresses) == ("secret", {})


def test_an_identity_needs_the_address_of_every_service() -> None:
    assert Storage.from_env(BY_IDENTITY).addresses["table"] == "https://a.table.example"
    with pytest.raises(BadSetting, match=r"set NAMECARD_STORAGE__tableServiceUri\.$"):
        Storage.from_env({name: uri for name, uri in BY_IDENTITY.items() if "table" not in name})


@pytest.mark.parametrize(
    "url", ["http://example.com/", "ftp://example.com/", "https://", "http://127.0.0.1.example.com/"]
)
def test_a_webhook_is_called_over_https_or_on_this_machine(url: str) -> None:
    with pytest.raises(BadSetting, match="NAMECARD_WEBHOOK_URL"):
        Webhook.from_env({"NAMECARD_WEBHOOK_URL": url, "NAMECARD_WEBHOOK_SECRET": "x"})


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(BadSetting, match="NAMECARD_WEBHOOK_SECRET is not set"):
        Webhook.from_env({"NAMECARD_WEBHOOK_URL": "https://example.com/"})


def test_a_secret_does_not_show_when_settings_are_printed() -> None:
    assert "hush" not in repr(Webhook("https://example.com/", "hush"))


def test_the_example_settings_are_complete_and_right() -> None:
    values = json.loads((ROOT / "local.settings.example.json").read_text())["Values"]
    assert Settings.from_env(values).triggers.blob_source == "LogsAndContainerScan"
    assert {"NAMECARD_BLOB_SOURCE", "NAMECARD_API_AUTH"} <= values.keys()


def test_everything_is_kept_unless_days_are_set() -> None:
    assert Keep.from_env({"NAMECARD_KEEP_DAYS": ""}) == Keep(None, None)
    assert Keep.from_env({"NAMECARD_KEEP_ORIGINALS_DAYS": "7"}) == Keep(None, timedelta(days=7))


@pytest.mark.parametrize("days", ["0", "-1", "1.5", "never", "٣", "100000"])
def test_days_that_could_erase_everything_by_mistake_are_refused(days: str) -> None:
    with pytest.raises(BadSetting, match="NAMECARD_KEEP_DAYS"):
        Keep.from_env({"NAMECARD_KEEP_DAYS": days})


CHATBOT = {
    "NAMECARD_KAKAO_USER_KEY": "k" * 32,
    "NAMECARD_LINK_KEY": "l" * 32,
    "NAMECARD_SITE_URL": "https://namecard.example.com/",
}


def test_there_is_no_chatbot_unless_its_users_have_a_key() -> None:
    assert Kakao.from_env({**CHATBOT, "NAMECARD_KAKAO_USER_KEY": ""}) == Kakao()


def test_a_chatbot_reaches_kakao_and_nobody_else_by_default() -> None:
    kakao = Kakao.from_env(CHATBOT)
    assert kakao.site_url == "https://namecard.example.com"
    assert all(origin.startswith("https://") and "kakao" in origin for origin in kakao.origins)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NAMECARD_KAKAO_USER_KEY", "short"),
        ("NAMECARD_LINK_KEY", ""),
        ("NAMECARD_SITE_URL", ""),
        ("NAMECARD_SITE_URL", "http://namecard.example.com"),
        ("NAMECARD_KAKAO_HOSTS", "secure.kakaocdn.net"),
        ("NAMECARD_KAKAO_HOSTS", "http://secure.kakaocdn.net"),
        ("NAMECARD_KAKAO_HOSTS", "http://localhost:7072"),
        ("NAMECARD_KAKAO_HOSTS", "https://secure.kakaocdn.net/dna"),
        ("NAMECARD_KAKAO_HOSTS", "https://secure.kakaocdn.net, http://127.0.0.1"),
    ],
)
def test_a_chatbot_that_would_be_unsafe_does_not_start(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Kakao.from_env({**CHATBOT, name: value})


def test_bots_and_hosts_are_listed_by_commas() -> None:
    kakao = Kakao.from_env(
        {**CHATBOT, "NAMECARD_KAKAO_BOTS": "a, b,", "NAMECARD_KAKAO_HOSTS": "https://a.example,http://127.0.0.1:7072"}
    )
    assert (sorted(kakao.bots), kakao.origins) == (["a", "b"], ("https://a.example", "http://127.0.0.1:7072"))


def test_the_keys_of_a_chatbot_do_not_show_when_settings_are_printed() -> None:
    assert "kkkk" not in repr(Kakao.from_env(CHATBOT))
    assert "llll" not in repr(Kakao.from_env(CHATBOT))
