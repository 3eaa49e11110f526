"""Photos to send: a few drawn ones, made as many as needed without being the same bytes."""

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from bench.synth.demo import demo_photos
from bench.synth.truth import write_photos

COMMENT = b"\xff\xfe"
"""Marker of a JPEG segment that no decoder looks at."""


def distinct_photos() -> Iterator[bytes]:
    """Drawn photos, over and over, each with a comment of its own: the same bytes would not be read again."""
    with tempfile.TemporaryDirectory() as folder:
        write_photos(Path(folder), demo_photos())
        drawn = [file.read_bytes() for file in sorted(Path(folder).glob("*.jpg"))]
    for number in count():
        remark = f"scale {number}".encode()
        photo = drawn[number % len(drawn)]
        yield photo[:2] + COMMENT + (len(remark) + 2).to_bytes(2, "big") + remark + photo[2:]
