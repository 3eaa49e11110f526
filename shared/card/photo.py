"""Bytes in, photo out: checked by its header, decoded, upright, colour on white, 8 bit BGR."""

import io
import re
import struct
import warnings
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageOps

from shared.errors import PhotoTooLarge, PhotoTooSmall, UnreadablePhoto, UnsupportedFormat

Pixels: TypeAlias = NDArray[np.uint8]  # (h, w, 3) BGR, read-only

MIN_SIDE: Final = 64  # px
MAX_SIDE: Final = 12_000  # px
MAX_PIXELS: Final = 50_000_000
MAX_SCANNED_PIXELS: Final = 600_000_000  # JPEG scans x pixels: 506 scans of 48 MP took 15 s to decode
HALVED_FROM: Final = 30_000_000  # px; larger JPEGs are decoded at half size

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
# What Pillow's readers raise on damaged files; anything else is a bug and stays loud.
_DAMAGE: Final = (OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError)
_TURNS: Final = {  # EXIF orientation -> (flip code after the turn or None, clockwise turn or None)
    2: (1, None),
    3: (None, cv2.ROTATE_180),
    4: (0, None),
    5: (1, cv2.ROTATE_90_CLOCKWISE),
    6: (None, cv2.ROTATE_90_CLOCKWISE),
    7: (1, cv2.ROTATE_90_COUNTERCLOCKWISE),
    8: (None, cv2.ROTATE_90_COUNTERCLOCKWISE),
}
_ORIENTATION: Final = 0x0112


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """One upright photo. `pixels` may be smaller than the file says: `scale` decoded px per photo px.

    `width` and `height` are the full size after EXIF orientation, the frame every coordinate refers to.
    """

    pixels: Pixels
    width: int
    height: int
    scale: float

    def __post_init__(self) -> None:
        """Freeze the pixels: no stage draws on its input."""
        self.pixels.setflags(write=False)


def decode_photo(data: bytes) -> Photo:
    """Check the header of `data`, then decode its first frame upright.

    Raises UnsupportedFormat, PhotoTooLarge, PhotoTooSmall before anything is decoded, UnreadablePhoto when
    the bytes are damaged. JPEG goes through OpenCV (twice as fast as Pillow, pixels identical), all other
    formats through Pillow (OpenCV segfaults on mutated APNGs).
    """
    kind = _sniff(data)
    if kind == "PNG":
        _check_chunks(data)
    image = _open(data, kind)
    _check_size(*image.size)
    if kind == "JPEG":
        return _decode_jpeg(data, image)
    return _decode_with_pillow(image)


def _sniff(data: bytes) -> str:
    if not data:
        raise UnreadablePhoto("The file is empty.")
    kind = next((kind for kind, magic in _MAGIC if magic.match(data)), None)
    if kind is None:
        raise UnsupportedFormat(f"The first bytes ({data[:4].hex(' ')}) are of no image format that is read here.")
    return kind


def _check_chunks(data: bytes) -> None:
    """Refuse a PNG with a chunk longer than the file: decoders allocate what the chunk claims."""
    at = 8
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if at + 12 + length > len(data):
            raise UnreadablePhoto(f"A PNG chunk at byte {at} claims {length} bytes; the file has {len(data)}.")
        if data[at + 4 : at + 8] == b"IEND":
            return
        at += 12 + length


def _open(data: bytes, kind: str) -> Image.Image:
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=[kind])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooLarge(
            f"The photo has more than {MAX_PIXELS / 1e6:.0f} megapixels, the most that is read."
        ) from error
    except _DAMAGE as error:
        raise UnreadablePhoto(f"The header of the {kind} file is damaged.") from error


def _check_size(width: int, height: int) -> None:
    if min(width, height) < MIN_SIDE:
        raise PhotoTooSmall(f"The photo has {width} x {height} px; a side needs {MIN_SIDE} px at least.")
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        limit = f"{MAX_SIDE:,} px a side and {MAX_PIXELS / 1e6:.0f} megapixels"
        raise PhotoTooLarge(f"The photo has {width} x {height} px; at most {limit} are read.")


def _decode_jpeg(data: bytes, image: Image.Image) -> Photo:
    width, height = image.size
    scans = data.count(b"\xff\xda")
    if scans * width * height > MAX_SCANNED_PIXELS:
        raise PhotoTooLarge(f"{scans} JPEG scans of {width} x {height} px would take too long to decode.")
    halved = width * height > HALVED_FROM and width % 2 == height % 2 == 0
    mode = cv2.IMREAD_REDUCED_COLOR_2 if halved else cv2.IMREAD_COLOR
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), mode | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None:
        raise UnreadablePhoto("The JPEG data is damaged.")
    upright = _turned(np.asarray(pixels, np.uint8), _orientation(image))
    scale = 0.5 if halved else 1.0
    return Photo(upright, round(upright.shape[1] / scale), round(upright.shape[0] / scale), scale)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _DAMAGE:  # EXIF is optional: a damaged block says nothing about the picture
        return 1


def _turned(pixels: Pixels, orientation: int) -> Pixels:
    flip, turn = _TURNS.get(orientation, (None, None))
    if turn is not None:
        pixels = np.asarray(cv2.rotate(pixels, turn), np.uint8)
    if flip is not None:
        pixels = np.asarray(cv2.flip(pixels, flip), np.uint8)
    return pixels


def _decode_with_pillow(image: Image.Image) -> Photo:
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
        colour = _on_white(_eight_bit(upright))
    except _DAMAGE as error:
        raise UnreadablePhoto(f"The {image.format} data is damaged.") from error
    pixels = np.asarray(cv2.cvtColor(np.asarray(colour), cv2.COLOR_RGB2BGR), np.uint8)
    return Photo(pixels, colour.width, colour.height, 1.0)


def _eight_bit(image: Image.Image) -> Image.Image:
    """Scale 16 bit grey by hand: Pillow's own conversion clips it, which turns a card white."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image)
    if image.mode.startswith("I;16"):
        return Image.fromarray((values >> 8).astype(np.uint8))
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8))


def _on_white(image: Image.Image) -> Image.Image:
    """Lay transparent pictures on white: dropped alpha turns black print on nothing into all black."""
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image.convert("RGB")
