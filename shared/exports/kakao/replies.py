"""What the chatbot says, sentence by sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.card.row import CardRow
from shared.exports.kakao.bubbles import Links, card_bubbles, choice_bubbles, title_of
from shared.exports.kakao.response import (
    MOST_CARDS,
    MOST_TEXT,
    Button,
    Output,
    QuickReply,
    SimpleText,
    SkillResponse,
    Template,
    TextCard,
    Waiting,
)
from shared.exports.kakao.text import fitted, shortened

DELETE: Final = "delete"
"""Under which a button brings back the card that is to be deleted; asks first."""
CONFIRMED: Final = "confirmed"
"""Under which a quick reply brings it back; does not ask again."""
AFTER: Final = "after"
"""Under which a quick reply brings back the last card of the page before."""

LIST: Final = QuickReply(label="명함 목록", message_text="명함 목록")
LATEST: Final = QuickReply(label="최근 명함", message_text="최근 명함")
RESULT: Final = QuickReply(label="결과 보기", message_text="결과 보기")
AGAIN: Final = QuickReply(label="다시 찍기", message_text="다시 찍기")
EXPORT: Final = QuickReply(label="내보내기", message_text="내보내기")
REMOVE: Final = QuickReply(label="삭제", message_text="삭제")
HELP: Final = QuickReply(label="도움말", message_text="도움말")

HELP_TEXT: Final = """명함 사진을 보내 주시면 이름, 회사, 전화번호를 읽어 연락처로 만들어 드려요.
한 번에 10장까지 보내실 수 있어요.

이렇게 말씀해 보세요.
• 명함 목록
• 최근 명함
• 김철수 찾아줘
• 김철수 삭제
• 내보내기

다른 분이 보낸 명함은 보이지 않아요."""
HOW_TO: Final = """명함이 잘 읽히게 찍는 방법이에요.
• 명함보다 어두운 바탕에 놓고
• 네 모서리가 모두 나오게
• 밝은 곳에서, 빛이 반사되지 않게
• 글자가 또렷하게 초점을 맞춰 주세요.

준비되셨으면 사진을 보내 주세요."""
WAITING_TEXT: Final = "명함을 읽고 있어요. 잠시만 기다려 주세요."
NOTHING: Final = "보여 드릴 명함이 없어요. 명함 사진을 보내 주세요."
NO_CARD: Final = "사진에서 명함을 찾지 못했어요. 어두운 바탕에 놓고 네 모서리가 모두 나오게 찍어 주세요."
UNKNOWN_REASON: Final = "사진을 읽지 못했어요. 잠시 뒤에 다시 보내 주세요."
REASONS: Final = {
    "no-card": NO_CARD,
    "deleted": "이 사진의 명함은 지워졌거나 다른 명함과 합쳐졌어요. 지운 명함은 10분이 지나면 다시 보내실 수 있어요.",
    "expired": "사진 링크의 유효 시간(10분)이 지났어요. 사진을 다시 보내 주세요.",
    "not-allowed": "카카오톡에 올린 사진만 받을 수 있어요. 사진을 직접 보내 주세요.",
    "unreachable": "사진을 내려받지 못했어요. 다시 보내 주세요.",
    "unreadable-photo": "사진 파일이 손상되어 열 수 없어요. 다른 사진을 보내 주세요.",
    "unsupported-format": "사진이 아니거나 읽을 수 없는 형식이에요. JPG나 PNG 사진을 보내 주세요.",
    "photo-too-large": "사진이 너무 커요. 15MB보다 작은 사진을 보내 주세요.",
    "photo-too-small": "사진이 너무 작아요. 더 크게 찍어서 보내 주세요.",
    "decoder-crashed": "사진 파일에 문제가 있어 열 수 없어요. 다시 찍어서 보내 주세요.",
    "timeout": "사진을 읽는 데 너무 오래 걸렸어요. 더 작은 사진을 보내 주세요.",
    "late": "제때 읽지 못한 사진이 있어요. 다시 보내 주세요.",
}
"""By the code of a failure, why there is no card."""


@dataclass(frozen=True, slots=True)
class Results:
    """What became of the photos of one message."""

    cards: Sequence[CardRow] = ()
    reasons: Sequence[str] = ()
    """For each photo without a card, a code of REASONS or another one."""
    out: int = 0
    """Photos that are still being read."""


def says(text: str, *quick_replies: QuickReply) -> SkillResponse:
    """One plain bubble."""
    return SkillResponse(template=Template(outputs=[_text(text)], quick_replies=quick_replies or (LIST, HELP)))


def helps() -> SkillResponse:
    """What the chatbot can do."""
    return says(HELP_TEXT, LIST, LATEST, EXPORT, AGAIN)


def how_to() -> SkillResponse:
    """How to take a photo that can be read."""
    return says(HOW_TO, LIST, HELP)


def waits() -> SkillResponse:
    """The first reply when the result will be sent to the callback."""
    return SkillResponse(use_callback=True, data=Waiting(text=WAITING_TEXT))


def received(photos: int, reasons: Sequence[str] = ()) -> SkillResponse:
    """The first reply when nobody will be called back."""
    text = f"사진 {photos}장을 받았어요. 잠시 뒤에 아래 '결과 보기'를 눌러 주세요."
    return says("\n\n".join([text, *_counted([_sentence(code) for code in reasons])]), RESULT, LIST)


def refuses(code: str) -> SkillResponse:
    """To photos that cannot be taken, with the reason of that code."""
    return says(_sentence(code), AGAIN, HELP)


def refuses_consent() -> SkillResponse:
    """To photos whose sender did not agree that they are passed on."""
    return says(
        "개인정보 제공에 동의하지 않으셔서 사진을 받지 않았어요. 동의하신 뒤 다시 보내 주시면 읽어 드릴게요.", HELP
    )


def refuses_bot() -> SkillResponse:
    """To a bot that is not on the list."""
    return says("이 챗봇에서는 사용할 수 없는 기능이에요.", HELP)


def apologizes() -> SkillResponse:
    """When storage does not answer."""
    return says("지금은 처리가 늦어지고 있어요. 잠시 뒤에 다시 시도해 주세요.", RESULT, LIST, HELP)


def results(found: Results, links: Links) -> SkillResponse:
    """What became of photos: the cards, and why others have none."""
    advice = [*map(_sentence, found.reasons), *filter(None, map(_advice, found.cards))]
    sentences = [*_counted(advice), *_remarks(found)]
    outputs = [_text("\n\n".join(sentences))] if sentences else []
    if found.cards:
        outputs.append(card_bubbles(found.cards, links))
    again = [AGAIN] if advice else []
    waiting = [RESULT] if found.out else []
    return SkillResponse(
        template=Template(
            outputs=outputs or [_text(NOTHING)],
            quick_replies=[*waiting, *again, LIST, HELP],
        )
    )


def shows(rows: Sequence[CardRow], links: Links, *, more: bool = False) -> SkillResponse:
    """Cards that were asked for, at least one."""
    further = QuickReply(label="더 보기", message_text="명함 목록 더 보기", extra={AFTER: rows[-1].id})
    quick_replies = [further] if more else []
    return SkillResponse(
        template=Template(
            outputs=[card_bubbles(rows, links)], quick_replies=[*quick_replies, LATEST, EXPORT, REMOVE, HELP]
        )
    )


def offers_deletion(rows: Sequence[CardRow], links: Links) -> SkillResponse:
    """Cards of which one may be deleted, at least one."""
    choices = choice_bubbles(rows, links, "이 명함 삭제", DELETE)
    return SkillResponse(
        template=Template(outputs=[_text("어느 명함을 지울까요?"), choices], quick_replies=[LIST, HELP])
    )


def asks_deletion(row: CardRow) -> SkillResponse:
    """Whether this card is really to be deleted."""
    return says(
        f"'{fitted(title_of(row), 100)}' 명함을 지울까요? 사진과 읽은 내용이 모두 지워져요.",
        QuickReply(label="네, 지워 주세요", message_text="네, 지워 주세요", extra={CONFIRMED: row.id}),
        QuickReply(label="아니요", message_text="아니요, 그대로 두세요"),
    )


def asks_which() -> SkillResponse:
    """When a confirmation came without the card it is for."""
    return says("어느 명함인지 알 수 없어요. 지울 명함을 다시 골라 주세요.", REMOVE, LIST)


def deleted() -> SkillResponse:
    """It was deleted."""
    return says("명함을 지웠어요.", LIST, HELP)


def keeps() -> SkillResponse:
    """It was not deleted."""
    return says("그대로 두었어요.", LIST, HELP)


def misses() -> SkillResponse:
    """The card is not there, or not his."""
    return says("그 명함은 찾을 수 없어요. 이미 지워졌을 수 있어요.", LIST, HELP)


def has_nothing() -> SkillResponse:
    """He has no card."""
    return says(NOTHING, AGAIN, HELP)


def finds_nothing(who: str) -> SkillResponse:
    """No card of his is found by that name."""
    return says(
        f"'{fitted(who, 50)}'(으)로 찾은 명함이 없어요. 이름이나 회사, 전화번호의 앞부분으로 찾아보세요.", LIST, HELP
    )


def exports(contacts: str, sheet: str) -> SkillResponse:
    """Where all of one's cards can be had: contacts for phones, a table for Excel."""
    text = "보내신 명함을 모두 파일로 받으실 수 있어요. 링크는 1시간 동안 열려 있어요."
    buttons = [
        Button(action="webLink", label="연락처 파일 받기", web_link_url=contacts),
        Button(action="webLink", label="엑셀용 파일 받기", web_link_url=sheet),
    ]
    card = TextCard(description=text, buttons=buttons)
    return SkillResponse(template=Template(outputs=[Output(text_card=card)], quick_replies=[LIST, HELP]))


def _text(text: str) -> Output:
    return Output(simple_text=SimpleText(text=shortened(text, MOST_TEXT)))


def _sentence(code: str) -> str:
    return REASONS.get(code, UNKNOWN_REASON)


def _advice(row: CardRow) -> str:
    """What to do better, of a card that can hardly be read."""
    quality = row.card.get("quality", {})
    return str(quality["advice"]["ko"]) if quality.get("verdict") == "retake" else ""


def _counted(sentences: Sequence[str]) -> list[str]:
    """Each sentence once, and of how many photos or cards it holds when there are several."""
    counted = Counter(sentences)
    return [f"{one} ({number}장)" if len(sentences) > 1 else one for one, number in counted.items()]


def _remarks(found: Results) -> list[str]:
    hidden = len(found.cards) - MOST_CARDS
    reading = [f"사진 {found.out}장은 아직 읽고 있어요."] if found.out else []
    return [*reading, f"나머지 {hidden}장은 '명함 목록'에서 보실 수 있어요."] if hidden > 0 else reading
