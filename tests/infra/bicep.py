"""The Bicep files of infra/, parsed, as resources whose properties tests can ask for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pycep

INFRA = Path(__file__).parents[2] / "infra"
FILES = sorted(INFRA.glob("*.bicep"))


@cache
def parsed(file: Path) -> dict[str, Any]:
    """The whole file."""
    return dict(pycep.BicepParser().parse(text=file.read_text()))


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource that a file makes, not one that it only refers to."""

    file: str
    name: str
    type: str
    config: Mapping[str, Any]

    @property
    def properties(self) -> Mapping[str, Any]:
        properties: Mapping[str, Any] = self.config["properties"]
        return properties


def resources(kind: str, file: str = "*") -> list[Resource]:
    """Every resource of a type such as `storageAccounts`; the config of a loop is that of its items."""
    return [one for path in sorted(INFRA.glob(f"{file}.bicep")) for one in _made(path) if one.type.endswith(f"/{kind}")]


def _made(path: Path) -> Iterator[Resource]:
    for name, resource in parsed(path).get("resources", {}).items():
        if not resource["existing"]:
            config = resource["config"]
            yield Resource(path.stem, name, resource["type"], config.get("config", config))


def variable(file: str, name: str) -> Any:
    return parsed(INFRA / f"{file}.bicep")["variables"][name]["value"]


def value(expression: Any, **parameters: bool) -> Any:
    """What `condition ? a : b` gives when the parameters have these values."""
    if isinstance(expression, dict) and expression.get("operator", {}).get("type") == "conditional":
        operands = expression["operator"]["operands"]
        chosen = "true_value" if _holds(operands["condition"], parameters) else "false_value"
        return value(operands[chosen], **parameters)
    return expression


def _holds(condition: Any, parameters: Mapping[str, bool]) -> bool:
    """A parameter, or several joined by &&; anything else counts as given by its text."""
    if isinstance(condition, str):
        return parameters[condition]
    operator = condition.get("operator", {})
    if operator.get("type") == "and":
        return all(_holds(operand, parameters) for operand in operator["operands"].values())
    return parameters["otherwise"]
