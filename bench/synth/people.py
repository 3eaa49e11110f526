"""Invented people and companies, with the contact lines that their cards carry.

Telephone numbers cannot ring: Korean ones use exchanges that begin with 0 or 1 (the Korean numbering plan gives
subscribers 2 to 9), British ones Ofcom's numbers for drama (020 7946 0xxx, 07700 900xxx), American ones 555-01xx.
Mail and web addresses are at RFC 2606's example domains and example.kr.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bench.synth import words
from bench.synth.arrays import Random, chance, pick

Language: TypeAlias = Literal["ko", "en"]


_LABELS = {
    "ko": {
        "mobile": ("휴대폰 ", "Mobile ", "M. ", "M ", "H.P ", "HP: ", "핸드폰 : ", "C.P. ", ""),
        "tel": ("전화 ", "Tel ", "T. ", "T ", "TEL: ", "대표전화 ", "직통 ", ""),
        "fax": ("팩스 ", "Fax ", "F. ", "F ", "FAX: "),
        "email": ("이메일 ", "E-mail ", "E. ", "E ", "E-mail: ", ""),
        "url": ("", "홈페이지 ", "W. ", "http://"),
    },
    "en": {
        "mobile": ("Mobile ", "M ", "M. ", "Cell: ", "mob: ", ""),
        "tel": ("Tel ", "T ", "T. ", "Phone: ", "tel: ", "Office ", ""),
        "fax": ("Fax ", "F ", "F. ", "fax: "),
        "email": ("", "E ", "Email: ", "E. ", "E-mail "),
        "url": ("", "W ", "https://", "Web: "),
    },
}


@dataclass(frozen=True, slots=True)
class Person:
    """What one card says: `fields` by name, `contacts` as the printed lines with their labels."""

    language: Language
    fields: Mapping[str, str]
    contacts: tuple[str, ...]
    second_name: str
    second_title: str
    slogan: str
    services: tuple[str, ...]


def draw_person(rng: Random, language: Language) -> Person:
    """Invent one person with a company, an address and two to five ways to reach them."""
    name, second_name, mailbox = _names(rng, language)
    company_ko, company_en = pick(rng, words.COMPANIES)
    title_ko, title_en = pick(rng, words.TITLES)
    department_ko, department_en = pick(rng, words.DEPARTMENTS)
    korean = language == "ko"
    fields = {
        "name": name,
        "company": company_ko if korean else company_en,
        "title": title_ko if korean else title_en,
        **({"department": department_ko if korean else department_en} if chance(rng, 0.6) else {}),
        **_ways(rng, language, mailbox, company_en.split()[0].lower()),
        "address": _address(rng, language),
    }
    return Person(
        language,
        fields,
        _contacts(rng, language, fields),
        second_name,
        title_en if korean else title_ko,
        pick(rng, words.SLOGANS),
        (pick(rng, words.SERVICES), pick(rng, words.SERVICES)),
    )


def _names(rng: Random, language: Language) -> tuple[str, str, str]:
    if language == "en" and chance(rng, 0.5):
        name = pick(rng, words.ENGLISH_NAMES)
        return name, "", name.lower().replace(" ", ".")
    surname_ko, surname_en = pick(rng, words.SURNAMES)
    given_ko, given_en = pick(rng, words.GIVEN_NAMES)
    korean = pick(rng, (f"{surname_ko}{given_ko}", f"{surname_ko} {given_ko}", " ".join(surname_ko + given_ko)))
    english = pick(rng, (f"{given_en} {surname_en}", f"{surname_en}, {given_en}", f"{given_en} {surname_en}"))
    mailbox = pick(rng, (f"{given_en}.{surname_en}", f"{given_en[0]}{surname_en}", f"{surname_en}{given_en}"))
    return (korean, english, mailbox.lower()) if language == "ko" else (english, korean, mailbox.lower())


def _ways(rng: Random, language: Language, mailbox: str, company: str) -> dict[str, str]:
    domain = pick(rng, ("example.com", "example.co.kr", f"{company}.example.com", "example.kr", "example.org"))
    domain = domain.replace("example.co.kr", f"{company}.example.kr")
    mobile, tel, fax = _korean_numbers(rng) if language == "ko" or chance(rng, 0.4) else _other_numbers(rng)
    ways = {"mobile": mobile, "email": f"{mailbox}@{domain}"}
    if chance(rng, 0.75):
        ways["tel"] = tel
    if chance(rng, 0.45):
        ways["fax"] = fax
    if chance(rng, 0.5):
        ways["url"] = f"www.{domain}"
    return ways


def _korean_numbers(rng: Random) -> tuple[str, str, str]:
    area = pick(rng, ("02", "02", "031", "032", "051", "053", "042", "062", "064", "070"))
    first, second, third = (f"{rng.integers(1000, 1999)}" for _ in range(3))
    ends = [f"{rng.integers(10000):04d}" for _ in range(3)]
    numbers = (("010", pick(rng, (first, "0" + first[1:])), ends[0]), (area, second, ends[1]), (area, third, ends[2]))
    form = pick(rng, ("{}-{}-{}", "{}-{}-{}", "{}.{}.{}", "{} {} {}", "{})-{}-{}", "+82-{}-{}-{}", "+82 {} {} {}"))
    if form.startswith("+"):
        numbers = tuple((area.lstrip("0"), middle, end) for area, middle, end in numbers)  # type: ignore[assignment]
    mobile, tel, fax = (form.format(*number) for number in numbers)
    return mobile.replace(")-", "-"), tel.replace(")-", ")"), fax.replace(")-", ")")


def _other_numbers(rng: Random) -> tuple[str, str, str]:
    ends = [f"{rng.integers(100):02d}" for _ in range(3)]
    if chance(rng, 0.5):
        area = pick(rng, ("212", "415", "503", "617"))
        form = pick(rng, ("({}) 555-01{}", "+1 {} 555 01{}", "{}-555-01{}", "{}.555.01{}"))
        mobile, tel, fax = (form.format(area, end) for end in ends)
        return mobile, tel, fax
    return f"+44 7700 9001{ends[0]}", f"+44 20 7946 01{ends[1]}", f"+44 20 7946 09{ends[2]}"


def _address(rng: Random, language: Language) -> str:
    form = pick(rng, words.KOREAN_ADDRESSES if language == "ko" else words.ENGLISH_ADDRESSES)
    return form.format(a=int(rng.integers(11, 399)), b=int(rng.integers(2, 19)))


def _contacts(rng: Random, language: Language, fields: Mapping[str, str]) -> tuple[str, ...]:
    labels = _LABELS[language]
    style = int(rng.integers(9))
    join = pick(rng, (" | ", " / ", ", ")) if chance(rng, 0.2) else None
    order = ("tel", "fax", "mobile", "email", "url") if chance(rng, 0.4) else ("mobile", "tel", "fax", "email", "url")
    printed = {way: labels[way][style % len(labels[way])] + fields[way] for way in order if way in fields}
    if join and {"tel", "fax"} <= printed.keys():
        printed["tel"] += join + printed.pop("fax")
    return tuple(printed.values())
