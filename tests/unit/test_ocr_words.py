"""Readings of one line by English, by Korean and by both become one. Places are px from the crop's left."""

import pytest

from shared.adapters.ocr.words import Word, confidence_of, is_doubtful, settle, text_of, with_storeys

Read = tuple[str, float, int, int]  # text, confidence, left, right


def words(*read: Read) -> list[Word]:
    """Words with a blank before each; syllables that a '+' begins are set close."""
    return [Word(text.lstrip("+"), sure, left, right, not text.startswith("+")) for text, sure, left, right in read]


ROAD = ("보기로", 0.95, 0, 60), ("12", 0.95, 70, 90)
ENGLISH = [  # both, English alone, what is printed
    ([*ROAD, ("1", 0.9, 100, 110), ("+다", 0.9, 110, 140)], [("15F", 0.97, 100, 140)], "보기로 12 15F"),
    ([*ROAD, ("13", 0.9, 100, 140)], [("13F", 0.97, 100, 140)], "보기로 12 13F"),
    ([*ROAD, ("가,", 0.9, 100, 140)], [("2F,", 0.97, 100, 140)], "보기로 12 2F,"),
    ([*ROAD, ("동", 0.9, 100, 140)], [("NS", 0.97, 100, 140)], "보기로 12 N동"),
    ([*ROAD, ("12층", 0.9, 100, 140)], [("12F", 0.5, 100, 140)], "보기로 12 12층"),
    ([*ROAD, ("3층", 0.9, 100, 140)], [("32", 0.9, 100, 140)], "보기로 12 3층"),
]
KOREAN = [  # both, Korean alone, what is printed
    ([*ROAD, ("NS", 0.95, 100, 140)], [("동", 0.7, 100, 140)], "보기로 12 N동"),
    ([*ROAD, ("N-S", 0.8, 100, 140)], [("시동", 0.9, 100, 140)], "보기로 12 N동"),
    ([("MER", 0.3, 0, 20), ("YAS", 0.3, 30, 60), ("12", 0.9, 70, 90)], [("보", 0.9, 0, 30), ("+기로", 0.8, 30, 60)],
     "보기로 12"),
    ([("FAA", 0.4, 0, 60)], [("홍길동", 0.9, 0, 60)], "홍길동"),
    ([("보기", 0.9, 0, 60), ("IT", 0.9, 70, 90)], [("보기", 0.9, 0, 60), ("나", 0.9, 70, 90)], "보기 IT"),
    ([("메일", 0.9, 0, 60), ("a@b.kr", 0.5, 70, 90)], [("메일", 0.9, 0, 60), ("으이", 0.9, 70, 90)], "메일 a@b.kr"),
    ([("보기", 0.9, 0, 60), ("Lab", 0.7, 70, 90)], [("보기", 0.9, 0, 60), ("나", 0.5, 70, 90)], "보기 Lab"),
    ([("보기", 0.9, 0, 60), ("Lab", 0.5, 70, 90)], [("보기", 0.9, 0, 60), ("1나6", 0.9, 70, 90)], "보기 Lab"),
]  # fmt: skip


@pytest.mark.parametrize(("mixed", "english", "printed"), ENGLISH)
def test_english_knows_the_letters_of_storeys_and_buildings(
    mixed: list[Read], english: list[Read], printed: str
) -> None:
    assert text_of(with_storeys(words(*mixed), words(*english))) == printed


@pytest.mark.parametrize(("mixed", "korean", "printed"), KOREAN)
def test_korean_is_believed_where_it_is_surer(mixed: list[Read], korean: list[Read], printed: str) -> None:
    assert text_of(settle(words(*mixed), words(*korean))) == printed


@pytest.mark.parametrize(
    ("read", "doubtful"),
    [
        ([("홍길동", 0.9, 0, 60)], False),
        ([("보기로", 0.9, 0, 60), ("NS", 0.99, 70, 90)], True),
        ([("메일", 0.9, 0, 60), ("a@b.kr", 0.3, 70, 90)], False),
        ([("FAA", 0.4, 0, 60)], True),
        ([("Hong", 0.8, 0, 60)], False),
        ([("hong@example.com", 0.3, 0, 60)], False),
    ],
)
def test_korean_reads_again_what_may_be_hangul(read: list[Read], doubtful: bool) -> None:
    assert is_doubtful(words(*read)) is doubtful


def test_a_line_is_as_sure_as_its_letters_are() -> None:
    assert confidence_of(words(("a", 0.0, 0, 9), ("abc", 1.0, 9, 99))) == 0.75
    assert confidence_of([]) == 0.0
