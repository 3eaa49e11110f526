"""Drawers: which searches find a card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.card.row import CardRow, CardStatus, Edits
from shared.usecases.facets import PREFIX_LENGTHS, facets, matches, query_facet, searched, terms

KIM = CardRow(
    "0" * 26,
    1,
    "1",
    {
        "fields": {
            "name": [{"value": "김철수"}],
            "company": [{"value": "(주)한빛 전자"}],
            "email": [{"value": "CS.Kim@Hanbit.co.kr"}],
            "mobile": [{"value": "+821012345678"}],
            "tel": [{"value": "+8225550199"}],
        }
    },
    CardStatus.READ,
)


def finds(typed: str, row: CardRow = KIM) -> bool:
    query = searched(typed)
    return query_facet(query) in facets(row) and matches(row, query)


@pytest.mark.parametrize(
    "typed",
    [
        *("김", "김철", "김철수", "ㄱ", "ㄱㅊ", "ㄱㅊㅅ"),
        *("한빛", "한빛전자", "한빛 전자", "전자", "(주)한", "ㅎㅂㅈㅈ"),
        *("cs.kim", "CS.KIM@hanbit.co.kr"),
        *("010", "010-1234", "01012345678", "+82 10 1234", "1234-5678", "5678", "02-555", "02) 555-0199"),
    ],
)
def test_a_card_is_found_by_the_begin_of_what_it_says(typed: str) -> None:
    assert finds(typed)


@pytest.mark.parametrize("typed", ["철수", "ㄱㅅ", "hanbit", "0101234567890", "234", "김철수님"])
def test_a_card_is_not_found_by_anything_else(typed: str) -> None:
    assert not finds(typed)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), st.integers(1, 40))
def test_every_prefix_of_every_name_finds_its_card(name: str, length: int) -> None:
    row = CardRow("0" * 26, 1, "1", {"fields": {"name": [{"value": name}]}})
    assert all(query_facet(term[:length]) in facets(row) and matches(row, term[:length]) for term in terms(row))


def test_a_person_s_word_stands_instead_of_what_was_read() -> None:
    edited = KIM.edited(fields={"name": [{"value": "박영희"}]})
    assert finds("박영", edited)
    assert not finds("김철", edited)


def test_a_deleted_card_is_found_only_by_the_sweep_and_by_who_would_be_forgotten() -> None:
    kinds = {facet.partition(":")[0] for facet in facets(KIM.edited(deleted_at="2026-01-01T00:00:00+00:00"))}
    assert kinds == {"deleted", "person"}


def test_an_erased_card_is_in_no_drawer() -> None:
    assert facets(KIM.edited(memo="x").erased()) == frozenset()
    assert KIM.erased().edits == Edits()


def test_a_card_with_endless_values_has_not_endless_drawers() -> None:
    row = CardRow("0" * 26, 1, "1", {"fields": {"name": [{"value": f"{n} name"} for n in range(10_000)]}})
    assert len(facets(row)) < 50 * len(PREFIX_LENGTHS)
