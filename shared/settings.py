"""The only reader of the environment: names that stand once, and settings that say which variable is wrong."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from shared.errors import BadSetting

INBOX: Final = "namecards"
"""Container that people drop photos into."""
OUTBOX: Final = "processed"
"""Container of everything we make."""
WORK_QUEUE: Final = "namecard-work"
POISON_QUEUE: Final = f"{WORK_QUEUE}-poison"
"""The Functions host appends `-poison` by itself; the name is not ours to choose."""
PHOTO_TABLE: Final = "photos"
CARD_TABLE: Final = "namecards"
SWEEP_SCHEDULE: Final = "0 */5 * * * *"
"""NCRONTAB with seconds: every five minutes."""

CONNECTION: Final = "AzureWebJobsStorage"
"""The connection of every binding; the host and the blob extension resolve it by the same rules as we do."""
BLOB_SOURCE: Final = "NAMECARD_BLOB_SOURCE"
API_AUTH: Final = "NAMECARD_API_AUTH"

BLOB_SOURCES: Final = ("LogsAndContainerScan", "EventGrid")
AUTH_LEVELS: Final = ("function", "anonymous")


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """The value of `name`, `allowed[0]` when it is not set."""
    value = env.get(name, allowed[0])
    if value not in allowed:
        raise BadSetting(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


@dataclass(frozen=True, slots=True)
class Triggers:
    """What decorators need while function_app is imported; needs no connection string."""

    blob_source: str
    api_auth: str

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the two settings. Raises BadSetting."""
        return cls(blob_source=_one_of(env, BLOB_SOURCE, BLOB_SOURCES), api_auth=_one_of(env, API_AUTH, AUTH_LEVELS))


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the data is: a connection string (one machine), or an account opened by managed identity (Azure)."""

    connection_string: str | None = None
    account: str | None = None
    client_id: str | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read the connection as the Functions host does: a connection string wins. Raises BadSetting."""
        connection_string = env.get(CONNECTION) or None
        account = env.get(f"{CONNECTION}__accountName") or None
        if not connection_string and not account:
            raise BadSetting(
                f"{CONNECTION} is not set. Give it a storage connection string, "
                f"or set {CONNECTION}__accountName to use a managed identity."
            )
        return cls(connection_string, account, env.get(f"{CONNECTION}__clientId") or None)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is read from the environment."""

    storage: Storage
    triggers: Triggers

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read all settings. Raises BadSetting."""
        return cls(Storage.from_env(env), Triggers.from_env(env))
