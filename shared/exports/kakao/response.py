"""KakaoTalk's skill response as values that cannot break its limits: one that would is refused when it is made.

The limits are those of kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format.
Where the page speaks of lines of a screen, a number of characters stands here instead.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, Self, TypeAlias

from annotated_types import GroupedMetadata, Len
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from shared.exports.kakao.text import length

MOST_TEXT: Final = 1000
MOST_TITLE: Final = 50
MOST_LABEL: Final = 14
MOST_ALT_TEXT: Final = 50
MOST_ITEM_TITLE: Final = 6
MOST_ITEM_VALUE: Final = 40
"""Two lines on a small phone."""
MOST_BUTTONS: Final = 3
"""One below the other, as all buttons here stand."""
MOST_ITEMS: Final = {True: 10, False: 5}
"""Rows of an item card, by whether it stands alone."""
MOST_CARD_TEXT: Final = {True: 200, False: 100}
"""Title and description of an item card together, by whether it stands alone."""
MOST_TEXT_CARD: Final = 400
"""Title and description of a text card together."""
MOST_CARDS: Final = 10
"""Of a carousel."""
MOST_OUTPUTS: Final = 3
MOST_QUICK_REPLIES: Final = 10


@dataclass(frozen=True)
class Within(GroupedMetadata):
    """A text of 1 to `most` UTF-16 code units; the schema can only say characters, of which there are no more."""

    most: int

    def __iter__(self) -> Iterator[object]:
        """What pydantic checks."""
        yield Len(1, self.most)
        yield AfterValidator(self._checked)

    def _checked(self, text: str) -> str:
        if length(text) > self.most:
            raise ValueError(f"{length(text)} code units, at most {self.most} are allowed")
        return text


Label: TypeAlias = Annotated[str, Within(MOST_LABEL)]
Text: TypeAlias = Annotated[str, Within(MOST_TEXT)]
Title: TypeAlias = Annotated[str, Within(MOST_TITLE)]
Address: TypeAlias = Annotated[str, Field(pattern=r"^https?://")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True)


class Button(_Part):
    """A button of a card: opens a page, says something in the user's name, or calls."""

    action: Literal["webLink", "message", "phone"]
    label: Label
    web_link_url: Address | None = None
    message_text: str | None = None
    phone_number: Annotated[str, Field(pattern=r"^\+?[0-9]{3,20}$")] | None = None
    extra: Mapping[str, str] | None = None
    """Comes back as `action.clientExtra` with what the button says."""

    @model_validator(mode="after")
    def _has_what_its_action_needs(self) -> Self:
        needed = {"webLink": self.web_link_url, "message": self.message_text, "phone": self.phone_number}
        if [action for action, value in needed.items() if value] != [self.action]:
            raise ValueError(f"a {self.action} button needs that, and nothing else")
        return self


class QuickReply(_Part):
    """A button below the last bubble; says something in the user's name."""

    label: Label
    action: Literal["message"] = "message"
    message_text: Annotated[str, Field(min_length=1)]
    extra: Mapping[str, str] | None = None


class SimpleText(_Part):
    """A plain bubble."""

    text: Text


class TextCard(_Part):
    """A text with buttons."""

    description: Annotated[str, Within(MOST_TEXT_CARD)]
    buttons: Annotated[Sequence[Button], Field(max_length=MOST_BUTTONS)]
    button_layout: Literal["vertical"] = "vertical"


class Thumbnail(_Part):
    """The picture on top of a card, two wide and one high; anything else would be cropped."""

    image_url: Address
    alt_text: Annotated[str, Within(MOST_ALT_TEXT)]
    width: Literal[800] = 800
    height: Literal[400] = 400


class Item(_Part):
    """A row of an item card."""

    title: Annotated[str, Within(MOST_ITEM_TITLE)]
    description: Annotated[str, Within(MOST_ITEM_VALUE)]


class ItemCard(_Part):
    """A picture, a title, rows and buttons."""

    thumbnail: Thumbnail | None = None
    title: Title
    description: str | None = None
    item_list: Annotated[Sequence[Item], Field(min_length=1, max_length=MOST_ITEMS[True])]
    item_list_alignment: Literal["left"] = "left"
    buttons: Annotated[Sequence[Button], Field(max_length=MOST_BUTTONS)]
    button_layout: Literal["vertical"] = "vertical"

    def fits(self, *, alone: bool) -> bool:
        """Whether the card may stand alone, or in a carousel."""
        text = length(self.title) + length(self.description or "")
        return text <= MOST_CARD_TEXT[alone] and len(self.item_list) <= MOST_ITEMS[alone]


class Carousel(_Part):
    """Cards side by side; all of them have a picture, or none has."""

    type: Literal["itemCard"] = "itemCard"
    items: Annotated[Sequence[ItemCard], Field(min_length=1, max_length=MOST_CARDS)]

    @model_validator(mode="after")
    def _is_of_a_kind(self) -> Self:
        if not all(card.fits(alone=False) for card in self.items):
            raise ValueError("a card is too long for a carousel")
        if len({card.thumbnail is None for card in self.items}) > 1:
            raise ValueError("some cards have a picture and some have none")
        return self


class Output(_Part):
    """One of the kinds of bubbles."""

    simple_text: SimpleText | None = None
    text_card: TextCard | None = None
    item_card: ItemCard | None = None
    carousel: Carousel | None = None

    @model_validator(mode="after")
    def _is_one_bubble(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("an output is exactly one bubble")
        if self.item_card is not None and not self.item_card.fits(alone=True):
            raise ValueError("the card is too long")
        return self


class Template(_Part):
    """What is shown."""

    outputs: Annotated[Sequence[Output], Field(min_length=1, max_length=MOST_OUTPUTS)]
    quick_replies: Annotated[Sequence[QuickReply], Field(max_length=MOST_QUICK_REPLIES)] = ()


class Waiting(_Part):
    """What the block's own waiting text may show meanwhile."""

    text: Text


class SkillResponse(_Part):
    """What a skill answers, and what is sent to a callback: bubbles, or that they will follow."""

    version: Literal["2.0"] = "2.0"
    use_callback: Literal[True] | None = None
    template: Template | None = None
    data: Waiting | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.template is None) == (self.use_callback is None):
            raise ValueError("a response has either bubbles or a callback")
        return self

    def as_json(self) -> bytes:
        """The response as it leaves; what is absent is not mentioned."""
        return self.model_dump_json(by_alias=True, exclude_none=True).encode()
