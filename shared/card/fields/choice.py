"""Which of the texts that no rule has claimed is the name, and which the company: evidence, weighed."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from shared.card.fields.departments import could_be_department
from shared.card.fields.found import Found
from shared.card.fields.layout import Layout
from shared.card.fields.names import korean_name, latin_name
from shared.card.fields.sounds import consonants
from shared.card.fields.words import one_of, word_set

NEAR: Final = 2.5
"""Line heights between a name and its title, at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that is left on line `line`, from `start` on."""

    line: int
    start: int
    text: str


def is_korean(text: str) -> bool:
    """Whether a text is printed in Hangul for a third or more."""
    return 3 * len(re.findall("[가-힣]", text)) >= len(text.replace(" ", ""))


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What the rest of the card says: the layout, lines with titles, and the mail and web addresses found."""

    layout: Layout
    titles: frozenset[int]
    mailboxes: tuple[str, ...]
    hosts: tuple[str, ...]


Evidence: TypeAlias = tuple[float, Callable[[Piece, Surroundings], float]]


def name_found(piece: Piece) -> Found | None:
    """Read a piece as a name, Korean or Latin, as far as its form goes."""
    return korean_name(piece.text) or latin_name(piece.text)


def _likely_name(piece: Piece, _: Surroundings) -> float:
    found = name_found(piece)
    return found.confidence if found else -10.0


def _by_title(piece: Piece, card: Surroundings) -> float:
    if piece.line in card.titles:
        return 1.3
    gaps = card.layout.gaps(piece.line)
    return float(any(gaps[line] < NEAR for line in card.titles))


def _in_mailbox(piece: Piece, card: Surroundings) -> float:
    """Share of the name's parts that a mailbox spells, by letters or by consonants."""
    found = name_found(piece)
    if found is None or not card.mailboxes:
        return 0.0
    return max(_spelt(found, mailbox) for mailbox in card.mailboxes)


def _spelt(found: Found, mailbox: str) -> float:
    letters, sounds = re.sub("[^a-z]", "", mailbox), consonants(mailbox)
    parts = [part.lower() for part in (found.family, found.given)]
    whole = [part.isascii() and len(part) > 1 and part.replace(" ", "") in letters for part in parts]
    heard = [len(consonants(part)) > 1 and consonants(part) in sounds for part in parts]
    return sum(a or 0.7 * b for a, b in zip(whole, heard, strict=True)) / 2


def _large(piece: Piece, card: Surroundings) -> float:
    return min(1.0, max(0.0, card.layout.size(piece.line) - 1.1))


def _spaced(piece: Piece, _: Surroundings) -> float:
    return float(bool(re.fullmatch(r"[가-힣](?: [가-힣]){1,3}", piece.text)))


def _in_host(piece: Piece, card: Surroundings) -> float:
    return float(any(_names_host(piece.text, host) for host in card.hosts))


def _names_host(text: str, host: str) -> bool:
    """Whether a host is called after `text`: by a word, all letters, initials, or the sound of its beginning."""
    label = re.sub(rf"^www\.|\.{one_of('domains')}$", "", host)
    label = re.sub(r"[^a-z0-9]", "", label)
    named = re.findall(r"[a-z0-9]+", text.lower())
    telling = [word for word in named if len(word) > 2 and word not in word_set("company_words_en")]
    initials = "".join(word[0] for word in named)
    begins = consonants(text.split(maxsplit=1)[0][:3])
    return bool(
        any(word in label for word in telling)
        or (len(label) > 3 and label in "".join(named))
        or (len(initials) > 2 and initials == label)
        or (len(begins) > 2 and consonants(label).startswith(begins[:3]))
    )


def _business_words(piece: Piece, _: Surroundings) -> float:
    latin = {word.strip(".,").casefold() for word in piece.text.split()}
    korean = re.search(rf"{one_of('company_words_ko')}(?:\s|$|\()|^(?:도서출판|법률사무소)", piece.text)
    return float(bool(korean) or bool(latin & word_set("company_words_en")))


_SLOGAN: Final = re.compile(
    r"니다|세요|해요|드립|위한|함께|[!?~★☆]|\d{1,3}(?:시간|일|년)|전문|상담|무료|가능|환영"
    r"|^since\b|\byour\b|\bour\b|\bevery\b|\bbetter\b|\bthe best\b|\bwe\b|\bfor (?:people|you|life|all)\b",
    re.IGNORECASE,
)
_PARTICLE: Final = re.compile(r"[가-힣](?:을|를|과|와|는|의|이|로)\s")


def _slogan(piece: Piece, _: Surroundings) -> float:
    listed = "," in piece.text or len(re.findall(r"[·/]", piece.text)) > 1
    wordy = len(piece.text.split()) > 5
    lower = not is_korean(piece.text) and piece.text[1:].replace(" ", "").islower() and " " in piece.text
    return float(bool(_SLOGAN.search(piece.text)) or listed or wordy or lower)


def _phrase(piece: Piece, _: Surroundings) -> float:
    """Whether particles join its words, as in most slogans and in some shop names."""
    return float(bool(_PARTICLE.search(piece.text)))


def _worded(piece: Piece, _: Surroundings) -> float:
    """Letters that can be read as a word; marks, numbers, strays and broken web addresses are no names."""
    if re.match(r"www|http", piece.text, re.IGNORECASE) or "@" in piece.text:
        return 0.0
    return float(len(re.findall(r"[A-Za-z가-힣]", piece.text)) >= max(2, 0.6 * len(piece.text.replace(" ", ""))))


def _topmost(piece: Piece, card: Surroundings) -> float:
    return float(card.layout.boxes[piece.line, 1] <= card.layout.boxes[:, 1].min() + card.layout.heights.min())


def _like_name(piece: Piece, card: Surroundings) -> float:
    found = name_found(piece)
    return found.confidence if found else 0.0


def _like_department(piece: Piece, _: Surroundings) -> float:
    return float(could_be_department(piece.text))


NAME: Final[tuple[Evidence, ...]] = (
    (2.0, _likely_name),
    (1.2, _by_title),
    (2.0, _in_mailbox),
    (1.0, _large),
    (0.8, _spaced),
    (-1.0, _business_words),
    (-1.5, _slogan),
    (-1.0, _phrase),
)
NAME_FROM: Final = 1.6
COMPANY: Final[tuple[Evidence, ...]] = (
    (3.0, _worded),
    (2.0, _business_words),
    (2.5, _in_host),
    (1.0, _large),
    (0.4, _topmost),
    (-3.0, _slogan),
    (-0.6, _phrase),
    (-1.0, _like_name),
    (-1.0, _like_department),
    (-0.4, _by_title),
)
COMPANY_FROM: Final = 3.4
"""Weights were set by hand; from these sums on a piece is taken. `bench accuracy` measures what they are worth."""


def weigh(piece: Piece, card: Surroundings, evidence: Sequence[Evidence]) -> float:
    """Add up what speaks for a piece and against it."""
    return sum(weight * how_much(piece, card) for weight, how_much in evidence)


def best(pieces: Iterable[Piece], card: Surroundings, evidence: Sequence[Evidence]) -> tuple[float, Piece] | None:
    """Return the piece with the greatest weight, the first of equals."""
    weighed = [(weigh(piece, card, evidence), piece) for piece in pieces]
    return max(weighed, key=lambda one: one[0], default=None)


def certainty(weight: float, enough: float) -> float:
    """Confidence of a choice: 0.6 where the weight is just enough, towards 0.97 with more."""
    return min(0.97, max(0.3, 0.6 + 0.15 * (weight - enough)))
