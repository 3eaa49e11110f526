"""Which Node runs Azurite: the machine's own when it is new enough, and always the real binary."""

from pathlib import Path

import pytest

from local_host.errors import HostError
from local_host.node import NPM, find_node


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all there is on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return tmp_path


def install(machine: Path, version: str, *, npm: bool = True) -> Path:
    """Put a wrapper named node on PATH; the real binary it tells of."""
    real = machine / "node/bin/node"
    for file in (machine / "path/node", real, *([machine / "node" / NPM] if npm else [])):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\necho {version} {real}\n")
        file.chmod(0o755)
    return real


def found() -> Path | None:
    try:
        return find_node()
    except HostError:
        return None


def test_a_wrapper_is_asked_for_the_real_binary(machine: Path) -> None:
    assert install(machine, "22.1.0") == found()


def test_a_node_that_is_too_old_is_passed_over(machine: Path) -> None:
    assert install(machine, "20.20.2") != found()


def test_a_node_without_npm_beside_it_is_passed_over(machine: Path) -> None:
    assert install(machine, "22.1.0", npm=False) != found()
