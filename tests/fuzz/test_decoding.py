"""Whatever bytes come as a photo: they end decoded or refused, within limits, and the process that reads them lives.

`python -m bench fuzz` does the same with 100,000 mutations.
"""

import io
import os
import struct
import zlib
from collections.abc import Iterator

import pillow_heif
import pytest
from PIL import Image

from bench.fuzz import CORPUS, Ending, corpus_files, mutations, try_file
from shared.adapters.child import Child

MUTATIONS = 1500


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.close()


def chunk(kind: bytes, body: bytes, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return struct.pack(">I", size) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, idat_length: int | None = None) -> bytes:
    """A PNG that is mostly a promise."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 100), idat_length)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def drawn(kind: str, **options: object) -> bytes:
    return encoded(Image.radial_gradient("L").resize((96, 80)).convert("RGB"), kind, **options)


def many_scans() -> bytes:
    """A progressive JPEG of 48 MP that says 500 times that a scan begins."""
    plain = drawn("JPEG", progressive=True)
    at = plain.index(b"\xff\xc2") + 5
    tall = plain[:at] + struct.pack(">HH", 6000, 8000) + plain[at + 4 :]
    scan = tall[tall.index(b"\xff\xda") : -2]
    return tall[:-2] + scan * 500 + b"\xff\xd9"


HOSTILE = {
    "a PNG of 1.6 gigapixels": png(40_000, 40_000),
    "a PNG of one line": png(2_000_000, 1),
    "a PNG whose data are 4 GB": png(64, 64, idat_length=0xFFFFFFF0),
    "a GIF of 35 bytes and a gigapixel": b"GIF89a" + struct.pack("<HH", 32_000, 32_000) + bytes(25),
    "a BMP of 400 megapixels": b"BM" + bytes(12) + struct.pack("<IiiHH", 40, 20_000, 20_000, 1, 24) + bytes(24),
    "a JPEG of 500 scans": many_scans(),
    "an animation of a thousand frames": drawn("GIF", save_all=True, append_images=[Image.new("RGB", (96, 80))] * 999),
    "a PNG with an animation": drawn("PNG", save_all=True, append_images=[Image.new("RGB", (96, 80), "red")] * 9),
    "nothing": b"",
    "one byte": b"\xff",
    "a page": b"<script>alert(1)</script>",
    "a picture with a page behind it": drawn("JPEG") + b"<html><script>alert(1)</script></html>",
    "an archive": b"PK\x03\x04" + bytes(400),
}
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIF")


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_ends_within_the_limits(child: Child, data: bytes) -> None:
    assert not try_file(child, "hostile", data).wrong


@pytest.mark.parametrize(
    ("kind", "mode", "size", "options"),
    [
        *(("PNG", mode, (8000, 6200), {"compress_level": 1}) for mode in ("RGB", "RGBA", "I;16")),
        ("HEIF", "RGB", (8000, 6200), {"quality": 10}),
        ("HEIF", "RGBA", (5000, 5000), {"quality": 10, "chroma": 444}),
        ("AVIF", "RGBA", (5000, 5000), {"quality": 10, "subsampling": "4:4:4", "speed": 10}),
        ("WEBP", "RGBA", (5000, 5000), {"quality": 0, "method": 0}),
    ],
)
def test_the_largest_photo_that_is_let_in_stays_within_the_limits(
    child: Child, kind: str, mode: str, size: tuple[int, int], options: dict[str, object]
) -> None:
    ending = try_file(child, kind, encoded(Image.new(mode, size), kind, **options))
    assert (ending.code, ending.wrong) == ("decoded", False)


@pytest.mark.parametrize(("kind", "mode"), [("HEIF", "RGBA"), ("AVIF", "RGB"), ("WEBP", "RGB")])
def test_a_larger_one_whose_decoder_takes_more_memory_is_refused(child: Child, kind: str, mode: str) -> None:
    assert try_file(child, kind, encoded(Image.new(mode, (5000, 5001)), kind, quality=10)).code == "photo-too-large"


def test_damaged_files_of_every_format_end_decoded_or_refused(child: Child) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    seeds = [(kind, drawn(kind, exif=turned.tobytes())) for kind in FORMATS if kind not in ("GIF", "BMP")]
    seeds += [(kind, drawn(kind)) for kind in FORMATS]
    endings = [try_file(child, name, data) for name, data in mutations(seeds, MUTATIONS, seed=1)]
    assert [one for one in endings if one.wrong] == []
    assert {"decoded", "unreadable-photo", "unsupported-format"} <= {one.code for one in endings}


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of odd images is not at {CORPUS}")
def test_files_that_broke_other_programs_end_decoded_or_refused(child: Child) -> None:
    worker = child.run(os.getpid)
    files = corpus_files()
    endings = [try_file(child, name, data) for name, data in (*files, *mutations(files, MUTATIONS, seed=2))]
    assert [one for one in endings if one.wrong] == []
    assert child.run(os.getpid) == worker


@pytest.mark.parametrize("ending", [("timeout", 0, 0), ("bug: x", 0, 0), ("decoded", 2.1, 0), ("decoded", 0, 601)])
def test_what_breaks_a_limit_is_wrong(ending: tuple[str, float, float]) -> None:
    assert Ending("file", *ending).wrong


def test_the_peak_of_one_file_is_not_counted_for_the_next(child: Child) -> None:
    def peak(side: int) -> float:
        return try_file(child, "square", encoded(Image.new("RGB", (side, side)), "PNG")).mb

    large, small = peak(5000), peak(64)
    assert large - small > 50
