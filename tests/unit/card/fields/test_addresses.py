"""Addresses and their postal codes. Roads and buildings are invented."""

import pytest

from shared.card.fields.addresses import find_address, find_postal_code
from shared.card.fields.folding import fold

PRINTED = [
    "서울특별시 강남구 보기로 12",
    "서울특별시 강남구 보기로 12, 3층 (보기동)",
    "서울시 마포구 보기로12길 3",
    "서울 종로구 보기대로 345 예시빌딩 7층",
    "서울 중구 보기로 지하 12",
    "부산광역시 해운대구 보기대로 12-3",
    "부산 남구 보기로3번길 45",
    "대구 수성구 보기로 61 예시빌딩 6F",
    "인천 연수구 보기로 12, 301호",
    "광주광역시 서구 보기로 3",
    "대전광역시 유성구 보기1로 24",
    "울산 울주군 언양읍 보기로 7",
    "세종특별자치시 보기1로 5, 예시타워 801호",
    "경기도 성남시 분당구 보기로 294 예시타워 14층",
    "경기 화성시 동탄보기로 5-12",
    "강원특별자치도 춘천시 보기길 12",
    "충북 청주시 흥덕구 보기로 1",
    "전북특별자치도 전주시 완산구 보기로 12",
    "경남 창원시 성산구 보기대로 999",
    "제주특별자치도 제주시 보기길 62",
    "서울시 종로구 보기동 123-4번지",
    "경기도 가평군 설악면 보기리 산 12-3",
    "충남 천안시 보기동 12",
    "(01234) 서울시 강남구 보기로 12",
    "우 01234 서울시 강남구 보기로 12",
    "12, Bogi-ro, Jongno-gu, Seoul 01234, Korea",
    "123 Bogi-daero, Gangnam-gu, Seoul",
    "7, Bogi-ro 12beon-gil, Bundang-gu, Seongnam-si, Gyeonggi-do",
    "3F Example Bldg., 12 Bogi-gil, Mapo-gu, Seoul, Korea",
    "100 Example Street, Suite 200, Portland, OR 97000",
    "12 Example Road, London N1 0AA",
    "1 Example Plaza, New York, NY 10000",
    "P.O. Box 123, Springfield, IL 62700",
    "Unit 4, 20 Example Avenue, Sydney",
]
CAUGHT = [
    ("제주득별자치도 제주시 보기로 12", "제주특별자치도 제주시 보기로 12"),
    ("제주특별자치ㄷ 제주시 보기로 12", "제주특별자치도 제주시 보기로 12"),
    ("서욱 마포구 보기로 12", "서울 마포구 보기로 12"),
    ("서울시 강남구 보기로 12, 17증 (보기동)", "서울시 강남구 보기로 12, 17층 (보기동)"),
    ("SF, 12 Bogi-ro, Mapo-gu, Seoul", "5F, 12 Bogi-ro, Mapo-gu, Seoul"),
    ("2. (01234) 서울시 강남구 보기로 12", "(01234) 서울시 강남구 보기로 12"),
    ('서울시 강남구 보기로 12"', "서울시 강남구 보기로 12"),
    ("1 Example Street, SF, CA 94000", "1 Example Street, SF, CA 94000"),
    ("(연구소) 서울시 강남구 보기로 12", "서울시 강남구 보기로 12"),
    ("[본사] 서울시 강남구 보기로 12", "서울시 강남구 보기로 12"),
    ("주소 : 서울시 강남구 보기로 12", "서울시 강남구 보기로 12"),
    ("본사: 서울시 강남구 보기로 12", "서울시 강남구 보기로 12"),
    ("A. 서울시 강남구 보기로 12", "서울시 강남구 보기로 12"),
    ("Add. 12, Bogi-ro, Jongno-gu, Seoul", "12, Bogi-ro, Jongno-gu, Seoul"),
    ("공장 : 경기도 화성시 보기길 12", "경기도 화성시 보기길 12"),
]
NOT_YET = ["보기타워 3층", "Rua Exemplo, 254, São Paulo"]
NO_ADDRESS = [
    "365일 24시간 상담",
    "함께 가는 길 100년",
    "서울보기연구소",
    "홍길동",
    "Seoul Example Lab",
    "London",
    "대표이사",
    "Open 10:00 - 20:00",
    "New York Coffee",
    "www.example.com",
]
CODES = [
    ("(01234) 서울시 강남구 보기로 12", "01234"),
    ("우) 01234 서울시 강남구 보기로 12", "01234"),
    ("01234 서울시 강남구 보기로 12", "01234"),
    ("서울시 강남구 보기로 12 (우편번호 01234)", "01234"),
    ("서울시 강남구 보기로 12 (123-456)", "123-456"),
    ("12, Bogi-ro, Jongno-gu, Seoul 01234, Korea", "01234"),
    ("12, Bogi-ro, Jongno-gu, Seoul, 01234", "01234"),
    ("100 Example Street, Portland, OR 97000", "97000"),
    ("12 Example Road, London N1 0AA", "N1 0AA"),
]


@pytest.mark.parametrize("printed", PRINTED)
def test_an_address_is_taken_whole(printed: str) -> None:
    found = find_address(fold(printed))
    assert found is not None
    assert found.value == printed


@pytest.mark.parametrize(("printed", "address"), CAUGHT)
def test_a_label_is_no_part_of_the_address(printed: str, address: str) -> None:
    found = find_address(fold(printed))
    assert found is not None
    assert found.value == address


def test_a_latin_word_in_a_korean_address_casts_doubt() -> None:
    plain, mixed = find_address("서울시 강남구 보기로 12"), find_address("서울시 강남구 보기로 12 MEYS")
    assert plain is not None
    assert mixed is not None
    assert mixed.confidence < 0.75 <= plain.confidence


@pytest.mark.xfail(reason="not read yet", strict=True)
@pytest.mark.parametrize("printed", NOT_YET)
def test_an_address_is_not_read_yet(printed: str) -> None:
    test_an_address_is_taken_whole(printed)


@pytest.mark.parametrize("printed", NO_ADDRESS)
def test_other_texts_are_no_addresses(printed: str) -> None:
    assert find_address(fold(printed)) is None


@pytest.mark.parametrize(("address", "code"), CODES)
def test_the_postal_code_is_found(address: str, code: str) -> None:
    found = find_postal_code(address)
    assert found is not None
    assert found.value == code


@pytest.mark.parametrize("address", ["서울시 강남구 보기로 12345", "100 Example Street, Portland"])
def test_a_building_number_is_no_postal_code(address: str) -> None:
    assert find_postal_code(address) is None
