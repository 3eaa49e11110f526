"""The pure heart: bytes of a photo in; quads, crops, text, fields and a row out. No storage, no clock, no log."""

from typing import Final

PIPELINE_VERSION: Final = "1"
"""Part of every output's path. Raise it when the same bytes would give other outputs."""

MAX_PHOTO_BYTES: Final = 15_000_000
"""Largest file that is accepted, by any way in (input policy, docs/operations.md)."""
