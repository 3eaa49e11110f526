"""`python -m bench pages`: storage calls, rows and time of a page of each list, with few cards and with many."""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random
from re import findall
from tempfile import TemporaryFile
from typing import Any, Final

from azure.core.pipeline import PipelineResponse
from azure.data.tables import TableClient, TableServiceClient
from starlette.testclient import TestClient
from ulid import ULID

from local_host.azurite import Azurite
from local_host.node import AZURITE, find_node
from shared.adapters.prepare import prepare
from shared.adapters.tables.cards import card_entity
from shared.adapters.tables.index import index_entity
from shared.adapters.tables.photos import drawn, photo_entity
from shared.card.row import CardRow, CardStatus, PhotoRow, PhotoStatus
from shared.settings import CARD_TABLE, PHOTO_TABLE, Ocr, Settings, Storage, Triggers
from shared.usecases.facets import facets
from shared.wiring import Wiring

FAMILY: Final = "김이박최정강조윤장임"
GIVEN: Final = "민서도윤하준시우지호예은수아지안하은"
YEARS: Final = timedelta(days=3 * 365)
PAGES: Final[dict[str, dict[str, str]]] = {
    "newest": {},
    "one day": {"from": "2025-06-01", "to": "2025-06-01"},
    "to review": {"review": "needed"},
    "one syllable": {"q": "김"},
    "initial consonants": {"q": "ㄱ"},
    "a whole name": {"q": "김민서"},
    "two filters": {"q": "김", "review": "needed"},
    "photos": {},
    "failed photos": {"status": "failed"},
}
PHOTO_PAGES: Final = ("photos", "failed photos")
FAILED_EVERY: Final = 20
"""One photo of so many failed: a page of them would need all others if there were no index."""
NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
TIMES: Final = 7


@dataclass
class Counter:
    """Counts calls, and rows in replies."""

    calls: int = 0
    rows: int = 0

    def __call__(self, response: PipelineResponse[Any, Any]) -> None:
        """One more call; its rows are many under `value`, or one."""
        self.calls += 1
        if response.http_response.status_code == 200:
            body = json.loads(response.http_response.text())
            self.rows += len(body.get("value", [body]))


def main(argv: Sequence[str]) -> int:
    """Print one line a page and number of cards; 1 when a page of 50 costs other calls or rows with many cards."""
    parser = argparse.ArgumentParser(prog="python -m bench pages", description=__doc__)
    parser.add_argument("--cards", type=int, nargs="+", default=[1000, 100_000], help="(%(default)s)")
    parser.add_argument("--limit", type=int, default=50, help="cards a page (%(default)s)")
    options = parser.parse_args(argv)
    costs: dict[str, set[tuple[int, int]]] = {name: set() for name in PAGES}
    cards, filled = drawn_cards(max(options.cards)), 0
    with azurite_in_memory() as azurite:
        connection = azurite.connection_string()
        prepare(Storage(connection))
        for count in sorted(options.cards):
            start = time.perf_counter()
            fill(connection, cards[filled:count])
            filled = count
            print(json.dumps({"cards": count, "filled in s": round(time.perf_counter() - start)}), flush=True)
            for page in measure(connection, options.limit):
                print(json.dumps({"cards": count, **page}, ensure_ascii=False), flush=True)
                if page["shown"] == options.limit:
                    costs[page["page"]].add((page["calls"], page["rows"]))
    return 0 if all(len(seen) <= 1 for seen in costs.values()) else 1


def measure(connection: str, limit: int) -> Iterator[dict[str, Any]]:
    """Ask for each page some times."""
    counter = Counter()
    wiring = Wiring(Settings(Storage(connection), Triggers.from_env({}), Ocr("none")))
    wiring.__dict__["_tables"] = TableServiceClient.from_connection_string(connection, raw_response_hook=counter)
    with TestClient(wiring.api_app) as api:
        for name, query in PAGES.items():
            seconds = []
            for _ in range(TIMES):
                counter.calls = counter.rows = 0
                start = time.perf_counter()
                shown = _shown(api, name, {**query, "limit": limit})
                seconds.append(time.perf_counter() - start)
            ms = round(statistics.median(seconds) * 1000)
            yield {"page": name, "shown": shown, "calls": counter.calls, "rows": counter.rows, "ms": ms}


def _shown(api: TestClient, name: str, query: Mapping[str, Any]) -> int:
    kind, path = ("photos", "/api/photos") if name in PHOTO_PAGES else ("cards", "/api/namecards")
    return len(api.get(path, params=query).json()[kind])


def drawn_cards(count: int) -> list[CardRow]:
    """Cards of invented people over three years, in an order that fills all times alike."""
    draw = Random(1)
    return [drawn_card(draw) for _ in range(count)]


def drawn_card(draw: Random) -> CardRow:
    """One card with a name, every fifth one to be reviewed."""
    moment = NOW - YEARS * draw.random()
    name = draw.choice(FAMILY) + draw.choice(GIVEN) + draw.choice(GIVEN)
    review = ["The name is not sure."] if draw.random() < 0.2 else []
    card = {"n": 1, "fields": {"name": [{"value": name, "confidence": 0.9}]}, "review": review}
    photo_id = str(ULID.from_bytes(int(moment.timestamp() * 1000).to_bytes(6, "big") + draw.randbytes(10)))
    return CardRow(photo_id, 1, "1", card, CardStatus.READ)


def fill(connection: str, cards: Sequence[CardRow]) -> None:
    """Write cards and their index rows, a hundred in a transaction."""
    table = TableServiceClient.from_connection_string(connection).get_table_client(CARD_TABLE)
    rows = sorted((card_entity(card) for card in cards), key=lambda row: str(row["PartitionKey"]))
    for _, some in groupby(rows, key=lambda row: str(row["PartitionKey"])):
        write(table, list(some))
    write(table, [index_entity(facet, card.id) for card in cards for facet in facets(card)])
    fill_photos(TableServiceClient.from_connection_string(connection).get_table_client(PHOTO_TABLE), cards)


def fill_photos(table: TableClient, cards: Sequence[CardRow]) -> None:
    """Write a photo for each card, some of them failed."""
    failed = {card.photo_id for card in cards[::FAILED_EVERY]}
    photos = [
        PhotoRow(
            card.photo_id, "a.jpg", "etag", "a.jpg", PhotoStatus.FAILED if card.photo_id in failed else PhotoStatus.DONE
        )
        for card in cards
    ]
    rows = sorted(map(photo_entity, photos), key=lambda row: str(row["PartitionKey"]))
    for _, some in groupby(rows, key=lambda row: str(row["PartitionKey"])):
        write(table, list(some))
    write(table, [drawn(PhotoStatus.FAILED, photo_id) for photo_id in sorted(failed)])


def write(table: TableClient, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows of one partition."""
    for at in range(0, len(rows), 100):
        table.submit_transaction([("upsert", row) for row in rows[at : at + 100]])


@contextmanager
def azurite_in_memory() -> Iterator[Azurite]:
    """An Azurite that writes no files: saving a million rows every five seconds would be all that it does."""
    command = [str(find_node()), str(AZURITE / "node_modules/azurite/dist/src/azurite.js"), "--inMemoryPersistence"]
    command += ["--silent", "--disableTelemetry", "--skipApiVersionCheck"]
    for service in ("blob", "queue", "table"):
        command += [f"--{service}Port", "0"]
    with TemporaryFile("w+") as said, subprocess.Popen(command, stdout=said) as process:
        ports: dict[str, str] = {}
        while len(ports) < 3:
            time.sleep(0.1)
            said.seek(0)
            ports = dict(findall(r"(\w+) service is successfully listening at \S+:(\d+)", said.read()))
        try:
            yield Azurite(process, *(int(ports[service]) for service in ("Blob", "Queue", "Table")))
        finally:
            process.terminate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
