"""Hangul and Latin spellings of one name become the same consonants, so that a mail address can vouch for a name.

Spellings of Korean names in Latin differ in vowels above all (young, yeong; soo, su) and in voicing (k, g); what is
left after dropping both is what the Revised Romanisation of 2000 and the older spellings share.
"""

import re
from typing import Final

_FIRST: Final = ("k", "k", "n", "t", "t", "l", "m", "p", "p", "s", "s", "", "c", "c", "c", "k", "t", "p", "h")
_LAST: Final = ("", "k", "k", "k", "n", "n", "n", "t", "l", "l", "l", "l", "l", "l", "l", "l",
                "m", "p", "p", "t", "t", "n", "t", "t", "k", "t", "p", "t")  # fmt: skip
_SYLLABLE: Final = 0xAC00
_SPELT: Final = ((r"ng", "n"), (r"ck|q|x|g", "k"), (r"sh", "s"), (r"ch|j|z", "c"), (r"d", "t"), (r"b|f|v", "p"),
                 (r"r", "l"), (r"(.)\1+", r"\1"), (r"[^a-z]|[aeiouwy]", ""))  # fmt: skip


def consonants(text: str) -> str:
    """Return the consonants that `text` sounds with, Hangul or Latin.

    >>> consonants("영수"), consonants("Youngsoo"), consonants("yeong-su")
    ('ns', 'ns', 'ns')
    """
    spelt = "".join(map(_hangul_sound, text)).lower()
    for pattern, sound in _SPELT:
        spelt = re.sub(pattern, sound, spelt)
    return spelt


def _hangul_sound(letter: str) -> str:
    """Parts of a syllable block by arithmetic, Unicode 16 section 3.12."""
    index = ord(letter) - _SYLLABLE
    if not 0 <= index < 11172:
        return letter
    return f"{_FIRST[index // 588]}a{_LAST[index % 28]}"
