"""A change waits to be told: call the webhook, and try again later when it does not answer.

Signed as Standard Webhooks has it (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
"""

import hmac
import json
import logging
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from shared.usecases.message import Change, ChangeMessage
from shared.usecases.ports import Call, Clock, LaterNotices

DELAYS: Final = (5, 30, 120, 600, 1800, 3600, 3600, 7200, 7200, 14400, 14400, 28800)
"""Seconds before each further attempt: a day in all. After that the feed of changes still has it."""
SECRET_MARK: Final = "whsec_"  # noqa: S105  (what secrets begin with)


@dataclass(frozen=True, slots=True)
class SendWebhook:
    """Tells one change."""

    call: Call
    notices: LaterNotices
    secret: str
    clock: Clock

    def __call__(self, text: str) -> None:
        """Make one attempt for the message `text`. Raises BadMessage, ServiceUnavailable."""
        message = ChangeMessage.decode(text)
        body = json.dumps(payload(message.change), separators=(",", ":")).encode()
        failure = self.call(body, self._headers(message.change, body))
        if not failure:
            return
        if message.attempt >= len(DELAYS):
            logging.error("Webhook: gave change %d up after a day: %s", message.change.number, failure)
            return
        logging.warning("Webhook: change %d, attempt %d: %s", message.change.number, message.attempt + 1, failure)
        self.notices.send_later(ChangeMessage(message.change, message.attempt + 1), DELAYS[message.attempt])

    def _headers(self, change: Change, body: bytes) -> Mapping[str, str]:
        number, seconds = f"change-{change.number}", str(int(self.clock().timestamp()))
        return {
            "content-type": "application/json",
            "webhook-id": number,
            "webhook-timestamp": seconds,
            "webhook-signature": f"v1,{signature(self.secret, number, seconds, body)}",
        }


def payload(change: Change) -> dict[str, Any]:
    """What the webhook is told: an id to ask for, and nothing of what the card says."""
    kind = "namecards" if change.what.startswith("card.") else "photos"
    links = {"self": f"/api/{kind}/{change.subject}"} if change.subject else {}
    data = {"id": change.subject, "links": links}
    return {"type": change.what, "timestamp": change.at.isoformat(), "data": data}


def signature(secret: str, number: str, seconds: str, body: bytes) -> str:
    """HMAC-SHA256 over id, time and body, in base64."""
    key = b64decode(secret.removeprefix(SECRET_MARK)) if secret.startswith(SECRET_MARK) else secret.encode()
    signed = f"{number}.{seconds}.".encode() + body
    return b64encode(hmac.digest(key, signed, sha256)).decode()
