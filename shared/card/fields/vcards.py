"""The text of a QR code becomes fields: vCard 2.1 to 4.0, MECARD, or a bare address, link or number.

A parser of our own: vobject 0.9.9 took minutes over a property with 3,000 parameters, raised seven kinds of errors on
damaged cards and does not know 4.0. Only properties that a contact row has are read (RFC 6350, section 6).
"""

import quopri
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from shared.card import FieldName
from shared.card.fields.emails import find_email
from shared.card.fields.folding import fold
from shared.card.fields.found import Found
from shared.card.fields.phones import find_phone
from shared.card.fields.urls import find_url

SURE: Final = 0.99
MAX_CHARACTERS: Final = 5000
"""Of one code; a QR code holds 4,296 characters at most (ISO/IEC 18004)."""

_PROPERTY: Final = re.compile(r"(?:[\w-]+\.)?(?P<name>[A-Za-z]+)(?P<params>(?:;(?:\"[^\"]*\"|[^\":])*)?):(?P<value>.*)")
_CHARSET: Final = re.compile(r"charset=\"?(?:euc-kr|ks_c_5601-1987|cp949)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Property:
    """One property: `name` in capitals, `types` as printed in lower case, `parts` unescaped."""

    name: str
    types: str
    parts: tuple[str, ...]

    def part(self, at: int) -> str:
        """Return one part, empty where there is none."""
        return self.parts[at].strip() if at < len(self.parts) else ""


def read_code(text: str) -> list[Found]:
    """Return what a code says, each value as sure as can be.

    >>> [(found.field, found.value) for found in read_code("MECARD:N:홍,길동;TEL:010-0123-4567;;")]
    [('name', '홍길동'), ('mobile', '+821001234567')]
    >>> [found.value for found in read_code("https://www.example.com/hong")]
    ['https://www.example.com/hong']
    """
    text = text[:MAX_CHARACTERS]
    if re.match(r"\s*BEGIN:VCARD", text, re.IGNORECASE):
        properties = _vcard(text)
    elif text[:7].upper() == "MECARD:":
        properties = _mecard(text[7:])
    else:
        bare = re.sub(r"^(?:mailto|tel|sms(?:to)?):", "", text.strip(), flags=re.IGNORECASE)
        return [
            replace(found, confidence=SURE)
            for rule in (find_email, find_url, find_phone)
            if (found := rule(fold(bare)))
        ]
    read = [found for one in properties if one.name in _READ for found in _READ[one.name](one)]
    named = any(found.field == "name" for found in read)
    return read if named else read + [found for one in properties if one.name == "FN" for found in _full_name(one)]


def _vcard(text: str) -> list[Property]:
    unfolded = re.sub(r"=\r?\n(?=[^\r\n]*=)|\r?\n[ \t]", "", text)
    return [_property(match) for line in unfolded.splitlines() if (match := _PROPERTY.fullmatch(line.strip()))]


def _property(match: re.Match[str]) -> Property:
    value, params = match["value"], match["params"].lower()
    if "quoted-printable" in params:
        charset = "cp949" if _CHARSET.search(params) else "utf-8"
        value = quopri.decodestring(value.encode("ascii", "ignore")).decode(charset, "replace")
    return Property(match["name"].upper(), params, _parts(value, ";"))


def _mecard(text: str) -> list[Property]:
    pairs = (field.partition(":") for field in re.split(r"(?<!\\);", text))
    return [
        Property(name.strip().upper(), "", _parts(value, "," if name.strip().upper() in ("N", "ADR") else ";"))
        for name, colon, value in pairs
        if colon
    ]


def _parts(value: str, separator: str) -> tuple[str, ...]:
    """Part a value and undo escapes (RFC 6350, section 3.4)."""
    parts = re.split(rf"(?<!\\){separator}", value)
    return tuple(
        re.sub(r"\\([nN\\,;:])", lambda escape: " " if escape[1] in "nN" else escape[1], part) for part in parts
    )


def _found(field: FieldName, value: str, family: str = "", given: str = "") -> Iterator[Found]:
    shown = fold(value)
    if shown:
        yield Found(field, shown, shown, 0, len(shown), SURE, fold(family), fold(given))


def _name(one: Property) -> Iterator[Found]:
    family, given = one.part(0), one.part(1)
    korean = bool(re.search("[가-힣]", family + given))
    return _found("name", f"{family}{given}" if korean else f"{given} {family}", family, given)


def _full_name(one: Property) -> Iterator[Found]:
    return _found("name", one.part(0))


def _organisation(one: Property) -> Iterator[Found]:
    yield from _found("company", one.part(0))
    yield from _found("department", one.part(1))


def _phone(one: Property) -> Iterator[Found]:
    found = find_phone(fold(one.part(0).removeprefix("tel:")))
    kinds: tuple[tuple[str, FieldName], ...] = (("fax", "fax"), ("cell", "mobile"), ("mobile", "mobile"))
    said = next((field for word, field in kinds if word in one.types), None)
    if found:
        yield replace(found, field=said or found.field, confidence=SURE)


def _email(one: Property) -> Iterator[Found]:
    if found := find_email(fold(one.part(0))):
        yield replace(found, confidence=SURE)


def _url(one: Property) -> Iterator[Found]:
    yield from _found("url", ";".join(one.parts))


def _address(one: Property) -> Iterator[Found]:
    """Order the parts as the country of the address does (RFC 6350, section 6.3.1)."""
    box, more, street, city, region, code, country = (one.part(at) for at in range(7))
    korean = bool(re.search("[가-힣]", street + city + region + one.part(0)))
    ordered = (region, city, street, more, box) if korean else (box, more, street, city, region, code, country)
    yield from _found("address", (" " if korean else ", ").join(part for part in ordered if part))
    yield from _found("postal_code", code)


_READ: Final[Mapping[str, Callable[[Property], Iterator[Found]]]] = {
    "N": _name,
    "ORG": _organisation,
    "TITLE": lambda one: _found("title", one.part(0)),
    "TEL": _phone,
    "EMAIL": _email,
    "URL": _url,
    "ADR": _address,
}
