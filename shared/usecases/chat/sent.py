"""Whose photo it is: the name of its blob says so, wherever the photo goes."""

import hmac
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

OWNER_LENGTH: Final = 32
"""Hex digits: 128 bits."""
OWNER_FORM: Final = f"[0-9a-f]{{{OWNER_LENGTH}}}"
NAME: Final = re.compile(rf"chat/({OWNER_FORM})/([0-9A-HJKMNP-TV-Z]{{26}})/([0-9]{{1,2}})\.[a-z]+")


def owner_of(user: str, key: str) -> str:
    """What stands for a chat user in names, rows and logs; without the key nobody can tell who it is."""
    return hmac.digest(key.encode(), user.encode(), sha256).hex()[:OWNER_LENGTH]


def caller_name(owner: str) -> str:
    """A chat user as the audit names him."""
    return f"chat user {owner[:8]}"


def sender_of(name: str) -> str:
    """The chat user who sent the photo of that blob name; empty when it came in another way."""
    sent = Sent.of(name)
    return sent.owner if sent else ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The place of a photo that came by chat."""

    owner: str
    batch: str
    n: int
    """Which one of the message's photos, from 1."""

    def name(self, suffix: str) -> str:
        """The blob's name; `suffix` without its dot."""
        return f"chat/{self.owner}/{self.batch}/{self.n}.{suffix}"

    @classmethod
    def of(cls, name: str) -> Self | None:
        """What `name` says; None for a photo that came in another way."""
        found = NAME.fullmatch(name)
        return cls(found[1], found[2], int(found[3])) if found else None
