"""Queue messages: small, versioned, never a URL."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Self

from shared.card.row import ULID_FORM
from shared.errors import BadMessage
from shared.usecases.chat.sent import OWNER_FORM

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a card or a photo."""

    number: int
    """From 1, without a gap."""
    at: datetime
    what: str
    subject: str
    """Id of the card or photo."""


@dataclass(frozen=True, slots=True)
class PhotoMessage:
    """A photo waits to be processed."""

    photo_id: str
    name: str
    etag: str
    trace: str = ""
    """W3C traceparent of what sent it; empty where nobody traces, and in messages of older releases."""
    sent_at: str = ""
    """ISO 8601, with `trace`."""

    def encode(self) -> str:
        """Compact JSON with the message version in front."""
        said = {name: value for name, value in asdict(self).items() if value}
        return json.dumps({"v": VERSION, **said}, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote. Raises BadMessage."""
        body = _body(text)
        if not all(isinstance(body.get(key), str) and body[key] for key in ("photo_id", "name", "etag")):
            raise BadMessage("The message lacks photo_id, name or etag.")
        if not re.fullmatch(ULID_FORM, body["photo_id"]):
            raise BadMessage("The message's photo_id is no ULID.")
        return cls(body["photo_id"], body["name"], body["etag"], body.get("trace", ""), body.get("sent_at", ""))


@dataclass(frozen=True, slots=True)
class OldPhotoMessage:
    """A photo that was there before Namecard waits for its turn."""

    container: str
    name: str

    def encode(self) -> str:
        """Compact JSON with the message version in front."""
        return json.dumps({"v": VERSION, **asdict(self)}, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote. Raises BadMessage."""
        body = _body(text)
        if not all(isinstance(body.get(key), str) and body[key] for key in ("container", "name")):
            raise BadMessage("The message lacks container or name.")
        return cls(body["container"], body["name"])


@dataclass(frozen=True, slots=True)
class ChangeMessage:
    """A change waits to be told to the webhook."""

    change: Change
    attempt: int = 0
    """How many attempts there were."""

    def encode(self) -> str:
        """Compact JSON with the message version in front."""
        change = {**asdict(self.change), "at": self.change.at.isoformat()}
        return json.dumps({"v": VERSION, "attempt": self.attempt, "change": change}, separators=(",", ":"))

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote. Raises BadMessage."""
        body = _body(text)
        try:
            change = Change(**{**body["change"], "at": datetime.fromisoformat(body["change"]["at"])})
            return cls(change, int(body["attempt"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadMessage("The message does not describe a change.") from error


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """Photos that came by chat have waited long enough for an answer."""

    owner: str
    batch: str

    def encode(self) -> str:
        """Compact JSON with the message version in front."""
        return json.dumps({"v": VERSION, **asdict(self)}, separators=(",", ":"))

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote. Raises BadMessage."""
        body = _body(text)
        owner, batch = str(body.get("owner")), str(body.get("batch"))
        if not re.fullmatch(OWNER_FORM, owner) or not re.fullmatch(ULID_FORM, batch):
            raise BadMessage("The message does not name a chat message.")
        return cls(owner, batch)


def _body(text: str) -> dict[str, Any]:
    """The JSON object of a message of this version. Raises BadMessage."""
    try:
        body = json.loads(text)
    except ValueError as error:
        raise BadMessage("The message is not JSON.") from error
    if not isinstance(body, dict) or body.get("v") != VERSION:
        raise BadMessage(f"The message is not of version {VERSION}.")
    return body
