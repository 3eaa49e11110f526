"""Departments, Korean and English."""

import pytest

from shared.card.fields.departments import find_department

PRINTED = [
    ("영업부", "영업부"),
    ("영업부 과장", "영업부"),
    ("해외영업팀 / 대리", "해외영업팀"),
    ("경영지원본부 인사팀", "경영지원본부 인사팀"),
    ("기술연구소", "기술연구소"),
    ("기업부설연구소 소장", "기업부설연구소"),
    ("R&D센터", "R&D센터"),
    ("AI개발팀", "AI개발팀"),
    ("마케팅 팀장", "마케팅"),
    ("전략기획실", "전략기획실"),
    ("글로벌사업부", "글로벌사업부"),
    ("디자인그룹", "디자인그룹"),
    ("총무과", "총무과"),
    ("컴퓨터공학과 교수", "컴퓨터공학과"),
    ("강남지점", "강남지점"),
    ("생산1팀", "생산1팀"),
    ("Sales Team", "Sales Team"),
    ("Overseas Sales Team", "Overseas Sales Team"),
    ("Human Resources", "Human Resources"),
    ("R&D Center", "R&D Center"),
    ("Strategy & Planning", "Strategy & Planning"),
    ("Department of Example Studies", "Department of Example Studies"),
    ("Marketing Division", "Marketing Division"),
    ("Manager, Quality Assurance", "Quality Assurance"),
]
NOT_YET = [("영 업 부", "영 업 부"), ("보기연구센터", "보기연구센터")]
NO_DEPARTMENT = [
    "홍길동",
    "약국",
    "보기연구소",
    "치과",
    "전국",
    "연락처",
    "사무실",
    "남부",
    "Example Trading",
    "외부",
    "욕실",
]


@pytest.mark.parametrize(("printed", "department"), PRINTED)
def test_a_department_is_found(printed: str, department: str) -> None:
    found = find_department(printed)
    assert found is not None
    assert found.value == department


@pytest.mark.xfail(reason="not read yet", strict=True)
@pytest.mark.parametrize(("printed", "department"), NOT_YET)
def test_a_department_is_not_read_yet(printed: str, department: str) -> None:
    test_a_department_is_found(printed, department)


@pytest.mark.parametrize("printed", NO_DEPARTMENT)
def test_other_texts_are_no_departments(printed: str) -> None:
    assert find_department(printed) is None
