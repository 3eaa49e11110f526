"""The rows of the fault matrix, and the table of a run."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import pytest

ROWS: Final = {
    1: "a worker is killed at any point of a photo",
    2: "workers are killed at random under load",
    3: "a worker is told to end while it reads a photo",
    4: "a decoder crashes, or needs too much memory",
    5: "a decoder hangs",
    6: "500, 503, reset or a lost reply at each call of storage",
    7: "a service is down for a minute",
    8: "storage hangs, or breaks off in the middle",
    9: "a reply is lost although the write took place",
    10: "two write the same row at once",
    11: "the same message comes three times, also at once",
    12: "blob events come twice, late and in any order",
    13: "a blob is deleted before it is read",
    14: "a blob is overwritten at any point",
    15: "a photo is deleted, or a card edited, while the photo is read",
    16: "messages that are none of ours",
    17: "giving up fails, too",
    18: "a message grows beyond 64 KiB",
    19: "tables can be written and blobs not, and the other way round",
    20: "storage is down at the start; a queue, table or container is missing",
    21: "storage is restarted in the middle",
    22: "clocks are wrong",
    23: "thousands of photos at once",
    24: "the disk is full, or cannot be written",
    25: "memory is short",
    26: "lists and exports are read during writes",
    27: "the chat's picture address is slow, gone, huge or hostile",
    28: "what was given up is sent again, twice",
    29: "messages and rows of another version",
    30: "long, foreign and unprintable names",
}


def table(reports: Sequence[pytest.TestReport]) -> str:
    """Row, fault, tests that passed, how often the fault fired, invariants, seconds."""
    of_row: dict[int, list[pytest.TestReport]] = defaultdict(list)
    for report in reports:
        for number in _said(report)["row"]:
            of_row[number].append(report)
    lines = [f"{'row':>3}  {'fault':<66} {'tests':>7} {'fired':>6}  {'invariants':<10} {'s':>6}"]
    for number, fault in ROWS.items():
        lines.append(_line(number, fault, of_row[number]))
    return "\n".join(lines)


def _said(report: pytest.TestReport) -> dict[str, Any]:
    return dict(report.user_properties)


def _line(number: int, fault: str, reports: Sequence[pytest.TestReport]) -> str:
    if not reports:
        return f"{number:>3}  {fault:<66} {'-':>7}"
    passed = sum(report.passed for report in reports)
    said = [_said(report) for report in reports]
    fired = sum(int(one.get("fired", 0)) for one in said)
    held = "hold" if passed == len(reports) else "BROKEN"
    seconds = sum(report.duration for report in reports)
    return f"{number:>3}  {fault:<66} {passed:>3}/{len(reports):<3} {fired:>6}  {held:<10} {seconds:>6.1f}"
