"""True lines and what was read of them: character error rate."""

import re
import unicodedata
from collections.abc import Sequence


def error_rate(truth: Sequence[str], read: Sequence[str]) -> float:
    """Return the share of the true characters that were not read; spaces count as nothing.

    Lines are matched one to one, the closest pair first; a line that nothing was read of costs its length, a
    line read where none is costs nothing.
    """
    wanted, got = [_plain(line) for line in truth], [_plain(line) for line in read]
    pairs = sorted((edits(a, b) / len(a), i, j) for i, a in enumerate(wanted) for j, b in enumerate(got) if a and b)
    costs = {i: float(len(line)) for i, line in enumerate(wanted)}
    open_wanted, open_got = set(costs), set(range(len(got)))
    for share, i, j in pairs:
        if i in open_wanted and j in open_got:
            costs[i] = min(1.0, share) * len(wanted[i])
            open_wanted.remove(i)
            open_got.remove(j)
    return sum(costs.values()) / max(1, sum(map(len, wanted)))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def edits(a: str, b: str) -> int:
    """Return the Levenshtein distance of two strings."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        above, row = row, [i]
        for j, y in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]
