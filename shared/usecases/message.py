"""The queue message: small, versioned, never a URL."""

import json
from dataclasses import asdict, dataclass
from typing import Final, Self

from shared.errors import BadMessage

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class PhotoMessage:
    """A photo waits to be processed."""

    photo_id: str
    name: str
    etag: str

    def encode(self) -> str:
        """Compact JSON with the message version in front."""
        return json.dumps({"v": VERSION, **asdict(self)}, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote. Raises BadMessage."""
        try:
            body = json.loads(text)
        except ValueError as error:
            raise BadMessage("The message is not JSON.") from error
        if not isinstance(body, dict) or body.get("v") != VERSION:
            raise BadMessage(f"The message is not of version {VERSION}.")
        if not all(isinstance(body.get(key), str) and body[key] for key in ("photo_id", "name", "etag")):
            raise BadMessage("The message lacks photo_id, name or etag.")
        return cls(body["photo_id"], body["name"], body["etag"])
