"""The chatbot, from Kakao's side: photos in, cards back, and to nobody but their sender."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from azure.storage.queue import QueueClient
from PIL import Image
from starlette.testclient import TestClient

from shared.card.row import CardRow
from shared.exports.kakao.response import SkillResponse
from shared.settings import CHAT_QUEUE
from shared.usecases.chat.sent import owner_of
from shared.usecases.message import ChatMessage
from shared.usecases.ports import Outcome
from tests.integration.pipeline import CHATBOT, Pipeline, start_pipeline
from tools.kakao.payloads import photo_payload, picture_payload, text_payload
from tools.kakao.server import KakaoServer, kakao_server

KIM, LEE = "a chat user", "another chat user"


def picture(width: int, height: int = 30) -> bytes:
    """A JPEG; other bytes for another width."""
    file = BytesIO()
    Image.new("RGB", (width, height), "grey").save(file, "JPEG")
    return file.getvalue()


EMPTY = picture(99)
"""A photo in which there is no card."""
QUAD = [[0, 0], [9, 0], [9, 5], [0, 5]]


def one_card(data: bytes) -> Outcome:
    """The journey, in no time: the whole photo is a card, if any."""
    card = {"n": 1, "status": "unread", "fields": {}, "review": [], "quality": {}, "quad": QUAD}
    result = {"width": 9, "height": 5, "no_card": None, "cards": [] if data == EMPTY else [card]}
    return Outcome(result, {"result.json": json.dumps(result).encode(), "1/card.jpg": data}, {})


@pytest.fixture(scope="module")
def kakao() -> Iterator[KakaoServer]:
    with kakao_server() as kakao:
        yield kakao


@dataclass
class Bot:
    """The chatbot as Kakao reaches it."""

    pipeline: Pipeline
    api: TestClient
    site: TestClient
    kakao: KakaoServer

    def post(self, payload: object) -> dict[str, Any]:
        reply = self.api.post("/api/kakao/skill", content=json.dumps(payload).encode())
        assert reply.status_code == 200
        SkillResponse.model_validate_json(reply.content)
        body: dict[str, Any] = reply.json()
        return body

    def say(self, text: str, user: str = KIM, **extra: str) -> dict[str, Any]:
        return self.post(text_payload(user, text, extra))

    def send(self, *photos: bytes, user: str = KIM, callback: str = "") -> dict[str, Any]:
        return self.post(photo_payload(user, [self.kakao.offer(photo) for photo in photos], callback))

    def card(self, user: str = KIM, **fields: str) -> CardRow:
        """A card that the user sent."""
        card = self.pipeline.card(**fields)
        owner = owner_of(user, CHATBOT.user_key)
        filed = self.pipeline.wiring.file_card(card.id, lambda row: row and replace(row, owner=owner), "card.read")
        assert filed is not None
        return filed

    def due(self) -> list[ChatMessage]:
        """The messages that will ask for an answer, none of which can be seen yet."""
        queue = QueueClient.from_connection_string(self.pipeline.connection, CHAT_QUEUE)
        assert list(queue.peek_messages(max_messages=32)) == []
        count = queue.get_queue_properties().approximate_message_count or 0
        batches = self.pipeline.wiring._tables.get_table_client("photos").query_entities("PartitionKey gt 'chat-'")
        return [ChatMessage(row["owner"], row["id"]) for row in batches if row.get("owner")][:count]


@pytest.fixture
def bot(storage: str, kakao: KakaoServer) -> Iterator[Bot]:
    pipeline = start_pipeline(storage, kakao=replace(CHATBOT, origins=(kakao.url,)))
    pipeline.wiring.journey = one_card
    with TestClient(pipeline.wiring.api_app) as api, TestClient(pipeline.wiring.site_app) as site:
        yield Bot(pipeline, api, site, kakao)


def shown(response: dict[str, Any]) -> str:
    """All that stands in the bubbles."""
    return json.dumps(response.get("template", {}).get("outputs"), ensure_ascii=False)


def cards_in(response: dict[str, Any]) -> list[dict[str, Any]]:
    """The cards, alone or side by side."""
    outputs = response["template"]["outputs"]
    alone = [one["itemCard"] for one in outputs if "itemCard" in one]
    return alone + [card for one in outputs for card in one.get("carousel", {}).get("items", ())]


def quick_replies(response: dict[str, Any]) -> dict[str, Any]:
    return {one["label"]: one for one in response["template"]["quickReplies"]}


def test_a_photo_is_received_read_and_its_card_comes_when_the_result_is_asked_for(bot: Bot) -> None:
    first = bot.send(picture(10))
    assert ("사진 1장을 받았어요" in shown(first), "결과 보기" in quick_replies(first)) == (True, True)
    assert "아직 읽고 있어요" in shown(bot.say("결과 보기"))
    bot.pipeline.work()
    assert len(cards_in(bot.say("결과 보기"))) == 1


def test_with_a_callback_the_cards_of_all_photos_come_once_the_last_one_is_read(bot: Bot) -> None:
    first = bot.send(picture(10), picture(20), callback=bot.kakao.callback())
    assert (first["useCallback"], "template" in first) == (True, False)
    bot.pipeline.work()
    assert len(cards_in(bot.kakao.answers.get_nowait())) == 2
    assert bot.kakao.answers.empty()


def test_an_ordinary_photo_is_taken_as_well(bot: Bot) -> None:
    first = bot.post(picture_payload(KIM, bot.kakao.offer(picture(30))))
    assert "사진 1장을 받았어요" in shown(first)


def test_after_45_seconds_the_answer_is_sent_with_what_is_there(bot: Bot) -> None:
    bot.send(picture(10), callback=bot.kakao.callback())
    [message] = bot.due()
    bot.pipeline.wiring.answer_chat.due(message.encode())
    assert "아직 읽고 있어요" in shown(bot.kakao.answers.get_nowait())
    bot.pipeline.work()
    assert bot.kakao.answers.empty()


def test_the_callback_is_claimed_exactly_once_however_many_answer(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    bot.send(picture(10), callback=bot.kakao.callback())
    [message] = bot.due()
    together = Barrier(4)

    def answer() -> None:
        together.wait()
        bot.pipeline.wiring.answer_chat.due(message.encode())

    with ThreadPoolExecutor(4) as threads:
        for one in [threads.submit(answer) for _ in range(4)]:
            one.result()
    bot.kakao.answers.get_nowait()
    assert (bot.kakao.answers.empty(), "was not taken" in caplog.text) == (True, False)


def test_two_workers_that_end_the_last_two_photos_answer_once_and_with_both(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    bot.send(picture(10), picture(20), callback=bot.kakao.callback())
    waiting = bot.pipeline.waiting()
    with ThreadPoolExecutor(2) as threads:
        for run in [threads.submit(bot.pipeline.wiring.process_photo, message, id) for id, message in waiting]:
            run.result()
    assert len(cards_in(bot.kakao.answers.get_nowait())) == 2
    assert (bot.kakao.answers.empty(), "was not taken" in caplog.text) == (True, False)


def test_a_photo_whose_attempts_are_spent_is_answered_too(bot: Bot) -> None:
    bot.send(picture(10), callback=bot.kakao.callback())
    [(_, message)] = bot.pipeline.waiting()
    bot.pipeline.wiring.give_up(message.encode())
    assert "다시 보내 주세요" in shown(bot.kakao.answers.get_nowait())


def test_a_callback_that_kakao_does_not_take_is_logged_and_the_cards_are_still_there(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    bot.send(picture(10), callback=f"{bot.kakao.url}/callback/unknown")
    bot.pipeline.work()
    assert "Invalid callback token" in caplog.text
    assert len(cards_in(bot.say("결과 보기"))) == 1


def test_a_photo_without_a_card_is_answered_with_advice_and_a_way_to_try_again(bot: Bot) -> None:
    bot.send(EMPTY)
    bot.pipeline.work()
    result = bot.say("결과 보기")
    assert ("명함을 찾지 못했어요" in shown(result), "다시 찍기" in quick_replies(result)) == (True, True)


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"<html>no picture</html>", "사진이 아니거나"), (b"\xff\xd8\xff" + bytes(15_000_000), "너무 커요")],
)
def test_what_is_no_photo_is_refused_at_once_and_never_stored(bot: Bot, data: bytes, said: str) -> None:
    assert said in shown(bot.send(data, callback=bot.kakao.callback()))
    assert bot.pipeline.inbox() == []


def test_which_photos_came_together_is_forgotten_after_a_week_and_their_cards_are_not(bot: Bot) -> None:
    bot.send(picture(10), user=KIM)
    bot.send(picture(10), user=LEE)
    bot.pipeline.work()
    bot.pipeline.later(timedelta(days=6) / timedelta(minutes=1))
    bot.post(picture_payload(LEE, bot.kakao.offer(picture(20))))
    bot.pipeline.later(timedelta(days=2) / timedelta(minutes=1))
    bot.pipeline.wiring.sweep()
    batches = bot.pipeline.wiring._batches.page("", 10)
    assert [name.partition("/")[0] for name in batches] == [owner_of(LEE, CHATBOT.user_key)]
    assert len(cards_in(bot.say("명함 목록", KIM))) == 1


def test_old_chat_messages_are_looked_through_page_by_page(bot: Bot) -> None:
    for user in (KIM, KIM, LEE):
        bot.send(EMPTY, user=user)
    store = bot.pipeline.wiring._batches
    names = store.page("", 10)
    assert (len(names), store.page(names[0], 1), store.page(names[1], 10)) == (3, [names[1]], [names[2]])


def test_an_answer_is_not_sent_to_another_host(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    bot.send(picture(10), callback="http://127.0.0.1:1/callback")
    bot.pipeline.work()
    assert "was not taken: The host is not on the list." in caplog.text


def test_a_photo_of_another_host_is_refused(bot: Bot) -> None:
    assert "카카오톡에 올린 사진만" in shown(bot.post(photo_payload(KIM, ["http://169.254.169.254/metadata"])))


def test_an_expired_link_is_explained(bot: Bot) -> None:
    bot.pipeline.later(11)
    assert "10분" in shown(bot.send(picture(10)))


def test_without_consent_nothing_is_taken(bot: Bot) -> None:
    payload = photo_payload(KIM, [bot.kakao.offer(picture(10))])
    payload["action"]["params"]["secureimage"] = payload["action"]["params"]["secureimage"].replace('"Y"', '"N"')
    assert "동의하지 않으셔서" in shown(bot.post(payload))
    assert bot.pipeline.inbox() == []


def test_the_same_photo_of_two_people_gives_each_of_them_a_card(bot: Bot) -> None:
    bot.send(picture(10), user=KIM)
    bot.send(picture(10), user=LEE)
    bot.pipeline.work()
    [kims], [lees] = (cards_in(bot.say("명함 목록", user)) for user in (KIM, LEE))
    assert kims["thumbnail"] != lees["thumbnail"]


def test_the_same_photo_sent_twice_gives_one_card(bot: Bot) -> None:
    bot.send(picture(10))
    bot.send(picture(10))
    bot.pipeline.work()
    assert len(cards_in(bot.say("결과 보기"))) == len(cards_in(bot.say("명함 목록"))) == 1


def test_a_photo_whose_card_was_just_deleted_is_not_answered_with_silence(bot: Bot) -> None:
    bot.send(picture(10))
    bot.pipeline.work()
    [card] = cards_in(bot.say("삭제"))
    bot.say("네, 지워 주세요", confirmed=card["buttons"][0]["extra"]["delete"])
    bot.send(picture(10))
    bot.pipeline.work()
    assert "10분이 지나면" in shown(bot.say("결과 보기"))


ASKED = ["명함 목록", "최근 명함", "김철수 찾아줘", "김철수 삭제", "삭제", "결과 보기"]


@pytest.mark.parametrize("said", ASKED)
def test_nobody_sees_what_another_one_sent_or_what_the_office_has(bot: Bot, said: str) -> None:
    bot.card(KIM, name="김철수", mobile="+821012345678")
    bot.pipeline.card(name="김철수")
    assert cards_in(bot.say(said, LEE)) == []


@pytest.mark.parametrize("choice", ["delete", "confirmed", "after"])
def test_nobody_deletes_what_another_one_sent(bot: Bot, choice: str) -> None:
    card = bot.card(KIM, name="김철수")
    assert "김철수" not in shown(bot.say("네", LEE, **{choice: card.id}))
    assert bot.pipeline.wiring.cards.get(card.id) == card


def test_cards_are_found_by_name_company_and_number(bot: Bot) -> None:
    bot.card(name="김철수", company="가나상사", mobile="+821012345678")
    bot.card(name="이영희")
    for said in ("김철수 찾아줘", "가나상사 명함 보여줘", "010-1234 검색", "ㄱㅊㅅ 찾아줘"):
        assert [card["title"] for card in cards_in(bot.say(said))] == ["김철수"]


def test_the_list_goes_on_where_the_page_before_ended(bot: Bot) -> None:
    for number in range(12):
        bot.card(name=f"김{number}")
    first = bot.say("명함 목록")
    second = bot.say("더 보기", **quick_replies(first)["더 보기"]["extra"])
    assert (len(cards_in(first)), len(cards_in(second)), "더 보기" in quick_replies(second)) == (10, 2, False)


def test_a_card_is_deleted_after_a_confirmation_and_not_before(bot: Bot) -> None:
    card = bot.card(name="김철수")
    [offered] = cards_in(bot.say("김철수 삭제"))
    asked = bot.say("이 명함 삭제", **offered["buttons"][0]["extra"])
    assert len(cards_in(bot.say("명함 목록"))) == 1
    assert "지웠어요" in shown(bot.say("네, 지워 주세요", **quick_replies(asked)["네, 지워 주세요"]["extra"]))
    assert cards_in(bot.say("명함 목록")) == []
    assert bot.api.get("/api/audit").json()["entries"][0]["ids"] == [card.id]


def test_a_sender_keeps_his_cards_when_they_are_read_again_edited_merged_and_rebuilt(bot: Bot) -> None:
    bot.send(picture(10), picture(20))
    bot.pipeline.work()
    rows = [bot.pipeline.row(photo) for photo in list(photo_ids(bot))]
    for row in rows:
        bot.api.post(f"/api/photos/{row.id}/retry?force=true")
    bot.pipeline.work()
    into, other = (f"{row.id}-1" for row in rows)
    edits = {"fields": {"name": [{"value": "김철수"}]}}
    assert bot.api.patch(f"/api/namecards/{into}", json=edits, headers={"If-Match": "*"}).status_code == 200
    assert bot.api.post("/api/namecards/merge", json={"into": into, "cards": [other]}).status_code == 200
    assert [card["title"] for card in cards_in(bot.say("명함 목록"))] == ["김철수"]
    empty_tables(bot)
    bot.pipeline.wiring.rebuild()
    assert [card["title"] for card in cards_in(bot.say("명함 목록"))] == ["김철수"]


def photo_ids(bot: Bot) -> Iterator[str]:
    return bot.pipeline.wiring.outputs.photo_ids()


def empty_tables(bot: Bot) -> None:
    for name in ("photos", "namecards"):
        table = bot.pipeline.wiring._tables.get_table_client(name)
        for row in list(table.list_entities()):
            table.delete_entity(row)


def path(url: str) -> str:
    return url.removeprefix(CHATBOT.site_url)


def test_the_links_of_a_card_open_its_picture_and_its_contact_without_a_key(bot: Bot) -> None:
    bot.send(picture(10))
    bot.pipeline.work()
    [card] = cards_in(bot.say("결과 보기"))
    shown_picture = bot.site.get(path(card["thumbnail"]["imageUrl"]))
    contact = bot.site.get(path(card["buttons"][0]["webLinkUrl"]))
    assert Image.open(BytesIO(shown_picture.content)).size == (800, 400)
    assert contact.text.startswith("BEGIN:VCARD")


def test_all_cards_of_one_sender_come_in_one_file_without_what_the_office_noted(bot: Bot) -> None:
    card = bot.card(KIM, name="김철수")
    bot.card(KIM, name="이영희")
    bot.card(LEE, name="박민수")
    bot.api.patch(f"/api/namecards/{card.id}", json={"memo": "깐깐함", "tags": ["경쟁사"]}, headers={"If-Match": "*"})
    [output] = bot.say("내보내기")["template"]["outputs"]
    contacts, sheet = (bot.site.get(path(one["webLinkUrl"])).text for one in output["textCard"]["buttons"])
    assert (contacts.count("BEGIN:VCARD"), len(sheet.splitlines())) == (2, 3)
    for file in (contacts, sheet):
        assert [word in file for word in ("김철수", "박민수", "깐깐함", "경쟁사")] == [True, False, False, False]
    entries = bot.api.get("/api/audit").json()["entries"]
    assert [(one["what"], one["count"], KIM in one["who"]) for one in entries] == [
        ("export.csv", 2, False),
        ("export.vcf", 2, False),
    ]


def test_a_link_is_void_once_its_card_is_deleted_it_is_old_changed_or_the_key_is_another(bot: Bot) -> None:
    card = bot.card(name="김철수")
    link = path(bot.pipeline.wiring._links().vcard(card.id))
    assert bot.site.get(link).status_code == 200
    assert bot.site.get(link.replace("contact.vcf", "contacts.vcf")).status_code == 404
    assert bot.site.get(link.replace("/contact", "x/contact")).status_code == 404
    other = replace(bot.pipeline.wiring._links(), key="another key of the links of these tests").vcard(card.id)
    assert bot.site.get(path(other)).status_code == 404
    bot.pipeline.wiring.clock = bot.pipeline.clock
    bot.api.delete(f"/api/namecards/{card.id}")
    gone = bot.site.get(link)
    assert (gone.status_code, "링크가 만료되었거나" in gone.text, "too old" in gone.text) == (410, True, True)


def test_a_link_does_not_work_for_ever(bot: Bot) -> None:
    link = path(bot.pipeline.wiring._links().vcard(bot.card(name="김철수").id))
    bot.pipeline.later(timedelta(days=8) / timedelta(minutes=1))
    assert bot.site.get(link).status_code == 404


def test_unknown_words_are_answered_with_help_and_counted_without_the_words(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert "이렇게 말씀해 보세요" in shown(bot.say("비밀번호는 무엇일까요"))
    assert ("was not understood" in caplog.text, "비밀번호" in caplog.text) == (True, False)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[1]", b'"text"', b"{", b"\xff\xfe", b"[" * 100_000])
def test_a_payload_that_is_none_is_answered_with_help(bot: Bot, body: bytes) -> None:
    reply = bot.api.post("/api/kakao/skill", content=body)
    assert (reply.status_code, "이렇게 말씀해 보세요" in reply.text) == (200, True)


def test_a_probe_finds_a_skill_server(bot: Bot) -> None:
    assert bot.api.get("/api/kakao/skill").json()["version"] == "2.0"


def test_bots_that_are_not_listed_are_turned_away(storage: str, kakao: KakaoServer) -> None:
    pipeline = start_pipeline(storage, kakao=replace(CHATBOT, bots=frozenset({"ours"})))
    with TestClient(pipeline.wiring.api_app) as api:
        replies = [api.post("/api/kakao/skill", json=text_payload(KIM, "명함 목록") | {"bot": bot}) for bot in BOTS]
    assert ["사용할 수 없는" in reply.text for reply in replies] == [False, True, True]


BOTS: list[Any] = [{"id": "ours"}, {"id": "theirs"}, None]


def test_without_a_key_for_its_users_there_is_no_chatbot(storage: str) -> None:
    pipeline = start_pipeline(storage, kakao=replace(CHATBOT, user_key=""))
    with TestClient(pipeline.wiring.api_app) as api, TestClient(pipeline.wiring.site_app) as site:
        assert (api.get("/api/kakao/skill").status_code, site.get("/links/x/card.jpg").status_code) == (404, 404)
