"""Whatever a card says, KakaoTalk takes the response; and a response that breaks a limit cannot be made."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.card.row import FIELD_NAMES, CardRow, CardStatus, Edits
from shared.exports.kakao import replies
from shared.exports.kakao.replies import REASONS, Results
from shared.exports.kakao.response import Button, Carousel, Item, ItemCard, Output, SkillResponse, Template, Thumbnail
from shared.exports.kakao.text import length, shortened
from shared.usecases.chat.commands import understood


class Links:
    def picture(self, card_id: str) -> str:
        return f"https://namecard.example.com/links/{card_id}/card.jpg"

    vcard = page = picture


PHOTO = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
FAMILY = "👨‍👩‍👧‍👦"
WORDS = st.text(st.sampled_from("김철수 가나다 abc 　\n0123+-") | st.characters(exclude_categories=["Cs"]), max_size=80)
WORDS |= st.sampled_from([FAMILY * 40, "가" * 500, "각" * 200, "+82 10-1234-5678", "+821012345678", "02"])
VALUES = st.dictionaries(st.sampled_from(FIELD_NAMES), st.lists(WORDS.map(lambda text: {"value": text}), max_size=2))
QUALITIES = st.sampled_from(
    [{}, {"verdict": "retake", "advice": {"ko": "흐려요. " * 30, "en": ""}}, {"verdict": "good"}]
)


@st.composite
def cards(draw: st.DrawFn) -> CardRow:
    card = {"fields": draw(VALUES), "quality": draw(QUALITIES)}
    version = draw(st.sampled_from(["1", "1", "1", ""]))
    return CardRow(PHOTO, draw(st.integers(1, 12)), version, card, CardStatus.READ, Edits(), "owner")


def taken(response: SkillResponse) -> dict[str, Any]:
    """The response as Kakao gets it, checked once more from its JSON."""
    body: dict[str, Any] = json.loads(response.as_json())
    SkillResponse.model_validate(body)
    return body


@settings(deadline=None, max_examples=40)
@given(
    st.lists(cards(), max_size=12),
    st.lists(st.sampled_from([*REASONS, "internal"]), max_size=10),
    st.integers(0, 10),
)
def test_results_of_any_cards_keep_to_every_limit(rows: list[CardRow], reasons: list[str], out: int) -> None:
    assert taken(replies.results(Results(rows, reasons, out), Links()))["version"] == "2.0"


@settings(deadline=None, max_examples=40)
@given(st.lists(cards(), min_size=1, max_size=12), st.booleans())
def test_lists_and_choices_of_any_cards_keep_to_every_limit(rows: list[CardRow], more: bool) -> None:
    taken(replies.shows(rows, Links(), more=more))
    taken(replies.offers_deletion(rows, Links()))
    taken(replies.asks_deletion(rows[0]))


@settings(deadline=None)
@given(WORDS)
def test_whatever_was_searched_for_can_be_said_back(who: str) -> None:
    taken(replies.finds_nothing(who))


def test_every_fixed_sentence_keeps_to_every_limit() -> None:
    for say in (replies.helps, replies.how_to, replies.waits, replies.refuses_consent, replies.apologizes):
        taken(say())
    taken(replies.received(10, ["expired"] * 9))


@settings(deadline=None)
@given(WORDS, st.integers(1, 60))
def test_a_long_text_ends_in_an_ellipsis_and_fits(text: str, most: int) -> None:
    short = shortened(text, most)
    assert length(short) <= most
    assert short == text or short.endswith("…")


def test_a_text_is_cut_between_graphemes() -> None:
    assert shortened(FAMILY * 3, length(FAMILY) + 2) == f"{FAMILY}…"


def test_one_card_stands_alone_and_several_side_by_side() -> None:
    one = CardRow(PHOTO, 1, "1", {"fields": {"name": [{"value": "김철수"}]}}, CardStatus.READ)
    alone, together = (taken(replies.shows(rows, Links()))["template"]["outputs"][0] for rows in ([one], [one, one]))
    assert (alone["itemCard"]["title"], len(together["carousel"]["items"])) == ("김철수", 2)


def test_a_card_can_be_called_saved_and_corrected() -> None:
    one = CardRow(PHOTO, 1, "1", {"fields": {"mobile": [{"value": "+821012345678"}]}}, CardStatus.READ)
    card = taken(replies.shows([one], Links()))["template"]["outputs"][0]["itemCard"]
    assert [button["action"] for button in card["buttons"]] == ["phone", "webLink", "webLink"]
    assert (card["buttons"][0]["phoneNumber"], card["itemList"][0]["description"]) == ("+821012345678", "010-1234-5678")


def test_a_bad_photo_is_answered_with_what_to_do_about_it_and_a_way_to_try_again() -> None:
    body = taken(replies.results(Results(reasons=["no-card"]), Links()))
    assert "네 모서리" in body["template"]["outputs"][0]["simpleText"]["text"]
    assert "다시 찍기" in [one["label"] for one in body["template"]["quickReplies"]]


ITEM = Item(title="이름", description="김철수")
CARD = ItemCard(title="김철수", item_list=[ITEM], buttons=[])
PICTURE = Thumbnail(image_url="https://a.example/card.jpg", alt_text="명함")
CALL: dict[str, Any] = {"action": "phone", "label": "전화", "phone_number": "010"}
BROKEN = {
    "a label of 15": lambda: Button(**{**CALL, "label": "가" * 15}),
    "a label of 8 emoji": lambda: Button(**{**CALL, "label": "😀" * 8}),
    "a phone button without a number": lambda: Button(action="phone", label="전화"),
    "a button that does two things": lambda: Button(**CALL, message_text="전화"),
    "an address that is none": lambda: Button(action="webLink", label="보기", web_link_url="javascript:1"),
    "four buttons": lambda: ItemCard(title="가", item_list=[ITEM], buttons=[Button(**CALL)] * 4),
    "no rows": lambda: ItemCard(title="가", item_list=[], buttons=[]),
    "a row's title of 7": lambda: Item(title="가" * 7, description="나"),
    "a row without a value": lambda: Item(title="이름", description=""),
    "eleven cards": lambda: Carousel(items=[CARD] * 11),
    "six rows in a carousel": lambda: Carousel(items=[CARD.model_copy(update={"item_list": [ITEM] * 6})] * 2),
    "a long text in a carousel": lambda: Carousel(items=[CARD.model_copy(update={"description": "가" * 98})] * 2),
    "a long text alone": lambda: Output(item_card=CARD.model_copy(update={"description": "가" * 198})),
    "a picture on one of two": lambda: Carousel(items=[CARD, CARD.model_copy(update={"thumbnail": PICTURE})]),
    "no output": lambda: Template(outputs=[]),
    "four outputs": lambda: Template(outputs=[Output(item_card=CARD)] * 4),
    "eleven quick replies": lambda: Template(outputs=[Output(item_card=CARD)], quick_replies=[replies.LIST] * 11),
    "a text of 1001": lambda: replies.says("가" * 2000).model_validate(
        {"template": {"outputs": [{"simpleText": {"text": "가" * 1001}}]}}
    ),
    "an empty response": SkillResponse,
}


@pytest.mark.parametrize("make", BROKEN.values(), ids=BROKEN)
def test_what_kakao_would_refuse_cannot_be_made(make: Any) -> None:
    with pytest.raises(ValidationError):
        make()


SAID = [
    ("김철수 찾아줘", "search", "김철수"),
    ("김철수를 찾아 주세요.", "search", "김철수"),
    ("김철수님 명함 보여줘", "search", "김철수"),
    ("가을상사 검색", "search", "가을상사"),
    ("가을 찾아줘", "search", "가을"),
    ("이을 명함 찾아줘", "search", "이을"),
    ("검색 010-1234", "search", "010-1234"),
    ("명함 목록", "list", ""),
    ("명함 보여줘", "list", ""),
    ("내 명함", "list", ""),
    ("최근 명함", "latest", ""),
    ("결과 보기", "result", ""),
    ("결과 알려 주세요", "result", ""),
    ("삭제", "delete", ""),
    ("명함 삭제", "delete", ""),
    ("이 명함 삭제", "delete", ""),
    ("김철수 삭제해줘", "delete", "김철수"),
    ("김철수 명함 지워 주세요", "delete", "김철수"),
    ("네, 지워 주세요", "yes", ""),
    ("아니요, 그대로 두세요", "no", ""),
    ("명함 내보내기", "export", ""),
    ("도움말", "help", ""),
    ("다시 찍기", "how to", ""),
]


@pytest.mark.parametrize(("said", "command", "who"), SAID)
def test_people_are_understood(said: str, command: str, who: str) -> None:
    assert understood(said) == (command, who)


@pytest.mark.parametrize("said", ["", "오늘 날씨 어때?", "ㅎㅎ", "네모", "https://a.example/i.jpg"])
def test_what_is_none_of_our_business_is_not_understood(said: str) -> None:
    assert understood(said) is None
