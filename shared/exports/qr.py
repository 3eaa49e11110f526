"""A card in, a QR code out: a phone's camera that sees it offers to save the contact."""

import io
from dataclasses import replace

import segno

from shared.errors import Conflict
from shared.exports.entry import CardEntry
from shared.exports.vcard import make_vcard

SCALE = 6
"""Pixels of a module: a full code stays legible on a screen at arm's length."""


def make_qr(card: CardEntry) -> bytes:
    """The card's vCard as a PNG, without tags and memo: the code is held out to others, those are the office's own.

    Raises Conflict when the card says more than a code can hold (ISO/IEC 18004: 2,953 bytes).
    """
    public = replace(card, tags=(), memo="")
    try:
        code = segno.make(make_vcard(public), error="L", micro=False)
    except segno.DataOverflowError as error:
        raise Conflict(f"Card {card.id} says more than a QR code can hold.") from error
    png = io.BytesIO()
    code.save(png, kind="png", scale=SCALE)
    return png.getvalue()
