"""Word lists of this package, read once: name of a list in, its entries out."""

import re
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the entries of data/{name}.txt in their order, remarks left out."""
    rows = (files(__package__) / "data" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(row.strip() for row in rows if row.strip() and not row.startswith("#"))


@cache
def word_set(name: str) -> frozenset[str]:
    """Return the entries in lower case, for a look-up."""
    return frozenset(word.casefold() for word in words(name))


@cache
def one_of(*names: str) -> str:
    """Return a regex that matches any entry of the lists, longest first; a space in an entry matches any run."""
    entries = sorted({word for name in names for word in words(name)}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(r"\s*".join(map(re.escape, word.split())) for word in entries) + ")"
