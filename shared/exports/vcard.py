"""A card in, a vCard 3.0 out: what phones and mail programs take as a contact (RFC 2426)."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import vobject

from shared.exports.entry import CardEntry

PHONES: Final = {"mobile": ["CELL", "VOICE"], "tel": ["WORK", "VOICE"], "fax": ["WORK", "FAX"]}
"""Types of TEL by field."""
MOST_OCTETS: Final = 75
"""Of a line (RFC 2426, 2.6)."""
UNFOLDED: Final = 1_000_000
NAMELESS: Final = "명함"
"""For FN, which must not be empty, when a card says neither who nor where."""


def make_vcard(card: CardEntry, photo: bytes = b"") -> bytes:
    """The card as UTF-8 with CRLF, long lines folded between characters; `photo` is a JPEG to show with it.

    It is version 3.0, which iOS, Android, Outlook and Google all take; N and FN are always there. Characters that
    have no place in a line of text (control and format characters) are left out.
    """
    cleaned = {name: [_clean(value) for value in values] for name, values in card.fields.items()}
    fields = {name: kept for name, values in cleaned.items() if (kept := [one for one in values if one.get("value")])}
    first = {name: values[0]["value"] for name, values in fields.items()}
    contact = vobject.vCard()
    contact.add("uid").value = card.id
    contact.add("n").value = _name(fields.get("name", [{}])[0])
    contact.add("fn").value = next((first[name] for name in ("name", "company", "email") if name in first), NAMELESS)
    if "company" in first or "department" in first:
        contact.add("org").value = [first.get("company", ""), *([first["department"]] if "department" in first else [])]
    _add(contact, "title", fields.get("title", ()))
    for name, kinds in PHONES.items():
        for number in _add(contact, "tel", fields.get(name, ())):
            number.type_paramlist = kinds
    for address in _add(contact, "email", fields.get("email", ())):
        address.type_paramlist = ["INTERNET", "WORK"]
    _add(contact, "url", fields.get("url", ()))
    _add_addresses(contact, fields)
    if card.tags:
        contact.add("categories").value = [_printable(tag) for tag in card.tags]
    if memo := _printable(card.memo):
        contact.add("note").value = memo
    if photo:
        _add_photo(contact, photo)
    text: str = contact.serialize(lineLength=UNFOLDED)
    return b"\r\n".join(_folded(line) for line in text.split("\r\n"))


def _folded(line: str) -> bytes:
    """A line in lines of at most 75 octets; vobject counts characters where it decides whether to fold at all."""
    if line.isascii():
        first, rest = line[:MOST_OCTETS], line[MOST_OCTETS:]
        room = MOST_OCTETS - 1
        return "\r\n ".join([first, *(rest[at : at + room] for at in range(0, len(rest), room))]).encode()
    rows, row = [], b""
    for character in line:
        octets = character.encode()
        if len(row) + len(octets) > MOST_OCTETS:
            rows.append(row)
            row = b" "
        row += octets
    return b"\r\n".join([*rows, row])


def _add(contact: Any, kind: str, values: Iterable[dict[str, str]]) -> list[Any]:
    """One property for each value."""
    added = []
    for value in values:
        added.append(contact.add(kind))
        added[-1].value = value["value"]
    return added


def _add_photo(contact: Any, photo: bytes) -> None:
    """The picture itself: phones do not fetch one that is only linked to."""
    picture = contact.add("photo")
    picture.value = photo
    picture.encoding_param, picture.type_param = "b", "JPEG"


def _add_addresses(contact: Any, fields: dict[str, list[dict[str, str]]]) -> None:
    """Addresses as they are printed, in the street's place; the first one with the postal code."""
    codes = [value["value"] for value in fields.get("postal_code", ())]
    for number, value in enumerate(fields.get("address", ())):
        address = contact.add("adr")
        address.value = vobject.vcard.Address(street=value["value"], code=codes[number] if number < len(codes) else "")
        address.type_param = "WORK"


def _name(value: dict[str, str]) -> Any:
    """Family and given name as they were told apart; else all of it as given name, which every program shows."""
    given = value.get("given", "") or ("" if value.get("family") else value.get("value", ""))
    return vobject.vcard.Name(family=value.get("family", ""), given=given)


def _clean(value: Mapping[str, Any]) -> dict[str, str]:
    return {name: _printable(str(value[name])) for name in ("value", "family", "given") if value.get(name)}


def _printable(text: str) -> str:
    """Text without control characters, which would begin a new property; a memo keeps its lines."""
    plain = (one if one.isprintable() or one == "\n" else " " if one.isspace() else "" for one in text)
    return "".join(plain).strip()
