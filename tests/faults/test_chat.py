"""Row 27: where a chat picture lies is slow, gone, huge or hostile."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from shared.card.row import PhotoStatus
from shared.usecases.chat.sent import owner_of
from shared.usecases.message import ChatMessage
from shared.usecases.ports import Window
from tests.faults.invariants import Ledger, World, check_invariants
from tests.faults.scene import small_photo
from tests.integration.pipeline import CHATBOT, start_pipeline
from tests.strange_hosts import Speak, cut_off, dripping, endless, packed, redirecting, said, server, silent
from tools.kakao.payloads import photo_payload
from tools.kakao.server import KakaoServer, kakao_server

REPLY_SECONDS = 5
"""After which Kakao gives up."""
HOSTS = {
    "silent": silent,
    "dripping": dripping,
    "gone": said("404 Not Found\r\nContent-Length: 0"),
    "expired": said("403 Forbidden\r\nContent-Length: 0"),
    "redirecting": redirecting,
    "a page": said("200 OK\r\nContent-Length: 13", b"<html></html>"),
    "endless": endless,
    "packed": packed,
    "cut off": cut_off,
}


SLOW = {"dripping": pytest.mark.long}


@pytest.fixture
def kakao() -> Iterator[KakaoServer]:
    with kakao_server() as kakao:
        yield kakao


@pytest.mark.fault(27)
@pytest.mark.parametrize("speak", [pytest.param(one, id=name, marks=SLOW.get(name, ())) for name, one in HOSTS.items()])
def test_a_strange_picture_host_keeps_no_reply_and_costs_no_other_photo(
    storage: str, kakao: KakaoServer, speak: Speak, record_property: Callable[[str, object], None]
) -> None:
    photo = small_photo(1)
    with server(speak) as strange:
        pipeline = start_pipeline(storage, kakao=replace(CHATBOT, origins=(kakao.url, strange)))
        urls = [kakao.offer(photo), f"{strange}/photo.jpg"]
        with TestClient(pipeline.wiring.api_app) as api:
            began = time.monotonic()
            reply = api.post("/api/kakao/skill", json=photo_payload("a user", urls, kakao.callback()))
            assert (reply.status_code, time.monotonic() - began < REPLY_SECONDS) == (200, True)
    record_property("fired", 1)
    pipeline.work()
    owner = owner_of("a user", CHATBOT.user_key)
    batch = pipeline.wiring._batches.newest(owner)
    assert batch is not None
    pipeline.wiring.answer_chat.due(ChatMessage(owner, batch.id).encode())
    assert "itemCard" in str(kakao.answers.get_nowait())
    assert kakao.answers.empty()
    [row] = pipeline.wiring.photos.page(Window(), 10)
    assert row.status is PhotoStatus.DONE
    check_invariants(World.behind(pipeline, Ledger({row.id: photo}), ()))
