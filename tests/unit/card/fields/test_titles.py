"""Titles, Korean and English."""

import pytest

from shared.card.fields.titles import find_title

PRINTED = [
    ("대표이사", "대표이사"),
    ("대표이사 홍길동", "대표이사"),
    ("홍길동 부장", "부장"),
    ("홍길동 이사님", "이사님"),
    ("영업부 과장", "과장"),
    ("영업부/차장", "차장"),
    ("개발본부 | 수석연구원", "수석연구원"),
    ("책임 연구원", "책임 연구원"),
    ("영업본부장", "영업본부장"),
    ("경영지원팀장", "경영지원팀장"),
    ("전무이사", "전무이사"),
    ("상무보", "상무보"),
    ("공동대표", "공동대표"),
    ("대표변호사", "대표변호사"),
    ("공인회계사", "공인회계사"),
    ("수간호사", "수간호사"),
    ("교수 / 공학박사", "교수"),
    ("선임매니저", "선임매니저"),
    ("수석디자이너", "수석디자이너"),
    ("사무국장", "사무국장"),
    ("CEO", "CEO"),
    ("CEO / Founder", "CEO"),
    ("Chief Executive Officer", "Chief Executive Officer"),
    ("Vice President, Sales", "Vice President"),
    ("Sales Manager", "Sales Manager"),
    ("SENIOR MANAGER", "SENIOR MANAGER"),
    ("Director of Example Studies", "Director of Example Studies"),
    ("Senior Software Engineer II", "Senior Software Engineer II"),
    ("Attorney at Law", "Attorney at Law"),
    ("Managing Director", "Managing Director"),
    ("Associate Professor", "Associate Professor"),
    ("General Manager / Asia", "General Manager"),
]
CAUGHT = [
    ("Attorney at Law Amy Sample", "Attorney at Law"),
    ("Assistant Manager Peter van Example", "Assistant Manager"),
    ("대 표 이 사", "대표이사"),
    ("부 장", "부장"),
    ("대 표이 사", "대표이사"),
    ("Director, Global Business", "Director"),
    ("Chief Executive Officer Gildong Sample", "Chief Executive Officer"),
    ("Gildong Hong Manager", "Manager"),
    ("Design Center Team Leader", "Team Leader"),
    ("프로", "프로"),
]
NOT_YET = [("홍길동부장", "부장"), ("Gerente de Ventas", "Gerente de Ventas")]
NO_TITLE = [
    "Head of",
    "고객을 섬기는 대표 기업이 되겠습니다",
    "Your trusted partner",
    "Head Office",
    "홍길동",
    "Example Partners",
    "이사짐센터",
    "감사합니다",
    "Grace Pilot",
    "보기건축사사무소",
]


@pytest.mark.parametrize(("printed", "title"), PRINTED + CAUGHT)
def test_a_title_is_found(printed: str, title: str) -> None:
    found = find_title(printed)
    assert found is not None
    assert found.value == title


@pytest.mark.xfail(reason="not read yet", strict=True)
@pytest.mark.parametrize(("printed", "title"), NOT_YET)
def test_a_title_is_not_read_yet(printed: str, title: str) -> None:
    test_a_title_is_found(printed, title)


@pytest.mark.parametrize("printed", NO_TITLE)
def test_other_texts_are_no_titles(printed: str) -> None:
    assert find_title(printed) is None
