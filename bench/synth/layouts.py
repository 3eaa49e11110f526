"""What a card says and on what stock, to where every line of text stands."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bench.synth.arrays import Colour, Random, between, chance, pick
from bench.synth.people import Person
from bench.synth.stock import Box, Sheet, Stock

Align: TypeAlias = Literal["left", "centre", "right"]

LEADING = 1.42  # baseline to baseline, in ems; Korean business cards are set loosely
WAYS = ("mobile", "tel", "fax", "email", "url")
BODY_MM = (2.1, 2.75)  # em of contact lines: 6 to 7.8 points


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line: `size` is its em in mm, `space` the mm left free above it."""

    text: str
    size: float
    ink: Colour
    bold: bool = False
    space: float = 0.0
    icon: Colour | None = None  # of a disc with a sign before the text, where lines start at the left


@dataclass(frozen=True, slots=True)
class Block:
    """Rows set under one another inside `box` (mm), from its top or, with `rising`, up to its bottom."""

    box: Box
    align: Align
    rows: tuple[Row, ...]
    rising: bool = False

    @property
    def height(self) -> float:
        """Height in mm that the rows take."""
        return sum(row.space + row.size * LEADING for row in self.rows)


@dataclass(frozen=True, slots=True)
class Layout:
    """Blocks of text, and the boxes (mm) of the logo, the QR code and the rules, where there are any."""

    blocks: tuple[Block, ...]
    logo: tuple[Box, Sheet] | None = None
    qr: Box | None = None
    rules: tuple[tuple[Box, Colour], ...] = ()


def compose(rng: Random, person: Person, stock: Stock) -> Layout:
    """Set `person` on `stock` in one of the usual ways."""
    main = _inset(stock.main.box, between(rng, 4.0, 6.5))
    parts = _brand(rng, person, stock), _about(rng, person, stock.main), _ways(rng, person, stock.main)
    if stock.panel is not None:
        return _with_panel(rng, stock, stock.panel, main, parts)
    if main[2] - main[0] < main[3] - main[1]:
        return _portrait(rng, stock.main, main, parts)
    lot = rng.random()
    if lot < 0.1:
        return _shop(rng, person, stock.main, main)
    if lot < 0.15:
        return _emblem(rng, person, stock.main, main)
    design = pick(rng, (_corners, _corners, _centred, _columns, _sided))
    return design(rng, stock.main, main, parts)


Rows: TypeAlias = tuple[Row, ...]
Parts: TypeAlias = tuple[Rows, Rows, Rows]  # brand, about the person, ways to reach them


def _brand(rng: Random, person: Person, stock: Stock) -> Rows:
    sheet = stock.panel or stock.main
    rows = [Row(person.fields["company"], between(rng, 3.0, 4.4), pick(rng, (sheet.ink, sheet.accent)), True)]
    if chance(rng, 0.3):
        rows.append(Row(person.slogan, between(rng, 1.9, 2.4), sheet.ink))
    return tuple(rows)


def _about(rng: Random, person: Person, sheet: Sheet) -> Rows:
    small = between(rng, 2.2, 2.8)
    rows = [Row(person.fields["name"], between(rng, 4.0, 5.6), sheet.ink, chance(rng, 0.7))]
    if person.second_name and chance(rng, 0.35):
        rows.append(Row(person.second_name, small, sheet.ink))
    post = [person.fields[part] for part in ("department", "title") if part in person.fields]
    if chance(rng, 0.5):
        post = [pick(rng, (" / ", " ", " | ", ", ")).join(post)]
    rows += [Row(line, small, pick(rng, (sheet.ink, sheet.accent)), space=0.4) for line in post]
    return tuple(rows)


def _ways(rng: Random, person: Person, sheet: Sheet) -> Rows:
    size = between(rng, *BODY_MM)
    icon = sheet.accent if chance(rng, 0.2) else None
    contacts = [person.fields[way] for way in WAYS if way in person.fields] if icon else person.contacts
    lines = [*contacts, person.fields["address"]]
    if chance(rng, 0.5):
        lines = [lines[-1], *lines[:-1]]
    return tuple(Row(line, size, sheet.ink, icon=icon) for line in lines)


def _shop(rng: Random, person: Person, sheet: Sheet, box: Box) -> Layout:
    """A small shop's card: a loud name, what it does, a large telephone number."""
    name = Row(person.fields["company"], between(rng, 6.0, 9.5), pick(rng, (sheet.accent, sheet.ink)), True)
    services = tuple(Row(line, between(rng, 2.6, 3.4), sheet.ink, space=0.5) for line in person.services)
    number = Row(person.fields["mobile"], between(rng, 5.0, 7.0), pick(rng, (sheet.accent, sheet.ink)), True)
    owner = Row(f"{person.fields['title']} {person.fields['name']}", 3.2, sheet.ink, chance(rng, 0.5))
    address = Row(person.fields["address"], between(rng, 2.2, 2.7), sheet.ink)
    head, services, foot = _fitted(((name,), services, (number, owner, address)), box[3] - box[1] - 3.0)
    align: Align = pick(rng, ("centre", "centre", "left"))
    return Layout((Block(box, align, (*head, *services)), Block(box, align, foot, rising=True)))


def _emblem(rng: Random, person: Person, sheet: Sheet, box: Box) -> Layout:
    """The back of a card: an emblem, the company, perhaps its address on the web."""
    side, middle = between(rng, 10.0, 18.0), (box[0] + box[2]) / 2
    logo = (middle - side / 2, box[1] + 3.0, middle + side / 2, box[1] + 3.0 + side)
    rows = [Row(person.fields["company"], between(rng, 4.0, 6.0), sheet.ink, True)]
    if "url" in person.fields:
        rows.append(Row(person.fields["url"], 2.6, sheet.ink, space=1.0))
    below = (box[0], logo[3] + 2.0, box[2], box[3])
    return Layout((Block(below, "centre", tuple(rows)),), (logo, sheet))


def _corners(rng: Random, sheet: Sheet, box: Box, parts: Parts) -> Layout:
    brand, about, ways = _fitted(parts, box[3] - box[1] - 5.0)
    blocks, logo = _headed(rng, sheet, box, brand)
    foot = Block(box, "left", ways, rising=True)
    top = box[1] + blocks.height + between(rng, 1.5, 4.0)
    rest = (box[0], top, box[2], box[3])
    qr = _corner_qr(rng, box)
    rules: tuple[tuple[Box, Colour], ...] = ()
    if chance(rng, 0.3):
        edge = box[3] - foot.height - 1.2
        rules = (((box[0], edge, box[2], edge + 0.25), sheet.accent),)
    return Layout((blocks, Block(rest, "left", about), foot), logo, qr, rules)


def _sided(rng: Random, sheet: Sheet, box: Box, parts: Parts) -> Layout:
    brand, about, ways = _fitted(parts, box[3] - box[1] - 5.0)
    blocks, logo = _headed(rng, sheet, box, brand)
    foot = Block(box, "right", ways, rising=True)
    rest = (box[0], box[1] + blocks.height + between(rng, 1.0, 3.0), box[2], box[3])
    return Layout((blocks, Block(rest, pick(rng, ("left", "right")), about), foot), logo)


def _centred(rng: Random, sheet: Sheet, box: Box, parts: Parts) -> Layout:
    brand, about, ways = _fitted(parts, box[3] - box[1] - 5.0)
    head = Block(box, "centre", brand)
    rest = (box[0], box[1] + head.height + between(rng, 1.0, 3.0), box[2], box[3])
    return Layout((head, Block(rest, "centre", about), Block(box, "centre", ways, rising=True)))


def _columns(rng: Random, sheet: Sheet, box: Box, parts: Parts) -> Layout:
    brand, about, ways = parts
    middle = box[0] + (box[2] - box[0]) * between(rng, 0.4, 0.48)
    left, right = (box[0], box[1], middle - 2.0, box[3]), (middle + 2.0, box[1], box[2], box[3])
    head = Block(left, "left", brand)
    rules = (((middle, box[1], middle + 0.25, box[3]), sheet.accent),) if chance(rng, 0.6) else ()
    return Layout((head, Block(left, "left", about, rising=True), Block(right, "left", ways, rising=True)), rules=rules)


def _portrait(rng: Random, sheet: Sheet, box: Box, parts: Parts) -> Layout:
    align: Align = pick(rng, ("left", "centre"))
    side = between(rng, 8.0, 13.0)
    brand, about, ways = _fitted(parts, box[3] - box[1] - side - 12.0)
    left = box[0] if align == "left" else (box[0] + box[2] - side) / 2
    logo = (left, box[1], left + side, box[1] + side)
    head = Block((box[0], box[1] + side + 2.0, box[2], box[3]), align, brand)
    person = Block((box[0], head.box[1] + head.height + between(rng, 2.0, 8.0), box[2], box[3]), align, about)
    return Layout((head, person, Block(box, align, ways, rising=True)), (logo, sheet))


def _with_panel(rng: Random, stock: Stock, panel: Sheet, main: Box, parts: Parts) -> Layout:
    brand, about, ways = parts
    inner = _inset(panel.box, min(4.0, (panel.box[3] - panel.box[1]) * 0.22))
    low = panel.box[3] - panel.box[1] < 18.0
    if low:
        (brand,) = _fitted((brand,), inner[3] - inner[1])
        return Layout((Block(inner, pick(rng, ("left", "centre")), brand), *_stacked(rng, main, about, ways)))
    side = min(inner[2] - inner[0], between(rng, 9.0, 14.0))
    logo = (inner[0], inner[1] + 1.0, inner[0] + side, inner[1] + 1.0 + side)
    return Layout((Block(inner, "left", brand, rising=True), *_stacked(rng, main, about, ways)), (logo, panel))


def _stacked(rng: Random, box: Box, about: Rows, ways: Rows) -> Iterator[Block]:
    align: Align = pick(rng, ("left", "left", "right"))
    about, ways = _fitted((about, ways), box[3] - box[1] - 1.5)
    yield Block(box, align, about)
    yield Block(box, align, ways, rising=True)


def _fitted(parts: tuple[Rows, ...], room: float) -> tuple[Rows, ...]:
    """Shrink all rows alike until they stand under one another within `room` mm."""
    need = sum(row.space + row.size * LEADING for rows in parts for row in rows)
    share = min(1.0, room / need)
    return tuple(tuple(replace(row, size=row.size * share, space=row.space * share) for row in rows) for rows in parts)


def _headed(rng: Random, sheet: Sheet, box: Box, brand: Rows) -> tuple[Block, tuple[Box, Sheet] | None]:
    if chance(rng, 0.35):
        return Block(box, pick(rng, ("left", "right")), brand), None
    side = between(rng, 6.0, 9.0)
    if chance(rng, 0.4):
        return Block(box, "left", brand), ((box[2] - side, box[1], box[2], box[1] + side), sheet)
    beside = (box[0] + side + 1.5, box[1] + side * 0.2, box[2], box[3])
    return Block(beside, "left", brand), ((box[0], box[1], box[0] + side, box[1] + side), sheet)


def _corner_qr(rng: Random, box: Box) -> Box | None:
    if not chance(rng, 0.2):
        return None
    side = between(rng, 11.0, 15.0)
    return box[2] - side, box[3] - side, box[2], box[3]


def _inset(box: Box, margin: float) -> Box:
    return box[0] + margin, box[1] + margin, box[2] - margin, box[3] - margin
