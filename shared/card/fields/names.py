"""People's names: what the words alone say. Where the name stands on the card is weighed by `choice`."""

import re
from typing import Final

from shared.card.fields.departments import could_be_department, is_korean_department
from shared.card.fields.found import Found
from shared.card.fields.titles import is_korean_title
from shared.card.fields.words import one_of, word_set, words

_COMMON: Final = frozenset(words("surnames_ko")[:60])
_KOREAN: Final = re.compile(
    rf"""
    (?P<family> {one_of("surnames_ko")} ) (?P<gap> \s? )
    (?P<given> [가-힣] (?: \s? [가-힣] (?: \s?[가-힣] )? )? )
    (?: \s? [(\[]? \s? (?P<hanja> [\u4e00-\u9fff] (?: \s? [\u4e00-\u9fff] ){{1,4}} ) \s? [)\]]? )?   # 金民俊
    (?: \s? 님 )?
    """,
    re.VERBOSE,
)
_WORD = (
    r"(?:(?!(?:MBA|CPA|CFA|MD|DDS|AIA|RN|PE|LLM|JD)\b)[A-ZÀ-Þ][A-Za-zÀ-ÿ]*(?:['’][A-Za-zÀ-ÿ]+)?(?:-[A-Za-zÀ-ÿ]+)*\.?)"
)
_PARTICLE = one_of("name_particles")
_HONOUR = r"(?:Dr|Mr|Mrs|Ms|Prof|Rev|Sir)\.?\s"
_DEGREE = r"(?:,?\s(?:Ph\.?\s?D|M\.?D|MBA|CPA|CFA|Esq|Jr|Sr|PE|DDS|LL\.?M|J\.?D|III?|AIA|RN)\.?)"
_LATIN: Final = re.compile(
    rf"(?:{_HONOUR})?(?P<all>{_WORD}(?:\s(?:{_PARTICLE}\s)*{_WORD}){{1,3}}|{_WORD},\s?{_WORD}(?:[\s-]{_WORD})?)(?:{_DEGREE})*"
)
_NICKNAME: Final = re.compile(r"\s?[(\"'][A-Z][A-Za-z-]+[)\"'](?=\s)")
_BUSINESS: Final = word_set("company_words_en") | word_set("titles_en") | word_set("departments_en")


def korean_name(text: str) -> Found | None:
    """Take `text` as a Korean name if it is one in form; `confidence` says how name-like the syllables are.

    >>> found = korean_name("홍 길 동"); found.value, found.family, found.given
    ('홍길동', '홍', '길동')
    >>> korean_name("이사") is None
    True
    """
    match = _KOREAN.fullmatch(text)
    if match is None:
        return None
    family, given = _split(match)
    whole = family + given
    if not given or whole in word_set("not_names_ko") or is_korean_title(whole) or is_korean_department(whole):
        return None
    likely = 0.45 + 0.2 * (family in _COMMON or len(family) == 2) + 0.25 * _is_given(given) - 0.2 * (len(given) != 2)
    return Found("name", whole, text, 0, len(text), likely, family, given)


def _split(match: re.Match[str]) -> tuple[str, str]:
    """Part surname and given name; '황보민' is 황 보민 more often than 황보 민, unless a space says so."""
    family, given = match["family"], match["given"].replace(" ", "")
    if len(given) == 3 and not match["gap"]:
        return "", ""
    if len(family) == 2 and len(given) == 1 and not match["gap"] and family[0] in _COMMON and _is_given(family[1]):
        return family[0], family[1] + given
    return family, given


def _is_given(given: str) -> bool:
    return all(syllable in word_set("given_syllables_ko") for syllable in given)


def latin_name(text: str) -> Found | None:
    """Take `text` as a name in Latin letters if it is one in form.

    >>> found = latin_name("Hong, Gildong"); found.value, found.family
    ('Gildong Hong', 'Hong')
    >>> latin_name("Example Trading") is None
    True
    """
    match = _LATIN.fullmatch(_NICKNAME.sub("", text))
    if match is None or could_be_department(text):
        return None
    printed = match["all"]
    plain = [word.casefold().strip(".,") for word in printed.split()]
    if any(word in _BUSINESS for word in plain) and plain[0] not in word_set("given_names_en"):
        return None
    family, given = _parts(printed)
    known = plain[0] in word_set("given_names_en") or plain[-1] in word_set("given_names_en")
    korean = family.casefold() in word_set("surnames_latin")
    likely = 0.4 + 0.25 * known + 0.25 * korean + 0.05 * (len(plain) == 2)
    return Found("name", f"{given} {family}", text, 0, len(text), likely, family, given)


def _parts(printed: str) -> tuple[str, str]:
    """Family name last, but first before a comma, in capitals, or when only the first word is a Korean surname."""
    if "," in printed:
        family, given = printed.split(",", 1)
        return family.strip(), given.strip()
    first, *others = printed.split()
    surnames = word_set("surnames_latin")
    shouted = first.isupper() and first.isalpha() and len(first) > 1 and not printed.isupper()
    leads = first.casefold() in surnames and others[-1].casefold() not in surnames
    if shouted or (leads and first.casefold() not in word_set("given_names_en")):
        return first, " ".join(others)
    particle = next((at for at, word in enumerate(others) if re.fullmatch(_PARTICLE, word)), len(others) - 1)
    return " ".join(others[particle:]), " ".join([first, *others[:particle]])
