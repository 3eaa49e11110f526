"""The only reader of the environment: names that stand once, and settings that say which variable is wrong."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Self
from urllib.request import getproxies

from shared.errors import BadSetting

INBOX: Final = "namecards"
"""Container that people drop photos into."""
OUTBOX: Final = "processed"
"""Container of everything we make."""
WORK_QUEUE: Final = "namecard-work"
POISON_QUEUE: Final = f"{WORK_QUEUE}-poison"
"""The Functions host appends `-poison` by itself; the name is not ours to choose."""
WEBHOOK_QUEUE: Final = "namecard-webhook"
"""Changes that wait to be told to the webhook."""
CHAT_QUEUE: Final = "namecard-chat"
"""Chat messages that wait for their answer."""
BACKFILL_QUEUE: Final = "namecard-backfill"
"""Photos that were there before Namecard; apart, so that new ones do not wait behind a million of them."""
PHOTO_TABLE: Final = "photos"
CARD_TABLE: Final = "namecards"
AUDIT_TABLE: Final = "audit"
"""Who took data out or erased it; a table of its own, since it cannot be made again as the other two can."""
CONTAINERS: Final = (INBOX, OUTBOX)
QUEUES: Final = (WORK_QUEUE, POISON_QUEUE, WEBHOOK_QUEUE, CHAT_QUEUE, BACKFILL_QUEUE)
TABLES: Final = (PHOTO_TABLE, CARD_TABLE, AUDIT_TABLE)
SWEEP_SCHEDULE: Final = "0 */5 * * * *"
"""NCRONTAB with seconds: every five minutes."""

HOST_STORAGE: Final = "AzureWebJobsStorage"
"""The connection behind which the Functions host keeps its keys and locks; the data too, unless DATA_STORAGE is set."""
DATA_STORAGE: Final = "NAMECARD_STORAGE"
"""The connection of the data where it has an account of its own: who reads cards then never sees the host's keys."""
SERVICES: Final = ("blob", "queue", "table")
"""Of a storage account; each has an address of its own where the connection is by identity."""
BLOB_SOURCE: Final = "NAMECARD_BLOB_SOURCE"
API_AUTH: Final = "NAMECARD_API_AUTH"
WEBHOOK_URL: Final = "NAMECARD_WEBHOOK_URL"
WEBHOOK_SECRET: Final = "NAMECARD_WEBHOOK_SECRET"  # noqa: S105  (the name of a variable)
OCR: Final = "NAMECARD_OCR"
TESSDATA: Final = "NAMECARD_TESSDATA"
VISION_ENDPOINT: Final = "NAMECARD_VISION_ENDPOINT"
VISION_KEY: Final = "NAMECARD_VISION_KEY"
KEEP_DAYS: Final = "NAMECARD_KEEP_DAYS"
KEEP_ORIGINALS_DAYS: Final = "NAMECARD_KEEP_ORIGINALS_DAYS"
KAKAO_USER_KEY: Final = "NAMECARD_KAKAO_USER_KEY"
KAKAO_BOTS: Final = "NAMECARD_KAKAO_BOTS"
KAKAO_HOSTS: Final = "NAMECARD_KAKAO_HOSTS"
LINK_KEY: Final = "NAMECARD_LINK_KEY"
SITE_URL: Final = "NAMECARD_SITE_URL"

SERVER_URL: Final = "NAMECARD_URL"
SERVER_KEY: Final = "NAMECARD_KEY"

LOCAL_SERVER: Final = "http://127.0.0.1:7071"
SAFE_URL: Final = re.compile(r"https://[^/]|http://(127\.0\.0\.1|localhost)[:/]")
"""No key or secret goes over a network in the clear."""

TELEMETRY: Final = "NAMECARD_TELEMETRY"
INSIGHTS: Final = "APPLICATIONINSIGHTS_CONNECTION_STRING"
SITE_NAME: Final = "WEBSITE_SITE_NAME"
"""Azure sets it; the host reports under that name too."""

BLOB_SOURCES: Final = ("LogsAndContainerScan", "EventGrid")
EXPORTERS: Final = ("none", "console", "otlp", "azure-monitor")
AUTH_LEVELS: Final = ("function", "anonymous")
OCR_ENGINES: Final = ("tesseract", "azure-vision", "none")
OWN_CERTIFICATES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Files of certificates in the place of the usual ones; the storage SDK's HTTP library knows them."""
KAKAO_ORIGINS: Final = (
    "https://secure.kakaocdn.net",
    "https://talk.kakaocdn.net",
    "https://dn-m.talk.kakao.com",
    "https://bot-api.kakao.com",
)
"""Where pictures lie and answers go, as seen in payloads; Kakao's documents name none."""
LOCAL_ORIGIN: Final = r"http://127\.0\.0\.1:\d{1,5}"
"""Of a test on this machine, as a pattern."""
SHORTEST_KEY: Final = 32
"""Characters of a key of ours."""


def data_connection(env: Mapping[str, str]) -> str:
    """The name of the connection behind which photos and cards are; the bindings and our own clients share it."""
    return DATA_STORAGE if any(name.startswith(DATA_STORAGE) and env[name] for name in env) else HOST_STORAGE


def network_is_set(env: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment or the system names proxies, or certificates of its own."""
    return bool(getproxies()) or any(env.get(name) for name in OWN_CERTIFICATES)


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """The value of `name`, `allowed[0]` when it is not set."""
    value = env.get(name, allowed[0])
    if value not in allowed:
        raise BadSetting(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


@dataclass(frozen=True, slots=True)
class Triggers:
    """What decorators need while function_app is imported; needs no connection string."""

    connection: str
    blob_source: str
    api_auth: str

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the settings of the decorators. Raises BadSetting."""
        return cls(
            data_connection(env),
            blob_source=_one_of(env, BLOB_SOURCE, BLOB_SOURCES),
            api_auth=_one_of(env, API_AUTH, AUTH_LEVELS),
        )


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the data is: a connection string (one machine), or addresses opened by managed identity (Azure)."""

    connection_string: str | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    """URL of each of SERVICES."""
    client_id: str | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the connection as the Functions host does: a connection string wins. Raises BadSetting."""
        name = data_connection(env)
        if connection_string := env.get(name):
            return cls(connection_string)
        return cls(addresses=_addresses(env, name), client_id=env.get(f"{name}__clientId") or None)


def _addresses(env: Mapping[str, str], connection: str) -> dict[str, str]:
    """URL of each service that is opened by identity. Raises BadSetting."""
    if connection == HOST_STORAGE and (account := env.get(f"{connection}__accountName")):
        return {service: f"https://{account}.{service}.core.windows.net" for service in SERVICES}
    names = {service: f"{connection}__{service}ServiceUri" for service in SERVICES}
    missing = [name for name in names.values() if not env.get(name)]
    if missing:
        raise BadSetting(
            f"{connection} is not set. Give it a storage connection string; "
            f"or, to use a managed identity, set {', '.join(missing)}."
        )
    return {service: env[name] for service, name in names.items()}


@dataclass(frozen=True, slots=True)
class Ocr:
    """Which engine reads text."""

    engine: str
    tessdata: str | None = None
    vision_endpoint: str = ""
    vision_key: str | None = None
    """None: the app's managed identity."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the settings of the engine. Raises BadSetting."""
        engine, endpoint = _one_of(env, OCR, OCR_ENGINES), env.get(VISION_ENDPOINT, "")
        if engine == "azure-vision" and not endpoint:
            raise BadSetting(f"{OCR} is azure-vision; set {VISION_ENDPOINT} to the address of the Vision resource.")
        return cls(engine, env.get(TESSDATA) or None, endpoint, env.get(VISION_KEY) or None)


@dataclass(frozen=True, slots=True)
class Monitor:
    """Who is told what happens to photos; nobody by default."""

    exporter: str = "none"
    service: str = "namecard"
    connection_string: str = ""
    """Of Application Insights; the app's identity opens it."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the settings. Raises BadSetting."""
        exporter, connection = _one_of(env, TELEMETRY, EXPORTERS), env.get(INSIGHTS, "")
        if exporter == "azure-monitor" and not connection:
            raise BadSetting(f"{TELEMETRY} is azure-monitor; set {INSIGHTS}, which the resource's overview shows.")
        return cls(exporter, env.get(SITE_NAME) or "namecard", connection)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Who is told of changes; nobody by default."""

    url: str = ""
    secret: str = field(default="", repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the two settings. Raises BadSetting."""
        url, secret = env.get(WEBHOOK_URL, ""), env.get(WEBHOOK_SECRET, "")
        if url and not SAFE_URL.match(url):
            raise BadSetting(f"{WEBHOOK_URL} must begin with https:// (http:// only for this machine itself).")
        if url and not secret:
            raise BadSetting(f"{WEBHOOK_SECRET} is not set; calls of {WEBHOOK_URL} are signed with it.")
        return cls(url, secret)


@dataclass(frozen=True, slots=True)
class Server:
    """Whom the `namecard` command asks: `make run` of this machine, unless it is told otherwise."""

    url: str
    key: str = field(default="", repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the two settings. Raises BadSetting."""
        url = (env.get(SERVER_URL) or LOCAL_SERVER).rstrip("/")
        if not SAFE_URL.match(f"{url}/"):
            raise BadSetting(f"{SERVER_URL} must begin with https:// (http:// only for this machine itself).")
        return cls(url, env.get(SERVER_KEY, ""))


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things are kept; as long as nobody deletes them by default."""

    photos: timedelta | None = None
    """Photos with their cards, rows, outputs and originals, and cards typed by hand."""
    originals: timedelta | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the two settings. Raises BadSetting."""
        return cls(_days(env, KEEP_DAYS), _days(env, KEEP_ORIGINALS_DAYS))


def _days(env: Mapping[str, str], name: str) -> timedelta | None:
    value = env.get(name, "")
    if not value:
        return None
    if not re.fullmatch("[1-9][0-9]{0,4}", value):
        raise BadSetting(f"{name} is {value!r}; give a whole number of days from 1 to 99999, or nothing to keep all.")
    return timedelta(days=int(value))


@dataclass(frozen=True, slots=True)
class Kakao:
    """The chatbot; there is none by default."""

    user_key: str = field(default="", repr=False)
    """Turns chat users into owners of cards; with another one, nobody finds his cards again."""
    link_key: str = field(default="", repr=False)
    """Signs links; with another one, all that were sent stop working."""
    site_url: str = ""
    bots: frozenset[str] = frozenset()
    """Whose messages are answered; empty: those of every bot that has the function key."""
    origins: tuple[str, ...] = KAKAO_ORIGINS
    """`scheme://host[:port]` that may be called."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the settings. Raises BadSetting."""
        if not env.get(KAKAO_USER_KEY):
            return cls()
        site = env.get(SITE_URL, "").rstrip("/")
        if not re.fullmatch(rf"https://[^/?#@]+|{LOCAL_ORIGIN}", site):
            raise BadSetting(f"{SITE_URL} must be the address of this app, such as https://namecard.example.com.")
        bots, origins = _listed(env.get(KAKAO_BOTS, "")), _listed(env.get(KAKAO_HOSTS, "")) or KAKAO_ORIGINS
        wrong = [one for one in origins if not re.fullmatch(rf"https://[a-z0-9.-]+(:\d+)?|{LOCAL_ORIGIN}", one)]
        if wrong:
            raise BadSetting(
                f"{KAKAO_HOSTS} has {wrong[0]!r}; write https://host, or http://127.0.0.1:port for a test."
            )
        return cls(_key(env, KAKAO_USER_KEY), _key(env, LINK_KEY), site, frozenset(bots), origins)


def _key(env: Mapping[str, str], name: str) -> str:
    """A key of ours. Raises BadSetting."""
    key = env.get(name, "")
    if len(key) < SHORTEST_KEY:
        raise BadSetting(f"{name} must have at least {SHORTEST_KEY} characters; `openssl rand -hex 32` makes one.")
    return key


def _listed(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(one for one in (part.strip() for part in text.split(",")) if one)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is read from the environment."""

    storage: Storage
    triggers: Triggers
    ocr: Ocr
    webhook: Webhook = field(default_factory=Webhook)
    keep: Keep = field(default_factory=Keep)
    kakao: Kakao = field(default_factory=Kakao)
    monitor: Monitor = field(default_factory=Monitor)

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read all settings. Raises BadSetting."""
        return cls(
            Storage.from_env(env),
            Triggers.from_env(env),
            Ocr.from_env(env),
            Webhook.from_env(env),
            Keep.from_env(env),
            Kakao.from_env(env),
            Monitor.from_env(env),
        )
