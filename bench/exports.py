"""`python -m bench exports`: memory and time of an export of many cards, by format, in the Functions middleware."""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any, Final

import azure.functions as func
from azure.data.tables import TableServiceClient

from bench.pages import azurite_in_memory, drawn_card, write
from shared.adapters.prepare import prepare
from shared.adapters.tables.cards import card_entity
from shared.card.row import CardRow
from shared.settings import CARD_TABLE, Ocr, Settings, Storage, Triggers
from shared.wiring import Wiring

FORMATS: Final = ("csv", "xlsx", "vcf", "json")
LIMIT_MB: Final = 300
QUAD: Final = [[101.25, 202.5], [501.25, 203.5], [500.75, 240.25], [100.5, 239.75]]
SAID: Final = {
    "company": "(주)보기전자",
    "department": "해외영업본부 2팀",
    "title": "책임매니저",
    "mobile": "+821001234567",
    "tel": "+8220123456",
    "fax": "+8220123457",
    "email": "someone@example.com",
    "url": "https://www.example.com",
    "address": "서울특별시 강남구 보기로 123, 보기타워 15층",
    "postal_code": "01234",
}


def main(argv: Sequence[str]) -> int:
    """Print one line a format; 1 when a process needed more memory than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench exports", description=__doc__)
    parser.add_argument("--cards", type=int, default=20_000, help="(%(default)s)")
    parser.add_argument("--export", nargs=2, metavar=("FORMAT", "CONNECTION"), help="what each process does")
    options = parser.parse_args(argv)
    if options.export:
        print(json.dumps(export(*options.export)))
        return 0
    most = 0.0
    with azurite_in_memory() as azurite:
        connection = azurite.connection_string()
        prepare(Storage(connection))
        fill(connection, options.cards)
        for file_format in FORMATS:
            command = [sys.executable, "-m", "bench", "exports", "--export", file_format, connection]
            said = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
            print(json.dumps({"cards": options.cards, **said}), flush=True)
            most = max(most, said["peak MB"])
    return 0 if most < LIMIT_MB else 1


def export(file_format: str, connection: str) -> dict[str, Any]:
    """Export everything in this process."""
    wiring = Wiring(Settings(Storage(connection), Triggers.from_env({}), Ocr("none")))
    url = f"http://127.0.0.1/api/namecards/export?format={file_format}"
    request = func.HttpRequest("GET", url, headers={}, body=b"")
    before, start = peak_mb(), time.perf_counter()
    reply = asyncio.run(wiring.api.handle_async(request))
    seconds = time.perf_counter() - start
    assert reply.status_code == 200, reply.get_body()
    size = len(reply.get_body()) / 1e6
    return {
        "format": file_format,
        "file MB": round(size, 1),
        "s": round(seconds, 1),
        "peak MB": peak_mb(),
        "peak before MB": before,
    }


def peak_mb() -> float:
    """The most memory that this process had so far (Linux)."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return round(int(line.split()[1]) / 1000, 1)


def fill(connection: str, count: int) -> None:
    """Write cards that say as much as printed ones do; without index rows, which a whole export does not read."""
    table = TableServiceClient.from_connection_string(connection).get_table_client(CARD_TABLE)
    draw = Random(1)
    rows = sorted(
        (card_entity(_full(drawn_card(draw))) for _ in range(count)), key=lambda row: str(row["PartitionKey"])
    )
    for _, some in groupby(rows, key=lambda row: str(row["PartitionKey"])):
        write(table, list(some))


def _full(card: CardRow) -> CardRow:
    fields = {**card.card["fields"], **{name: [{"value": value}] for name, value in SAID.items()}}
    read = {
        name: [{**values[0], "seen": values[0]["value"], "confidence": 0.95, "line": 3, "quad": QUAD}]
        for name, values in fields.items()
    }
    lines = [{"quad": QUAD, "text": value, "confidence": 0.95} for value in SAID.values()]
    whole = {**card.card, "fields": read, "lines": lines, "quad": QUAD, "matrix": [[1.0, 0.5, 0.25]] * 3}
    return CardRow(card.photo_id, card.n, card.pipeline_version, whole, card.status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
