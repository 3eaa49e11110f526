"""Web addresses as cards print them and as OCR reads them."""

import pytest

from shared.card.fields.folding import fold
from shared.card.fields.urls import find_url

PRINTED = [
    ("www.example.com", "www.example.com"),
    ("WWW.EXAMPLE.CO.KR", "www.example.co.kr"),
    ("http://www.example.com", "http://www.example.com"),
    ("https://example.com/", "https://example.com/"),
    ("example.kr", "example.kr"),
    ("example.co.kr", "example.co.kr"),
    ("blog.example.com/hong", "blog.example.com/hong"),
    ("http://example.com/About", "http://example.com/About"),
    ("W. www.example.com", "www.example.com"),
    ("W www.example.com", "www.example.com"),
    ("Web: example.com", "example.com"),
    ("Homepage : www.example.org", "www.example.org"),
    ("홈페이지 www.example.com", "www.example.com"),
    ("홈페이지: http://example.kr", "http://example.kr"),
    ("URL www.example.net", "www.example.net"),
    ("www.ex-ample.com", "www.ex-ample.com"),
    ("https://shop.example.com/ko/?id=7", "https://shop.example.com/ko/?id=7"),
    ("www.example.com:8080", "www.example.com:8080"),
    ("T. 02-123-4567 www.example.com", "www.example.com"),
    ("example.io", "example.io"),
]
CAUGHT = [
    ("www.example.co kr", "www.example.co.kr"),
    ("www _example_kr", "www.example.kr"),
    ("www example kr", "www.example.kr"),
    ("www example co kr", "www.example.co.kr"),
    ("www.exam ple.com", "www.example.com"),
    ("www,example,.co.kr", "www.example.co.kr"),
    ("www.ex~ample.com", "www.ex-ample.com"),
    ("www .example_kr", "www.example.kr"),
    ("WWW,Example.co.kr", "www.example.co.kr"),
    ("www. example.com", "www.example.com"),
    ("www.example .com", "www.example.com"),
    ("wwww.example.com", "www.example.com"),
    ("vvww.example.com", "www.example.com"),
    ("http:/www.example.com", "http://www.example.com"),
    ("http;//example.com", "http://example.com"),
    ("www.example.corn", "www.example.com"),
    ("www.example.com.", "www.example.com"),
    ("W.www.example.com", "www.example.com"),
    ("www example.com", "www.example.com"),
]
NOT_YET = [
    ("wwwexample.com", "www.example.com"),  # the first dot is lost
    ("www.예시.com", "www.예시.com"),  # a name in Hangul
]
NO_URL = [
    "co.kr",
    "Co., Ltd.",
    "hong@example.com",
    "Director, Global Business",
    "No.1",
    "A.M. 10.00",
    "가나다.라마",
    "Node.js",
]


@pytest.mark.parametrize(("printed", "address"), PRINTED + CAUGHT)
def test_a_web_address_is_found(printed: str, address: str) -> None:
    found = find_url(fold(printed))
    assert found is not None
    assert found.value == address


@pytest.mark.xfail(reason="not read yet", strict=True)
@pytest.mark.parametrize(("printed", "address"), NOT_YET)
def test_a_web_address_is_not_read_yet(printed: str, address: str) -> None:
    test_a_web_address_is_found(printed, address)


@pytest.mark.parametrize("printed", NO_URL)
def test_other_texts_are_no_web_addresses(printed: str) -> None:
    assert find_url(fold(printed)) is None
