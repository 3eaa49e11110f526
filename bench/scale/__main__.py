"""`python -m bench scale`: throughput and latency of worker processes on Azurite, and storage operations a photo."""

import argparse
import json
import os
import sys
from collections.abc import Sequence

from bench.scale.measures import Plan, measured
from bench.scale.operations import operations
from bench.scale.photos import distinct_photos
from bench.scale.running import running


def main(argv: Sequence[str]) -> int:
    """Print everything as JSON; always 0, since it depends on what else the machine does (see the loads)."""
    parser = argparse.ArgumentParser(prog="python -m bench scale", description=__doc__)
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 1) - 1), help="(%(default)s)")
    parser.add_argument("--photos", type=int, default=60, help="of the throughput (%(default)s)")
    parser.add_argument("--singles", type=int, default=20, help="photos sent one by one, each way (%(default)s)")
    parser.add_argument("--rate", type=float, default=0.2, help="old photos a second of the backfill (%(default)s)")
    options = parser.parse_args(argv)
    photos, load = distinct_photos(), os.getloadavg()[0]
    with running(options.workers) as host:
        result = measured(host, photos, Plan(options.workers, options.photos, options.singles, options.rate))
    result |= {"storage": operations(photos, 8), "cores": os.cpu_count(), "load": [load, os.getloadavg()[0]]}
    print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
