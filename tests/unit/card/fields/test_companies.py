"""Companies that print their legal form. All are invented."""

import pytest

from shared.card.fields.companies import find_company
from shared.card.fields.folding import fold

PRINTED = [
    ("(주)보기전자", "(주)보기전자"),
    ("(주) 보기전자", "(주)보기전자"),
    ("㈜보기전자", "(주)보기전자"),
    ("보기전자(주)", "보기전자(주)"),
    ("보기전자 ㈜", "보기전자(주)"),
    ("주식회사 보기", "주식회사 보기"),
    ("보기테크 주식회사", "보기테크 주식회사"),
    ("주식회사 보기 앤 예시", "주식회사 보기 앤 예시"),
    ("유한회사 보기상사", "유한회사 보기상사"),
    ("(유)보기운수", "(유)보기운수"),
    ("법무법인 보기", "법무법인 보기"),
    ("법무법인(유한) 보기", "법무법인(유한) 보기"),
    ("보기회계법인", "보기회계법인"),
    ("사단법인 한국보기협회", "사단법인 한국보기협회"),
    ("재단법인 보기문화재단", "재단법인 보기문화재단"),
    ("의료법인 보기의료재단", "의료법인 보기의료재단"),
    ("농업회사법인 주식회사 보기들", "농업회사법인 주식회사 보기들"),
    ("보기사회적협동조합", "보기사회적협동조합"),
    ("Example Trading Co., Ltd.", "Example Trading Co., Ltd."),
    ("EXAMPLE CO.,LTD", "EXAMPLE CO.,LTD"),
    ("Example Inc.", "Example Inc."),
    ("Example, Inc.", "Example, Inc."),
    ("Example Systems Corp.", "Example Systems Corp."),
    ("Example Holdings LLC", "Example Holdings LLC"),
    ("Example Ltd", "Example Ltd"),
    ("Example GmbH", "Example GmbH"),
    ("Example Pte. Ltd.", "Example Pte. Ltd."),
    ("Example Software AG", "Example Software AG"),
]
CAUGHT = [
    ("a) (주)보기소프트", "(주)보기소프트"),
    ("쥐보기항공물류", "(주)보기항공물류"),
    ("[쥐보기전자", "(주)보기전자"),
    ("(주보기전자", "(주)보기전자"),
    ("(주)보기전자 영업부", "(주)보기전자"),
    ("주식회사 우리팀", "주식회사 우리팀"),
    ("(주)보기전자 | 대표이사", "(주)보기전자"),
    ("Example Co Ltd", "Example Co Ltd"),
]
NOT_YET = [("보기전자 (주", "보기전자(주)"), ("보기 인더스트리 식회사", "보기 인더스트리 주식회사")]
NO_COMPANY = ["㈜", "Inc.", "(주)", "주소", "영업부", "홍길동", "Income", "Limited"]


@pytest.mark.parametrize(("printed", "company"), PRINTED + CAUGHT)
def test_a_legal_form_names_the_company(printed: str, company: str) -> None:
    found = find_company(fold(printed))
    assert found is not None
    assert found.value == company


@pytest.mark.xfail(reason="not read yet", strict=True)
@pytest.mark.parametrize(("printed", "company"), NOT_YET)
def test_a_company_is_not_read_yet(printed: str, company: str) -> None:
    test_a_legal_form_names_the_company(printed, company)


@pytest.mark.parametrize("printed", NO_COMPANY)
def test_no_company_without_a_name_and_a_form(printed: str) -> None:
    assert find_company(fold(printed)) is None
