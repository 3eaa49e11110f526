"""The first bytes of a file in, the image format it is of out; light, since it loads no decoder."""

import re
from typing import Final

from shared.errors import UnreadablePhoto, UnsupportedFormat

_HEIF_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_MAGIC: Final = (
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("WEBP", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("TIFF", re.compile(rb"II\*\x00|MM\x00\*")),
    ("GIF", re.compile(rb"GIF8[79]a")),
    ("BMP", re.compile(rb"BM")),
    ("AVIF", re.compile(rb"....ftyp(?:.{4}){0,8}?avi[fs]", re.DOTALL)),
    ("HEIF", re.compile(rb"....ftyp(?:" + b"|".join(_HEIF_BRANDS) + rb")", re.DOTALL)),
)


def image_format(data: bytes) -> str:
    """The format, as Pillow names it, on the allow-list. Raises UnreadablePhoto (empty), UnsupportedFormat."""
    if not data:
        raise UnreadablePhoto("The file is empty.")
    kind = next((kind for kind, magic in _MAGIC if magic.match(data)), None)
    if kind is None:
        raise UnsupportedFormat(f"The first bytes ({data[:4].hex(' ')}) are of no image format that is read here.")
    return kind
