"""People's names, Korean and in Latin letters. All are invented."""

import pytest

from shared.card.fields.names import korean_name, latin_name

KOREAN = [
    ("홍길동", "홍", "길동"),
    ("홍 길 동", "홍", "길동"),
    ("홍 길동", "홍", "길동"),
    ("김보기", "김", "보기"),
    ("이서준", "이", "서준"),
    ("박하늘", "박", "하늘"),
    ("최 윤", "최", "윤"),
    ("정민", "정", "민"),
    ("강솔", "강", "솔"),
    ("남궁민수", "남궁", "민수"),
    ("남궁 민수", "남궁", "민수"),
    ("남궁민", "남궁", "민"),
    ("제갈윤", "제갈", "윤"),
    ("황보 윤", "황보", "윤"),
    ("선우 진", "선우", "진"),
    ("독고영재", "독고", "영재"),
    ("사공 은", "사공", "은"),
    ("김 빛나래", "김", "빛나래"),
    ("홍길동(洪吉童)", "홍", "길동"),
]
LATIN = [
    ("Gildong Hong", "Hong", "Gildong"),
    ("Hong Gildong", "Hong", "Gildong"),
    ("Hong Gil-dong", "Hong", "Gil-dong"),
    ("Hong, Gildong", "Hong", "Gildong"),
    ("Hong, Gil Dong", "Hong", "Gil Dong"),
    ("HONG Gildong", "HONG", "Gildong"),
    ("GILDONG HONG", "HONG", "GILDONG"),
    ("Gil-Dong Hong", "Hong", "Gil-Dong"),
    ("G. D. Hong", "Hong", "G. D."),
    ("Kim Bogi", "Kim", "Bogi"),
    ("Mary O'Example", "O'Example", "Mary"),
    ("John van Example", "van Example", "John"),
    ("Anna-Maria Sample", "Sample", "Anna-Maria"),
    ("John Q. Sample", "Sample", "John Q."),
    ("Dr. Jane Sample", "Sample", "Jane"),
    ("Jane Sample, Ph.D.", "Sample", "Jane"),
    ("Jane Sample MBA", "Sample", "Jane"),
    ("José Ejemplo", "Ejemplo", "José"),
    ("Grace Baker", "Baker", "Grace"),
    ("Kelly Kim", "Kim", "Kelly"),
]
NO_KOREAN = [
    "이사", "이상", "전무", "고문", "상무", "사장", "부장", "차장",
    "과장", "대리", "주임", "사원", "안내", "주소", "전화", "이메일",
    "정보", "한국", "강남구", "고객센터", "서비스", "공장", "신뢰", "상담",
    "우편번호", "영업팀", "인사팀", "본사", "지점", "가", "남궁민수진", "보기전자주식",
]  # fmt: skip
NO_LATIN = [
    "Example Trading",
    "Sales Team",
    "R&D Center",
    "Manager",
    "www",
    "Since 1998",
    "your partner",
    "A",
    "Gildong",
]


@pytest.mark.parametrize(("printed", "family", "given"), KOREAN)
def test_a_korean_name_is_read_and_parted(printed: str, family: str, given: str) -> None:
    found = korean_name(printed)
    assert found is not None
    assert (found.value, found.family, found.given) == (family + given, family, given)


@pytest.mark.parametrize(("printed", "family", "given"), LATIN)
def test_a_latin_name_is_read_and_parted(printed: str, family: str, given: str) -> None:
    found = latin_name(printed)
    assert found is not None
    assert (found.value, found.family, found.given) == (f"{given} {family}", family, given)


@pytest.mark.xfail(reason="not read yet", strict=True)
@pytest.mark.parametrize("printed", ["洪吉童", "홍 길동 진영", "김알렉산더"])
def test_a_name_is_not_read_yet(printed: str) -> None:
    assert korean_name(printed) is not None


@pytest.mark.parametrize("printed", NO_KOREAN)
def test_words_that_begin_like_a_surname_are_no_names(printed: str) -> None:
    assert korean_name(printed) is None


@pytest.mark.parametrize("printed", NO_LATIN)
def test_other_latin_words_are_no_names(printed: str) -> None:
    assert latin_name(printed) is None


def test_usual_syllables_make_a_name_more_likely() -> None:
    usual, odd = korean_name("김민준"), korean_name("김꽃꿈")
    assert usual is not None
    assert odd is None or usual.confidence > odd.confidence
