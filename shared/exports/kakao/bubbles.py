"""Cards in, bubbles out: one card alone, several side by side."""

from collections.abc import Sequence
from typing import Final, Protocol

from shared.card.row import CardRow
from shared.exports.kakao.response import (
    MOST_ALT_TEXT,
    MOST_CARD_TEXT,
    MOST_CARDS,
    MOST_ITEM_VALUE,
    MOST_ITEMS,
    MOST_TITLE,
    Button,
    Carousel,
    Item,
    ItemCard,
    Output,
    Thumbnail,
)
from shared.exports.kakao.text import fitted

NAMELESS: Final = "이름 없는 명함"
ROWS: Final = {"title": "직함", "company": "회사", "mobile": "휴대폰", "tel": "전화", "email": "이메일"}
"""Fields in the rows of a card, and what they are called there."""
NOTHING_READ: Final = Item(title="내용", description="글자를 읽지 못했어요.")


class Links(Protocol):
    """Addresses that work in a chat, without a key."""

    def picture(self, card_id: str) -> str:
        """The card, two wide and one high."""

    def vcard(self, card_id: str) -> str:
        """The card as a contact."""

    def page(self, card_id: str) -> str:
        """Where people of the office correct it."""


def card_bubbles(rows: Sequence[CardRow], links: Links) -> Output:
    """One to ten cards, to look at, call and save."""
    return _bubbles(rows, links, {row.id: card_buttons(row, links) for row in rows})


def choice_bubbles(rows: Sequence[CardRow], links: Links, label: str, choice: str) -> Output:
    """One to ten cards with one button each, which says `label` and brings the card's id back under `choice`."""
    return _bubbles(rows, links, {row.id: [_choice(row, label, choice)] for row in rows})


def title_of(row: CardRow) -> str:
    """What people call a card."""
    return _first(row, "name") or _first(row, "company") or NAMELESS


def card_buttons(row: CardRow, links: Links) -> list[Button]:
    """Call, save, correct."""
    buttons = [
        Button(action="webLink", label="연락처 저장", web_link_url=links.vcard(row.id)),
        Button(action="webLink", label="내용 고치기", web_link_url=links.page(row.id)),
    ]
    number = _dialled(_first(row, "mobile") or _first(row, "tel"))
    return [Button(action="phone", label="전화 걸기", phone_number=number), *buttons] if number else buttons


def _choice(row: CardRow, label: str, choice: str) -> Button:
    return Button(action="message", label=label, message_text=label, extra={choice: row.id})


def _bubbles(rows: Sequence[CardRow], links: Links, buttons: dict[str, list[Button]]) -> Output:
    shown = rows[:MOST_CARDS]
    pictured = all(row.pipeline_version for row in shown)  # a carousel has pictures on all of its cards or on none
    alone = len(shown) == 1
    cards = [_card(row, links if pictured else None, buttons[row.id], alone=alone) for row in shown]
    return Output(item_card=cards[0]) if alone else Output(carousel=Carousel(items=cards))


def _card(row: CardRow, links: Links | None, buttons: Sequence[Button], *, alone: bool) -> ItemCard:
    title = fitted(title_of(row), MOST_TITLE)
    room = MOST_CARD_TEXT[alone] - MOST_TITLE
    return ItemCard(
        thumbnail=Thumbnail(image_url=links.picture(row.id), alt_text=fitted(f"{title} 명함", MOST_ALT_TEXT))
        if links
        else None,
        title=title,
        description=fitted(_first(row, "department"), room) or None,
        item_list=_items(row)[: MOST_ITEMS[alone]] or [NOTHING_READ],
        buttons=buttons,
    )


def _items(row: CardRow) -> list[Item]:
    found = {
        name: _shown_number(_first(row, name)) if name in ("mobile", "tel") else _first(row, name) for name in ROWS
    }
    return [Item(title=ROWS[name], description=fitted(text, MOST_ITEM_VALUE)) for name, text in found.items() if text]


def _first(row: CardRow, name: str) -> str:
    """The first value of a field that is more than blanks."""
    values = (" ".join(str(one["value"]).split()) for one in row.fields.get(name, ()))
    return next((value for value in values if value), "")


def _dialled(number: str) -> str:
    """A number as a telephone takes it; empty when it is none."""
    plain = "".join(one for one in number if one in "0123456789")
    return ("+" if number.startswith("+") else "") + plain if 3 <= len(plain) <= 20 else ""


def _shown_number(number: str) -> str:
    """A number as it is written in Korea, and another country's with its code."""
    import phonenumbers  # noqa: PLC0415  (its tables, for this alone)

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    korean = parsed.country_code == 82
    form = phonenumbers.PhoneNumberFormat.NATIONAL if korean else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
