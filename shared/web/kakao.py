"""KakaoTalk's skill server: what Kakao sends in, what is shown in the chat out. Always 200, always a skill response."""

import asyncio
import json
import logging
import re
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from shared.errors import CardError
from shared.exports.kakao import replies
from shared.exports.kakao.response import SkillResponse
from shared.usecases.chat.receive import MOST_PHOTOS
from shared.usecases.chat.talk import Ask, Talk
from shared.usecases.ports import Clock

BETWEEN_URLS: Final = re.compile(r",\s*(?=https?://)")
"""In `List(url, url)`; a comma may also stand within an address."""
MOST_UTTERANCE: Final = 1000
MOST_BODY: Final = 1_000_000
"""Bytes; a payload has a few thousand."""

SKILL: Final[dict[int | str, dict[str, Any]]] = {200: {"model": SkillResponse, "description": "A skill response"}}
PAYLOAD: Final = {
    "requestBody": {"content": {"application/json": {"schema": {}}}, "description": "A SkillPayload of KakaoTalk"}
}


@dataclass(frozen=True, slots=True)
class Bot:
    """The chatbot, and how it may be asked."""

    talk: Talk
    bots: Collection[str]
    """Ids; empty: any."""
    threads: Executor
    clock: Clock
    seconds: float
    """After which a reply leaves, whatever goes on behind it."""


def make_kakao(bot: Bot) -> APIRouter:
    """The routes of the chatbot."""
    routes = APIRouter(tags=["chat"])

    @routes.get("/api/kakao/skill", summary="Whether the skill server is there, as Kakao probes it", responses=SKILL)
    def probe_skill() -> Response:
        return _reply(replies.helps())

    @routes.post("/api/kakao/skill", summary="A message of a KakaoTalk user", responses=SKILL, openapi_extra=PAYLOAD)
    async def answer_skill(request: Request) -> Response:
        payload = _json(await request.body())
        if bot.bots and _text(payload, "bot", "id") not in bot.bots:
            logging.warning("KakaoTalk: a message of a bot that is not on the list")
            return _reply(replies.refuses_bot())
        return _reply(await answer_in_time(bot, ask_of(payload, bot.clock())))

    return routes


async def answer_in_time(bot: Bot, ask: Ask) -> SkillResponse:
    """The answer, or an apology when it takes too long; what was begun is finished behind it."""
    answering = asyncio.wrap_future(bot.threads.submit(bot.talk, ask))
    done, _ = await asyncio.wait([answering], timeout=bot.seconds)
    if not done:
        logging.warning("KakaoTalk: a reply took too long")
        return replies.apologizes()
    try:
        return answering.result()
    except CardError as error:
        logging.warning("KakaoTalk: no reply: %s", error.code)
        return replies.apologizes()


def ask_of(payload: object, now: datetime) -> Ask:
    """What a payload says, whatever of it is there."""
    images = [*_secure_images(payload)]
    urls = [url for image in images for url in _urls(str(image.get("secureUrls", "")))]
    media = _object(_at(payload, "userRequest", "params", "media"))
    if _text(media, "type") == "image":
        urls.append(_text(media, "url"))
    chosen = _at(payload, "action", "clientExtra")
    return Ask(
        user=_text(payload, "userRequest", "user", "id"),
        utterance=_text(payload, "userRequest", "utterance")[:MOST_UTTERANCE],
        photos=list(dict.fromkeys(urls))[:MOST_PHOTOS],
        consent=not any(str(image.get("privacyAgreement", "")).upper() == "N" for image in images),
        expired=any(_is_over(image.get("expire"), now) for image in images),
        callback=_text(payload, "userRequest", "callbackUrl"),
        chosen={str(name): str(value) for name, value in chosen.items()} if isinstance(chosen, dict) else {},
    )


def _urls(text: str) -> list[str]:
    """The addresses in `List(url, url)`, or in a text without that around them."""
    found = text.strip().removeprefix("List(").removesuffix(")")
    return [url for url in map(str.strip, BETWEEN_URLS.split(found)) if url.startswith("http")]


def _secure_images(payload: object) -> Iterator[Mapping[str, Any]]:
    """What the secure image plugin gave: JSON in a text, a bare `List(...)`, or a bare address."""
    params, details = _at(payload, "action", "params"), _at(payload, "action", "detailParams")
    values = list(params.values()) if isinstance(params, dict) else []
    for detail in details.values() if isinstance(details, dict) else ():
        values += [_at(detail, "value"), _at(detail, "origin")]
    for value in values:
        found = _object(value)
        if isinstance(found, dict) and ("secureUrls" in found or "privacyAgreement" in found):
            yield found
        elif isinstance(value, str) and value.strip().startswith(("List(", "http://", "https://")):
            yield {"secureUrls": value}


def _is_over(expire: object, now: datetime) -> bool:
    """Whether that moment has passed; one that cannot be read has not."""
    try:
        return datetime.strptime(str(expire), "%Y-%m-%dT%H:%M:%S%z") < now
    except ValueError:
        return False


def _object(value: object) -> object:
    """A JSON object, also one that is written in a text."""
    return _json(value) if isinstance(value, str) else value


def _json(body: bytes | str) -> object:
    """What `body` says; None when it says nothing that can be read."""
    try:
        return json.loads(body) if len(body) <= MOST_BODY else None
    except (ValueError, RecursionError):
        return None


def _at(payload: object, *path: str) -> Any:
    """What stands there; None when nothing does."""
    for name in path:
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload


def _text(payload: object, *path: str) -> str:
    """The text there, without half characters, which cannot be written anywhere; else empty."""
    found = _at(payload, *path)
    return found.encode(errors="ignore").decode() if isinstance(found, str) else ""


def _reply(response: SkillResponse) -> Response:
    return Response(response.as_json(), media_type="application/json")
