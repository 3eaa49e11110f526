"""Payloads of every recorded shape are understood, and none makes the skill server stumble."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.usecases.chat.talk import Ask
from shared.web.kakao import ask_of
from tools.kakao.payloads import photo_payload, picture_payload, text_payload

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
ONE = "http://secure.kakaocdn.net/dna/a/i.jpg?credential=c&expires=1&signature=a%2B%3D"
TWO = "http://secure.kakaocdn.net/dna/b/i.jpg?credential=c&expires=1&signature=b%2C1"


def secure(**plugin: str) -> dict[str, Any]:
    payload = text_payload("user", "명함 등록")
    payload["action"]["params"]["secureimage"] = json.dumps(plugin)
    return payload


def only_in_details(name: str, value: str) -> dict[str, Any]:
    payload = text_payload("user", "명함 등록")
    payload["action"] |= {"params": {}, "detailParams": {"photo": {name: value, "groupName": ""}}}
    return payload


def media(value: object) -> dict[str, Any]:
    payload = text_payload("user", ONE)
    payload["userRequest"]["params"]["media"] = value
    return payload


PHOTOS = {
    "two in JSON": (photo_payload("user", [ONE, TWO]), [ONE, TWO]),
    "split by a comma alone": (secure(secureUrls=f"List({ONE},{TWO})"), [ONE, TWO]),
    "a comma in an address": (secure(secureUrls=f"List({ONE},x, {TWO})"), [f"{ONE},x", TWO]),
    "without List": (secure(secureUrls=ONE), [ONE]),
    "blanks around": (secure(secureUrls=f"List( {ONE} , {TWO} )"), [ONE, TWO]),
    "bare List as origin": (only_in_details("origin", f"List({ONE})"), [ONE]),
    "bare address as origin": (only_in_details("origin", ONE), [ONE]),
    "JSON as value of a detail": (only_in_details("value", json.dumps({"secureUrls": f"List({ONE})"})), [ONE]),
    "an ordinary photo": (picture_payload("user", ONE), [ONE]),
    "media written in a text": (media(json.dumps({"type": "image", "url": ONE})), [ONE]),
    "a video": (media({"type": "video", "url": ONE}), []),
    "eleven": (
        secure(secureUrls=f"List({', '.join(f'{ONE}{n}' for n in range(11))})"),
        [f"{ONE}{n}" for n in range(10)],
    ),
    "plain text": (text_payload("user", "명함 목록"), []),
}


@pytest.mark.parametrize(("payload", "photos"), PHOTOS.values(), ids=PHOTOS)
def test_photos_are_found_in_every_shape_they_come_in(payload: object, photos: list[str]) -> None:
    assert ask_of(payload, NOW).photos == photos


def test_who_speaks_what_he_says_and_where_the_answer_goes_is_read() -> None:
    ask = ask_of(photo_payload("user", [ONE], "https://bot-api.kakao.com/callback/1"), NOW)
    assert (ask.user, ask.utterance, ask.callback) == ("user", "명함 등록", "https://bot-api.kakao.com/callback/1")


def test_a_button_brings_along_what_it_was_given_and_null_brings_nothing() -> None:
    assert ask_of(text_payload("user", "네", {"confirmed": "card"}), NOW).chosen == {"confirmed": "card"}
    assert ask_of(text_payload("user", "네"), NOW).chosen == {}


@pytest.mark.parametrize("gone", ["params", "detailParams", "clientExtra", "name", "id"])
def test_an_action_may_lack_anything(gone: str) -> None:
    payload = text_payload("user", "명함 목록")
    del payload["action"][gone]
    assert ask_of(payload, NOW).utterance == "명함 목록"


@pytest.mark.parametrize("gone", ["userRequest", "action", "bot", "intent", "contexts"])
def test_a_payload_may_lack_anything(gone: str) -> None:
    payload = photo_payload("user", [ONE])
    payload[gone] = None
    assert isinstance(ask_of(payload, NOW), Ask)


def test_consent_that_was_refused_is_seen_even_without_an_address() -> None:
    assert not ask_of(secure(privacyAgreement="N", secureUrls="List()"), NOW).consent
    assert ask_of(photo_payload("user", [ONE]), NOW).consent


@pytest.mark.parametrize(("minutes", "expired"), [(-1, True), (1, False)])
def test_a_link_is_over_when_its_time_is(minutes: int, expired: bool) -> None:
    until = (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S%z")
    assert ask_of(secure(secureUrls=f"List({ONE})", expire=until), NOW).expired is expired


def test_half_a_character_is_left_out() -> None:
    assert ask_of(json.loads('{"userRequest": {"utterance": "\\ud83d김철수"}}'), NOW).utterance == "김철수"


ANY_TEXT = st.text(st.characters(exclude_categories=[]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY_TEXT | st.just("List(http://a.example/)"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["action", "params", "detailParams", "value", "userRequest", "media", "secureUrls", "user"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON)
def test_nothing_that_is_json_makes_it_stumble(payload: object) -> None:
    assert len(ask_of(payload, NOW).photos) <= 10
