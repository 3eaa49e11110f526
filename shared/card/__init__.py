"""The pure heart: bytes of a photo in; quads, crops, text, fields and a row out. No storage, no clock, no log."""

from typing import Final, Literal, TypeAlias

PIPELINE_VERSION: Final = "3"
"""Part of every output's path. Raise it when the same bytes would give other outputs."""

MAX_PHOTO_BYTES: Final = 15_000_000
"""Largest file that is accepted, by any way in (input policy, docs/operations.md)."""

FieldName: TypeAlias = Literal[
    "name",
    "company",
    "department",
    "title",
    "mobile",
    "tel",
    "fax",
    "email",
    "url",
    "address",
    "postal_code",
    "other",
]
"""Every field of a card, in the order in which people expect them."""
