"""Skill payloads as Kakao sends them."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

LINK_LIFE: Final = timedelta(minutes=10)


def text_payload(user: str, utterance: str, extra: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A user types or presses a button; `extra` is what the button brings along."""
    return {
        "intent": {"id": "block", "name": "폴백 블록", "extra": {"reason": {"code": 1, "message": "OK"}}},
        "userRequest": {
            "timezone": "Asia/Seoul",
            "params": {"surface": "Kakaotalk.plusfriend"},
            "block": {"id": "block", "name": "폴백 블록"},
            "utterance": utterance,
            "lang": "ko",
            "user": {"id": user, "type": "botUserKey", "properties": {"botUserKey": user, "plusfriendUserKey": user}},
        },
        "bot": {"id": "bot", "name": "명함"},
        "action": {
            "name": "명함",
            "clientExtra": dict(extra) if extra else None,
            "params": {},
            "id": "action",
            "detailParams": {},
        },
        "contexts": [],
    }


def photo_payload(user: str, urls: Sequence[str], callback: str = "") -> dict[str, Any]:
    """A user sends photos through the secure image plugin."""
    payload = text_payload(user, "명함 등록")
    addresses = f"List({', '.join(urls)})"
    value = json.dumps(
        {
            "privacyAgreement": "Y",
            "imageQuantity": str(len(urls)),
            "secureUrls": addresses,
            "expire": (datetime.now(UTC) + LINK_LIFE).strftime("%Y-%m-%dT%H:%M:%S%z"),
        }
    )
    payload["action"]["params"] = {"secureimage": value}
    payload["action"]["detailParams"] = {"secureimage": {"origin": addresses, "value": value, "groupName": ""}}
    return with_callback(payload, callback)


def picture_payload(user: str, url: str, callback: str = "") -> dict[str, Any]:
    """A user sends one photo as he would to anyone."""
    payload = text_payload(user, url)
    payload["userRequest"]["params"]["media"] = {"type": "image", "url": url}
    payload["flow"] = {"trigger": {"type": "IMAGE_UPLOAD"}}
    return with_callback(payload, callback)


def with_callback(payload: dict[str, Any], url: str) -> dict[str, Any]:
    """The payload of a block that has its callback switched on."""
    return {**payload, "userRequest": {**payload["userRequest"], "callbackUrl": url}} if url else payload
