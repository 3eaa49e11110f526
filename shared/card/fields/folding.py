"""Text as printed becomes text that the rules read: one form of width, dashes and spaces, nothing invisible."""

import re
import unicodedata
from typing import Final

MAX_CHARACTERS: Final = 300
"""Of one line that rules look at; the longest address on a card stays under 120."""
_SAME: Final = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣－ㅡ", "-"),
        **dict.fromkeys("〜∼～", "~"),
        **dict.fromkeys("・ㆍ‧∙•●▪■◆◇□○※★☆|│ㅣ¦｜", "|"),
        **dict.fromkeys("‘’‛`´", "'"),
        **dict.fromkeys("“”„«»", '"'),
        "ⓒ": "©",
    }
)
_AT: Final = re.compile(r"(?<=[a-z0-9])[©®](?=[a-z0-9])", re.IGNORECASE)  # OCR's reading of @ in an address
_HYPHEN: Final = re.compile(r"(?<=[a-z])~(?=[a-z])", re.IGNORECASE)  # OCR's reading of a hyphen between letters
_MARKS: Final = str.maketrans("©®™", "   ")


def fold(text: str) -> str:
    """Return `text` as rules read it.

    >>> fold("㈜ 가나다　Ｔ．０２–１２３")
    '(주) 가나다 T.02-123'
    """
    same = _AT.sub("@", text[:MAX_CHARACTERS].translate(_SAME)).translate(_MARKS)
    shown = "".join(map(_shown, unicodedata.normalize("NFKC", same)))
    return re.sub(r"\s+", " ", _HYPHEN.sub("-", shown))[:MAX_CHARACTERS].strip()


def _shown(character: str) -> str:
    """Drop marks of direction, joiners and strays of broken encodings; control characters part words."""
    kind = unicodedata.category(character)
    return " " if kind == "Cc" else "" if kind in ("Cf", "Cs", "Co", "Cn") else character
