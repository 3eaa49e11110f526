"""`python -m bench COMMAND`: hand the arguments over to one measurement."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Final

_COMMANDS: Final = {
    **{name: f"bench.{name}" for name in ("vision", "coldstart", "pages", "rebuild", "exports", "fuzz", "kakao")},
    "accuracy": "bench.accuracy.__main__",
    **{name: f"bench.office.{name}" for name in ("screenshots", "scrolling")},
    "scale": "bench.scale.__main__",
    "synth": "bench.synth.__main__",
}


def main(argv: Sequence[str]) -> int:
    """Run the command that `argv` names and return its exit status."""
    if not argv or argv[0] not in _COMMANDS:
        print(f"usage: python -m bench {{{','.join(_COMMANDS)}}} ...", file=sys.stderr)
        return 2
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when a measurement first imports NumPy
    status: int = importlib.import_module(_COMMANDS[argv[0]]).main(argv[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
