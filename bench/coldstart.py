"""`python -m bench coldstart`: how long function_app takes to import, against the libraries it cannot do without."""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
APP: Final = "import function_app"
LIBRARIES: Final = "import azure.functions, fastapi, azure.storage.blob"
FIRST_REQUEST: Final = "import function_app; function_app.wired().api_app"
"""What the first request waits for in addition: the API with all its routes."""
TIMED: Final = "import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
CONNECTION: Final = "UseDevelopmentStorage=true"
"""Named and never connected to."""


def main(argv: Sequence[str]) -> int:
    """Print the medians in seconds and their ratio; 1 when it is above --most."""
    parser = argparse.ArgumentParser(prog="python -m bench coldstart", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="fresh processes of each kind (%(default)s)")
    parser.add_argument("--most", type=float, default=1.5, help="the ratio that is allowed (%(default)s)")
    options = parser.parse_args(argv)
    statements = {"function_app": APP, "libraries": LIBRARIES, "first_request": FIRST_REQUEST}
    # Taken in turns, so that what else the machine does falls on all alike.
    times: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(options.runs):
        for name, statement in statements.items():
            times[name].append(seconds_of(statement))
    medians = {name: round(statistics.median(one), 3) for name, one in times.items()}
    ratio = round(medians["function_app"] / medians["libraries"], 2)
    print(json.dumps({**medians, "ratio": ratio}))
    return 0 if ratio <= options.most else 1


def seconds_of(statement: str) -> float:
    """Seconds that a statement takes in a fresh process, without the start of Python itself."""
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(statement=statement)],
        cwd=ROOT,
        env={"NAMECARD_STORAGE": CONNECTION},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
