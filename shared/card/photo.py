"""Bytes in, photo out: checked by its header, decoded, upright, colour on white, 8 bit BGR."""

import io
import re
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageOps

from shared.card.formats import image_format
from shared.errors import PhotoTooLarge, PhotoTooSmall, UnreadablePhoto

Pixels: TypeAlias = NDArray[np.uint8]  # (h, w, 3) BGR, read-only

MIN_SIDE: Final = 64  # px
MAX_SIDE: Final = 12_000  # px
MAX_PIXELS: Final = 50_000_000  # decoded in at most 500 MB, 60 MB of them libraries
MAX_COSTLY_PIXELS: Final = 25_000_000  # where the decoder takes up to 16 bytes a pixel: 830 MB for 50 MP of WebP
MAX_SCANNED_PIXELS: Final = 600_000_000  # JPEG scans x pixels: 506 scans of 48 MP took 15 s to decode
HALVED_FROM: Final = 6_000_000  # px; larger JPEGs are decoded at half size, which takes about half the time
QUARTERED_FROM: Final = 40_000_000  # px; and these at a quarter
STRIP: Final = 512  # rows that are converted together

_SCAN: Final = re.compile(rb"\xff\xda")  # three times as fast as bytes.count: 0.9 ms for 3.4 MB
# What Pillow's readers raise on damaged files (RuntimeError: AVIF); anything else is a bug and stays loud.
_DAMAGE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    IndexError,
    KeyError,
    TypeError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """One upright photo. `pixels` may be smaller than the file says: `scale` decoded px per photo px.

    `width` and `height` are the full size after EXIF orientation, the frame every coordinate refers to.
    `luma` is (height, width) uint8, read-only: the full lightness of a photo whose `pixels` are reduced.
    """

    pixels: Pixels
    width: int
    height: int
    scale: float
    luma: NDArray[np.uint8] | None = None

    def __post_init__(self) -> None:
        """Freeze the pixels: no stage draws on its input."""
        self.pixels.setflags(write=False)
        if self.luma is not None:
            self.luma.setflags(write=False)


def decode_photo(data: bytes) -> Photo:
    """Check the header of `data`, then decode its first frame upright.

    Raises UnsupportedFormat, PhotoTooLarge, PhotoTooSmall before anything is decoded, UnreadablePhoto when
    the bytes are damaged. JPEG goes through OpenCV (pixels identical to Pillow's in two thirds of its time),
    all other formats through Pillow (OpenCV segfaults on mutated APNGs).
    """
    kind = image_format(data)
    if kind == "PNG":
        _check_chunks(data)
    with _bombs_refused():
        image = _open(data, kind)
        _check_size(*image.size, MAX_COSTLY_PIXELS if _is_costly(image) else MAX_PIXELS)
        return _decode_jpeg(data, image) if kind == "JPEG" else _decode_with_pillow(image)


def with_luma(photo: Photo, data: bytes) -> Photo:
    """Add the full lightness to a reduced photo; `data` are the bytes it was decoded from.

    Lightness alone decodes in little more than half the time of colours, and JPEGs of phones store no more than
    half the resolution of colour anyway.
    """
    if photo.scale == 1:
        return photo
    return replace(photo, luma=_decoded(data, cv2.IMREAD_GRAYSCALE))


@contextmanager
def _bombs_refused() -> Iterator[None]:
    """Make Pillow's warning of too many pixels an error; its remarks on metadata do not matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


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
        return Image.open(io.BytesIO(data), formats=[kind])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooLarge(
            f"The photo has more than {MAX_PIXELS / 1e6:.0f} megapixels, the most that is read."
        ) from error
    except _DAMAGE as error:
        raise UnreadablePhoto(f"The header of the {kind} file is damaged.") from error


def _is_costly(image: Image.Image) -> bool:
    """Whether its decoder keeps several copies; HEIF only of what phones do not store: transparency, over 8 bits."""
    if image.format == "HEIF":
        return image.mode == "RGBA" or image.info.get("bit_depth", 8) > 8
    return image.format in ("WEBP", "AVIF")


def _check_size(width: int, height: int, most: int) -> None:
    if min(width, height) < MIN_SIDE:
        raise PhotoTooSmall(f"The photo has {width} x {height} px; a side needs {MIN_SIDE} px at least.")
    if max(width, height) > MAX_SIDE or width * height > most:
        limit = f"{MAX_SIDE:,} px a side and {most / 1e6:.0f} megapixels"
        raise PhotoTooLarge(f"The photo has {width} x {height} px; of its format at most {limit} are read.")


def _decode_jpeg(data: bytes, image: Image.Image) -> Photo:
    width, height = image.size
    scans = len(_SCAN.findall(data))
    if scans * width * height > MAX_SCANNED_PIXELS:
        raise PhotoTooLarge(f"{scans} JPEG scans of {width} x {height} px would take too long to decode.")
    mode, step = _reduction(width * height)
    pixels = _decoded(data, mode)
    if pixels.shape[:2] != (-(-height // step), -(-width // step)):  # turned on its side, as EXIF says
        width, height = height, width
    return Photo(pixels, width, height, 1 / step)


def _reduction(pixels: int) -> tuple[int, int]:
    if pixels > QUARTERED_FROM:
        return cv2.IMREAD_REDUCED_COLOR_4, 4
    return (cv2.IMREAD_REDUCED_COLOR_2, 2) if pixels > HALVED_FROM else (cv2.IMREAD_COLOR, 1)


def _decoded(data: bytes, mode: int) -> NDArray[np.uint8]:
    """Decode a JPEG, turned as its EXIF block says."""
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), mode)
    except cv2.error as error:
        raise UnreadablePhoto("The JPEG data is damaged.") from error
    if pixels is None:
        raise UnreadablePhoto("The JPEG data is damaged.")
    return np.asarray(pixels, np.uint8)


def _decode_with_pillow(image: Image.Image) -> Photo:
    """Convert strip by strip: whole copies of 50 MP in several modes would take a gigabyte."""
    try:
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
        pixels = np.empty((image.height, image.width, 3), np.uint8)
        span = image.getextrema() if image.mode in ("I", "F") else (0, 0)
        for top in range(0, image.height, STRIP):
            strip = image.crop((0, top, image.width, min(top + STRIP, image.height)))
            pixels[top : top + STRIP] = np.asarray(_on_white(_eight_bit(strip, *span)))[:, :, ::-1]
    except _DAMAGE as error:
        raise UnreadablePhoto(f"The {image.format} data is damaged.") from error
    return Photo(pixels, image.width, image.height, 1.0)


def _eight_bit(image: Image.Image, low: float, high: float) -> Image.Image:
    """Scale 16 bit grey by hand: Pillow's own conversion clips it, which turns a card white.

    `low` and `high` are the extremes of the whole photo where its values have no fixed range.
    """
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image)
    if image.mode.startswith("I;16"):
        return Image.fromarray((values >> 8).astype(np.uint8))
    return Image.fromarray(((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8))


def _on_white(image: Image.Image) -> Image.Image:
    """Lay transparent pictures on white: dropped alpha turns black print on nothing into all black."""
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image.convert("RGB")
