"""What `namecard doctor` finds: a thing that was looked at, how it is, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a thing is."""

    OK = "ok"
    LOOK = "look"
    """It works, or cannot be told; a person should look."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    thing: str
    health: Health
    detail: str
    todo: str = ""
    """What to do about it, one sentence; empty when all is well."""
