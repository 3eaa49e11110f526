"""Arguments in, a chat on the screen out; status 1 and a sentence when the skill server does not keep to the rules."""

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any, Final

import httpx2
from pydantic import ValidationError
from rich.console import Console

from shared.exports.kakao.response import SkillResponse
from tools.kakao.bubbles import print_response
from tools.kakao.payloads import photo_payload, picture_payload, text_payload, with_callback
from tools.kakao.server import CALLBACK_SECONDS, KakaoServer, kakao_server

SKILL_SECONDS: Final = 5
PATH: Final = "/api/kakao/skill"
OFF: Final = """The chatbot is off. Start Namecard with these settings (local.settings.example.json has them):
NAMECARD_KAKAO_USER_KEY and NAMECARD_LINK_KEY (32 characters or more), NAMECARD_SITE_URL={url},
NAMECARD_KAKAO_HOSTS={kakao}"""


class RuleBroken(Exception):
    """The skill server did what Kakao would not take."""


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser("python -m tools.kakao", description=__doc__)
    parser.add_argument("photos", nargs="*", type=Path, metavar="PHOTO", help="send these as one message")
    parser.add_argument("--say", action="append", default=[], metavar="TEXT", help="then say this; again for more")
    parser.add_argument("--url", default="http://127.0.0.1:7071", help="where Namecard runs (%(default)s)")
    parser.add_argument("--key", default="", help="its function key")
    parser.add_argument("--port", type=int, default=7072, help="where Kakao shall be (%(default)s)")
    parser.add_argument("--user", default="a-user-of-this-machine", help="who speaks")
    parser.add_argument("--ordinary", action="store_true", help="send the photo as in any chat, not as secure image")
    parser.add_argument("--no-callback", action="store_true", help="as a bot that is no AI chatbot")
    return parser


def main(given: list[str] | None = None, console: Console | None = None) -> int:
    """Run the chat; the exit status."""
    asked, console = arguments().parse_args(given), console or Console()
    try:
        with kakao_server(asked.port) as kakao, httpx2.Client(timeout=30) as client:
            chat = Chat(kakao, client, asked.url, asked.key, console)
            chat.probe()
            if asked.photos:
                chat.send(_photos(asked, kakao))
            for said in asked.say:
                chat.send(text_payload(asked.user, said))
    except (RuleBroken, httpx2.TransportError, OSError) as error:
        console.print(str(error), style="red", markup=False)
        return 1
    return 0


def _photos(asked: argparse.Namespace, kakao: KakaoServer) -> dict[str, Any]:
    """The message with the photos."""
    urls = [kakao.offer(photo.read_bytes()) for photo in asked.photos]
    payload = picture_payload(asked.user, urls[0]) if asked.ordinary else photo_payload(asked.user, urls)
    return payload if asked.no_callback else with_callback(payload, kakao.callback())


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat window."""

    kakao: KakaoServer
    client: httpx2.Client
    url: str
    key: str
    console: Console

    def probe(self) -> None:
        """Look whether the skill server is there, as the admin centre does. Raises RuleBroken."""
        reply = self.client.get(f"{self.url}{PATH}", headers=self._headers())
        if reply.status_code == 404:
            raise RuleBroken(OFF.format(url=self.url, kakao=self.kakao.url))
        self._checked(reply)

    def send(self, payload: Mapping[str, Any]) -> None:
        """Send one message and print what comes, also by callback. Raises RuleBroken."""
        self.console.print(f"→ {payload['userRequest']['utterance']}", style="bold", markup=False)
        started = time.monotonic()
        response = self._checked(self.client.post(f"{self.url}{PATH}", json=payload, headers=self._headers()))
        took = time.monotonic() - started
        self._show(response, took)
        if took > SKILL_SECONDS:
            raise RuleBroken(f"The reply took {took:.1f} s; Kakao waits {SKILL_SECONDS}.")
        if response.get("useCallback"):
            self._wait(started)

    def _wait(self, started: float) -> None:
        try:
            answer = self.kakao.answers.get(timeout=CALLBACK_SECONDS)
        except Empty:
            raise RuleBroken(f"Nothing came to the callback within {CALLBACK_SECONDS} s.") from None
        self._show(_valid(answer), time.monotonic() - started)

    def _show(self, response: Mapping[str, Any], seconds: float) -> None:
        self.console.print(f"← {seconds:.2f} s", style="dim")
        print_response(self.console, response)

    def _checked(self, reply: httpx2.Response) -> dict[str, Any]:
        """The skill response in a reply. Raises RuleBroken."""
        if reply.status_code != 200:
            raise RuleBroken(f"The skill server answered {reply.status_code}; Kakao takes nothing but 200.")
        return _valid(reply.json())

    def _headers(self) -> dict[str, str]:
        return {"x-functions-key": self.key} if self.key else {}


def _valid(response: dict[str, Any]) -> dict[str, Any]:
    """The response as it came, if it keeps to all limits. Raises RuleBroken."""
    try:
        SkillResponse.model_validate(response, by_alias=True)
    except ValidationError as error:
        raise RuleBroken(f"Kakao would not show this: {error}") from error
    return response
