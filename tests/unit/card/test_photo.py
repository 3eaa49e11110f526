"""Bytes become upright, opaque, 8 bit BGR pixels, or one of our errors."""

import io
import math
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from shared.card.photo import Photo, decode_photo
from shared.errors import PhotoTooLarge, PhotoTooSmall, UnreadablePhoto, UnsupportedFormat

FORMATS = ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIF"]


def picture(width: int = 120, height: int = 80) -> Image.Image:
    """Red on the left, blue on the right, white along the top."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2] = (220, 20, 20)
    pixels[:, width // 2 :] = (20, 20, 220)
    pixels[: height // 4] = 255
    return Image.fromarray(pixels)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    import pillow_heif

    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def colour_at(photo: Photo, x: float, y: float) -> list[int]:
    height, width = photo.pixels.shape[:2]
    return [int(v) for v in photo.pixels[int(y * height), int(x * width)]]


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_same_picture_in_bgr(kind: str) -> None:
    photo = decode_photo(encoded(picture(), kind))
    assert (photo.width, photo.height, photo.scale) == (120, 80, 1.0)
    assert np.allclose(colour_at(photo, 0.2, 0.8), (20, 20, 220), atol=25)
    assert np.allclose(colour_at(photo, 0.8, 0.8), (220, 20, 20), atol=25)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_exactly_once(kind: str, orientation: int) -> None:
    turns = {2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4]}
    stored = picture()
    for turn in turns.get(orientation, []):
        stored = stored.transpose(Image.Transpose(turn))
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = decode_photo(encoded(stored, kind, exif=exif.tobytes()))
    assert (photo.width, photo.height) == (120, 80)
    assert np.allclose(colour_at(photo, 0.5, 0.1), 255, atol=25)
    assert np.allclose(colour_at(photo, 0.2, 0.8), (20, 20, 220), atol=25)


def test_pixels_cannot_be_drawn_on() -> None:
    photo = decode_photo(encoded(picture(), "PNG"))
    with pytest.raises(ValueError, match="read-only"):
        photo.pixels[0, 0] = 0


def test_sixteen_bit_grey_keeps_its_shades() -> None:
    ramp = np.tile(np.linspace(0, 65535, 128).astype(np.uint16), (64, 1))
    photo = decode_photo(encoded(Image.fromarray(ramp), "PNG"))
    assert np.allclose(photo.pixels[0, :, 0], ramp[0] >> 8, atol=1)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_ground_becomes_white_and_print_stays_dark(mode: str) -> None:
    layer = Image.new("RGBA", (100, 80), (0, 0, 0, 0))
    layer.paste((0, 0, 0, 255), (30, 30, 70, 50))
    photo = decode_photo(encoded(layer.convert(mode), "PNG"))
    assert colour_at(photo, 0.05, 0.05) == [255, 255, 255]
    assert colour_at(photo, 0.5, 0.5) == [0, 0, 0]


def test_a_palette_with_a_transparent_entry_is_laid_on_white() -> None:
    indexed = Image.new("P", (100, 80), 0)
    indexed.putpalette([0, 0, 0, 200, 30, 30])
    indexed.paste(1, (30, 30, 70, 50))
    photo = decode_photo(encoded(indexed, "PNG", transparency=0))
    assert colour_at(photo, 0.05, 0.05) == [255, 255, 255]
    assert colour_at(photo, 0.5, 0.5) == [30, 30, 200]


def test_cmyk_jpeg_has_natural_colours() -> None:
    photo = decode_photo(encoded(picture().convert("CMYK"), "JPEG", quality=95))
    assert np.allclose(colour_at(photo, 0.2, 0.8), (20, 20, 220), atol=30)


def test_an_orientation_that_does_not_exist_turns_nothing() -> None:
    exif = Image.Exif()
    exif[0x0112] = 2049
    photo = decode_photo(encoded(picture(), "JPEG", exif=exif.tobytes()))
    assert (photo.width, photo.height) == photo.pixels.shape[1::-1] == (120, 80)


def test_damaged_metadata_does_not_hide_the_picture() -> None:
    photo = decode_photo(encoded(picture(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff garbage"))
    assert (photo.width, photo.height) == (120, 80)


def test_an_animation_gives_its_first_frame() -> None:
    later = Image.new("RGB", (120, 80), "green")
    photo = decode_photo(encoded(picture(), "GIF", save_all=True, append_images=[later]))
    assert np.allclose(colour_at(photo, 0.2, 0.8), (20, 20, 220), atol=25)


def test_jpeg_pixels_are_those_of_opencv() -> None:
    data = encoded(picture(640, 480), "JPEG", quality=90)
    expected = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert expected is not None
    assert np.array_equal(decode_photo(data).pixels, expected)


@pytest.mark.parametrize(("size", "scale"), [((3201, 3000), 0.5), ((8000, 6001), 0.25)])
@pytest.mark.parametrize("orientation", [1, 6])
def test_a_large_jpeg_is_decoded_small_but_keeps_its_size(
    size: tuple[int, int], scale: float, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = decode_photo(encoded(Image.new("L", size, 90), "JPEG", exif=exif.tobytes()))
    upright = size if orientation == 1 else size[::-1]
    assert (photo.width, photo.height, photo.scale) == (*upright, scale)
    assert photo.pixels.shape == (*(math.ceil(side * scale) for side in upright[::-1]), 3)


@pytest.mark.parametrize("data", [b"PK\x03\x04 a zip file", b"%PDF-1.7", b"hello"])
def test_bytes_of_no_known_format_are_unsupported(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat):
        decode_photo(data)


def test_an_empty_file_is_unreadable() -> None:
    with pytest.raises(UnreadablePhoto):
        decode_photo(b"")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_a_cut_off_file_is_unreadable(kind: str, share: float) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (200, 200, 3), np.uint8)
    data = encoded(Image.fromarray(noise), kind)
    with pytest.raises((UnreadablePhoto, UnsupportedFormat)):
        decode_photo(data[: int(share * len(data))])


@pytest.mark.parametrize(("size", "error"), [((63, 500), PhotoTooSmall), ((12_001, 64), PhotoTooLarge)])
def test_sides_outside_the_policy_are_refused(size: tuple[int, int], error: type[Exception]) -> None:
    with pytest.raises(error):
        decode_photo(encoded(Image.new("1", size), "PNG"))


def test_too_many_pixels_are_refused_from_the_header() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 9_000, 6_000, 8, 2, 0, 0, 0)
    chunks = [header, b"IDAT", b"IEND"]
    framed = [struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks]
    with pytest.raises(PhotoTooLarge):
        decode_photo(b"\x89PNG\r\n\x1a\n" + b"".join(framed))


def test_a_png_chunk_longer_than_the_file_is_refused_before_decoding() -> None:
    data = encoded(picture(), "PNG")
    at = data.index(b"IDAT") - 4
    with pytest.raises(UnreadablePhoto, match="claims 4294967280 bytes"):
        decode_photo(data[:at] + b"\xff\xff\xff\xf0" + data[at + 4 :])


def test_a_jpeg_with_too_many_scans_for_its_size_is_refused() -> None:
    data = encoded(Image.new("L", (4000, 3000)), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(PhotoTooLarge, match="scans"):
        decode_photo(data[:-2] + scan * 60 + data[-2:])
