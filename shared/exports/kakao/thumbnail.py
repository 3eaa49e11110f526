"""The picture of a card in, the same two wide and one high out: as KakaoTalk shows it without cropping."""

import io
from typing import Final

SIZE: Final = (800, 400)
"""Pixels, as Kakao's page asks for."""
GROUND: Final = (238, 240, 242)
"""RGB around the card: light, and other than the white of most cards."""
MARGIN: Final = 16
"""Pixels between the card and the edge."""
JPEG_QUALITY: Final = 88


def make_thumbnail(card: bytes) -> bytes:
    """A JPEG of 800 x 400 px with the whole card in its middle; `card` is our own card.jpg."""
    from PIL import Image, ImageOps  # noqa: PLC0415  (for this alone)

    room = (SIZE[0] - 2 * MARGIN, SIZE[1] - 2 * MARGIN)
    with Image.open(io.BytesIO(card), formats=["JPEG"]) as picture:
        picture.draft("RGB", room)
        fitting = ImageOps.contain(picture.convert("RGB"), room)
    canvas = Image.new("RGB", SIZE, GROUND)
    canvas.paste(fitting, ((SIZE[0] - fitting.width) // 2, (SIZE[1] - fitting.height) // 2))
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()
