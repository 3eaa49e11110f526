"""The API does what its OpenAPI document says, on the running app."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.live import functions_app, guarded, served
from tests.integration.pipeline import Pipeline

CONFIG = Path(__file__).with_name("schemathesis.toml")
COMMAND = (sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", "--no-color")


@pytest.mark.timeout(400)
def test_every_operation_keeps_to_its_document(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shared.wiring.process._wired", lambda: pipeline.wiring)
    with served(guarded(functions_app())) as url, pipeline.working():
        done = subprocess.run(
            [*COMMAND, f"{url}/openapi.json"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout
