"""`python -m bench rebuild`: how long the tables take to be made again from `processed`, on Azurite."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from bench.pages import drawn_card
from local_host.azurite import running_azurite
from shared.adapters.prepare import prepare
from shared.card import PIPELINE_VERSION
from shared.card.row import PhotoRow, PhotoStatus
from shared.settings import Ocr, Settings, Storage, Triggers
from shared.usecases.file_card import EDITS
from shared.usecases.rebuild import RESULT, ROW, photo_file
from shared.wiring import Wiring


def main(argv: Sequence[str]) -> int:
    """Print the number of cards, seconds, and cards a second; 1 when a card is missing."""
    parser = argparse.ArgumentParser(prog="python -m bench rebuild", description=__doc__)
    parser.add_argument("--cards", type=int, default=1000, help="photos with one card each (%(default)s)")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, running_azurite(Path(folder)) as azurite:
        connection = azurite.connection_string()
        prepare(Storage(connection))
        wiring = Wiring(Settings(Storage(connection), Triggers.from_env({}), Ocr("none")))
        fill(wiring, options.cards)
        start = time.perf_counter()
        cards = wiring.rebuild()
        seconds = time.perf_counter() - start
    print(json.dumps({"cards": cards, "s": round(seconds, 1), "cards a second": round(cards / seconds, 1)}))
    return 0 if cards == options.cards else 1


def fill(wiring: Wiring, count: int) -> None:
    """Write the outputs of photos, each with a card that a person edited."""
    draw = Random(1)
    for _ in range(count):
        row = drawn_card(draw)
        card = {**row.card, "status": "read"}
        card["fields"] = {**card["fields"], "company": [{"value": "한빛전자"}], "mobile": [{"value": "+821012345678"}]}
        photo = PhotoRow(row.photo_id, "a.jpg", "etag", "a.jpg", PhotoStatus.DONE, pipeline_version=PIPELINE_VERSION)
        result = {"width": 4000, "height": 3000, "no_card": None, "cards": [card]}
        edits = replace(row.edits, memo="met at the fair", revision=1).as_json()
        wiring.outputs.write(row.photo_id, PIPELINE_VERSION, {RESULT: json.dumps(result).encode()})
        wiring.outputs.write(row.photo_id, EDITS, {"1/000001.json": json.dumps(edits).encode()})
        wiring.outputs.write(row.photo_id, ROW, photo_file(photo))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
