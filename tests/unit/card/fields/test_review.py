"""Which cards ask for a person, and why."""

import pytest

from shared.card.fields import extract_fields, review
from tests.unit.card.fields.printed import card

SURE = ("보기전자(주)", "홍길동", "부장", "010-0123-4567", "gildong.hong@example.com")


def test_a_card_with_name_company_and_a_sure_way_to_reach_the_person_asks_nobody() -> None:
    assert review(extract_fields(card(*SURE))) == ()


@pytest.mark.parametrize(("left_out", "what"), [(0, "No company"), (1, "No name")])
def test_what_is_missing_is_said(left_out: int, what: str) -> None:
    rows = [row for at, row in enumerate(SURE) if at != left_out]
    (reason,) = review(extract_fields(card(*rows)))
    assert reason.startswith(what)


def test_a_card_without_any_way_to_reach_the_person_is_looked_at() -> None:
    assert review(extract_fields(card(*SURE[:3]))) == ("No way to reach the person was found.",)


def test_a_card_that_was_hard_to_read_is_looked_at() -> None:
    reasons = review(extract_fields(card(*SURE, confidence=0.5)))
    assert len(reasons) == 3
    assert all("unsure" in reason for reason in reasons)


@pytest.mark.parametrize("broken", ["gildong.hong@:", "E-mail: gildong", "이메일 700아"])
def test_a_mail_address_that_could_not_be_read_is_looked_at(broken: str) -> None:
    (reason,) = review(extract_fields(card(*SURE, broken)))
    assert "mail address" in reason


def test_a_name_in_a_social_network_asks_nobody() -> None:
    assert review(extract_fields(card(*SURE, "@hong_design"))) == ()
