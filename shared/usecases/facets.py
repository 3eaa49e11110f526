"""The drawers a card lies in: a row in, facets out. Lists, searches and the look for duplicates open drawers.

A facet is an equality. A search by prefix opens the drawer of the longest indexed prefix and checks the rest on the
cards themselves, so a drawer may hold more than was asked for and never less.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

from shared.card.row import CardRow

PREFIX_LENGTHS: Final = (1, 2, 3, 4, 6, 8, 12, 16)
"""Of a term, in characters: fewer rows than one for each length, and still few strangers in each drawer."""
CONSONANTS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
"""Initial consonants in the order of Unicode's Hangul syllables."""
FIRST_SYLLABLE: Final = ord("가")
SYLLABLES_PER_CONSONANT: Final = 588
NUMBER_MARKS: Final = frozenset("0123456789+-.() ")
MOST_TERMS: Final = 40
"""Of a card, so that no card writes index rows without end."""

DELETED: Final = "deleted"
"""The drawer of cards that wait to be erased."""


def facets(row: CardRow | None) -> frozenset[str]:
    """Every drawer that the card lies in."""
    if row is None:
        return frozenset()
    found = set(map(person_facet, identifiers(row)))
    if row.edits.deleted_at:
        return frozenset(found | {DELETED})
    if row.hidden:
        return frozenset(found)
    found |= {f"status:{row.status}", f"review:{row.review}"}
    found |= {tag_facet(tag) for tag in row.edits.tags}
    found |= {owner_facet(row.owner)} if row.owner else set()
    found |= set(map(same_facet, sameness(row)))
    found |= {f"q:{term[:length]}" for term in terms(row) for length in PREFIX_LENGTHS if length <= len(term)}
    return frozenset(found)


def tag_facet(tag: str) -> str:
    """The drawer of a tag, whatever its case."""
    return f"tag:{folded(tag)}"


def owner_facet(owner: str) -> str:
    """The drawer of the cards that a chat user sent."""
    return f"owner:{owner}"


def person_facet(identifier: str) -> str:
    """The drawer of a phone number or e-mail address, deleted and merged cards included."""
    return f"person:{identifier}"


def same_facet(shared: str) -> str:
    """The drawer of cards that share one of the things that `sameness` gives."""
    return f"same:{shared}"


def query_facet(query: str) -> str:
    """The drawer to open for a search; `query` is one that `searched` gave."""
    return "q:" + query[: max(length for length in PREFIX_LENGTHS if length <= len(query))]


def searched(text: str) -> str:
    """What a person typed, as terms are written; empty when nothing is left of it."""
    return digits(text) if NUMBER_MARKS.issuperset(text) else folded(text)


def matches(row: CardRow, query: str) -> bool:
    """Whether a search for `query` finds the card."""
    return any(term.startswith(query) for term in terms(row))


def terms(row: CardRow) -> list[str]:
    """What a search compares: names, companies, e-mail addresses and numbers as `folded` or `digits` give them."""
    fields = row.fields
    found: list[str] = []
    for name in ("name", "company"):
        for value in fields.get(name, []):
            found += _text_terms(value["value"])
    found += [folded(value["value"]) for value in fields.get("email", [])]
    for name in ("mobile", "tel"):
        for value in fields.get(name, []):
            found += _number_terms(digits(value["value"]), mobile=name == "mobile")
    return list(dict.fromkeys(term for term in found if term))[:MOST_TERMS]


def identifiers(row: CardRow) -> set[str]:
    """The person's numbers and addresses, those that were read and those that were put in their place."""
    both = [row.card.get("fields", {}), row.edits.fields]
    numbers = {
        digits(one["value"]) for fields in both for name in ("mobile", "tel", "fax") for one in fields.get(name, ())
    }
    emails = {folded(one["value"]) for fields in both for one in fields.get("email", ())}
    return (numbers | emails) - {""}


def sameness(row: CardRow) -> set[str]:
    """What two cards of one person share: a mobile number, an e-mail address, or company and name."""
    fields = row.fields
    shared = {f"mobile:{digits(one['value'])}" for one in fields.get("mobile", [])}
    shared |= {f"email:{folded(one['value'])}" for one in fields.get("email", [])}
    names = {folded(one["value"]) for one in fields.get("name", [])}
    companies = {_bare_company(one["value"]) for one in fields.get("company", [])}
    return shared | {
        f"company and name:{company}/{name}" for company in companies for name in names if company and name
    }


def folded(text: str) -> str:
    """Text as it is compared: composed, without case, spaces and invisible characters."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return "".join(one for one in composed if one.isprintable() and not one.isspace())


def digits(number: str) -> str:
    """A telephone number as it is dialled at home in Korea; other countries' begin with their code.

    >>> digits("+82 10-1234-5678"), digits("02) 555-0199"), digits("+1 212 555 0199")
    ('01012345678', '025550199', '12125550199')
    """
    plain = "".join(one for one in number if one in "0123456789")
    korean = number.strip().startswith("+82") or plain.startswith("8210")
    return "0" + plain[2:].removeprefix("0") if korean else plain


def initial_consonants(text: str) -> str:
    """The initial consonants of a text of Hangul syllables; empty for any other.

    >>> initial_consonants("김철수")
    'ㄱㅊㅅ'
    """
    if not text or not all("가" <= one <= "힣" for one in text):
        return ""
    return "".join(CONSONANTS[(ord(one) - FIRST_SYLLABLE) // SYLLABLES_PER_CONSONANT] for one in text)


def _text_terms(text: str) -> Iterable[str]:
    """A name or company as a whole and from each of its words on, and by its initial consonants."""
    bare = _without_form(text)
    words = bare.split()
    tails = [folded("".join(words[at:])) for at in range(len(words))]
    return [folded(text), *tails, *map(initial_consonants, tails)]


def _bare_company(text: str) -> str:
    return folded(_without_form(text))


@cache
def _legal_forms() -> re.Pattern[str]:
    """Legal forms of companies, which people do not type: Korean ones anywhere, Latin ones as words of their own.

    The list is that of the fields stage, read as data: importing that stage would load OpenCV.
    """
    rows = (files("shared.card") / "fields/data/legal_forms.txt").read_text(encoding="utf-8").splitlines()
    forms = sorted((row for row in rows if row and not row.startswith("#")), key=len, reverse=True)
    korean = "|".join(re.escape(form) for form in forms if not form.isascii())
    latin = "|".join(re.escape(form) for form in forms if form.isascii())
    return re.compile(rf"{korean}|(?<!\w)(?:{latin})(?!\w)", re.IGNORECASE)


def _without_form(text: str) -> str:
    return _legal_forms().sub(" ", unicodedata.normalize("NFKC", text))


def _number_terms(number: str, *, mobile: bool) -> list[str]:
    """A number from its start; a mobile number also without its 010, and by its last four digits."""
    return [number, number[3:], number[-4:]] if mobile and len(number) >= 10 else [number]
