"""What comes from others: `python -m bench.supply audit`, `licences` and `sbom`, as `make` calls them."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[1]
SBOM: Final = ROOT / "sbom.cdx.json"
AUDIT: Final = (
    "pip_audit",
    "-r",
    "constraints.txt",
    "--no-deps",
    "--disable-pip",
    "--format",
    "json",
    "--timeout",
    "15",
)
"""Over the pins themselves; without hashes pip-audit wants to be told that this is meant."""
UNREACHABLE: Final = re.compile(r"requests\.exceptions\.\w*(Connection|Proxy|Timeout|SSL)\w*|Could not connect")
ALLOWED: Final = {
    "MIT": "permissive",
    "MIT License": "permissive",
    "MIT-0": "permissive",
    "MIT-CMU": "permissive",
    "BSD": "permissive",
    "BSD License": "permissive",
    "3-Clause BSD License": "permissive",
    "BSD-2-Clause": "permissive",
    "BSD-3-Clause": "permissive",
    "0BSD": "permissive",
    "Zlib": "permissive",
    "ISC License (ISCL)": "permissive",
    "CC0-1.0": "public domain",
    "Apache": "permissive",
    "Apache-2.0": "permissive",
    "Apache Software License": "permissive",
    "PSF-2.0": "permissive",
    "CNRI-Python": "permissive; that of Python's own re from 1.6 on",
    "Python Software Foundation License": "permissive",
    "MPL-2.0": "copyleft by file; used unchanged",
    "Mozilla Public License 2.0 (MPL 2.0)": "copyleft by file; used unchanged",
    "GNU Library or Lesser General Public License (LGPL)": "a library of its own, which anyone can exchange",
    "SIL Open Font License 1.1 (OFL-1.1)": "a font, of the tests alone",
    "DFSG approved": "said beside another licence",
}
"""Licences that may come in, and why."""
TO_DEVELOP: Final = {
    "GPL-3.0": "a program that checks files; neither linked nor shipped",
    "GPL-3.0-or-later": "a program that checks files; neither linked nor shipped",
}
"""Licences of tools, that may not be deployed."""


def main(argv: Sequence[str]) -> int:
    """Run the command that `argv` names; its exit status."""
    return {"audit": audit, "licences": licences, "sbom": sbom}[argv[0]]()


def audit() -> int:
    """Ask for known weaknesses of everything that is pinned; 1 when there is one, or a package was left out."""
    done = subprocess.run(
        [sys.executable, "-m", *AUDIT, "--progress-spinner", "off"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    status, said = verdict(done.stdout, done.stderr)
    print(said)
    return status


def verdict(stdout: str, stderr: str) -> tuple[int, str]:
    """What pip-audit found: exit status and sentence.

    A service that does not answer is said and tolerated. Nor does one answer that knows none of the packages: an
    index that mirrors files without their weaknesses.
    """
    if not stdout and UNREACHABLE.search(stderr):
        return 0, "The audit service cannot be reached from here: NOTHING WAS AUDITED."
    if not stdout:
        return 1, stderr
    packages = json.loads(stdout)["dependencies"]
    skipped = [f"{one['name']}: {one['skip_reason']}" for one in packages if "skip_reason" in one]
    if len(skipped) == len(packages):
        return 0, "The package index of this machine knows nothing of weaknesses: NOTHING WAS AUDITED."
    weak = [f"{one['name']} {one['version']}: {hole['id']}" for one in packages for hole in one.get("vulns", ())]
    if skipped or weak:
        return 1, "\n".join([*weak, *skipped])
    return 0, f"No known weakness in {len(packages)} packages."


def licences() -> int:
    """Print name, version and licence of every package, those that are deployed first; 1 when one is not allowed."""
    deployed = deployed_names()
    installed = sorted(installed_packages(), key=lambda one: (_name(one) not in deployed, _name(one)))
    for one in installed:
        use = "deployed" if _name(one) in deployed else "to develop"
        print(f"{use:10}  {one.name:40} {one.version:16} {', '.join(licences_of(one))}")
    return 1 if any(not is_allowed(one, deployed) for one in installed) else 0


def sbom() -> int:
    """Write what is deployed as CycloneDX JSON."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON"]
    done = subprocess.run([*command, sys.executable], capture_output=True, text=True, check=True)
    SBOM.write_text(json.dumps(narrowed(json.loads(done.stdout), deployed_names()), indent=1, ensure_ascii=False))
    print(f"{SBOM.name}: {len(deployed_names())} packages")
    return 0


def narrowed(document: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The document with those components alone."""
    components = [one for one in document["components"] if canonicalize_name(one["name"]) in names]
    kept = {one["bom-ref"] for one in components}
    tree = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", ()) if ref in kept]}
        for one in document["dependencies"]
        if one["ref"] in kept
    ]
    return {**document, "components": components, "dependencies": tree}


def installed_packages() -> list[Distribution]:
    """Everything in this environment but the project itself."""
    found = {_name(one): one for one in distributions()}
    return [one for name, one in found.items() if name != "namecard"]


def deployed_names() -> set[str]:
    """Names of what requirements.txt asks for, and all that this brings along here."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    waiting = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    by_name, names = {_name(one): one for one in installed_packages()}, set[str]()
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        if name in names or name not in by_name or not _applies(asked):
            continue
        names.add(name)
        waiting += _brought(by_name[name], asked.extras)
    return names


def _brought(package: Distribution, extras: set[str]) -> Iterator[Requirement]:
    for line in package.requires or ():
        needed = Requirement(line)
        if _applies(needed) or any(_applies(needed, extra) for extra in extras):
            yield needed


def _applies(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def licences_of(package: Distribution) -> list[str]:
    """What the package says of its licence, in the newest of the ways to say it."""
    said = package.metadata
    if "License-Expression" in said:
        return [said["License-Expression"]]
    classifiers = [line.rpartition("::")[2].strip() for line in said.get_all("Classifier", ()) if "License ::" in line]
    return classifiers or [said["License"].strip().partition("\n")[0] if "License" in said else "unknown"]


def is_allowed(package: Distribution, deployed: set[str]) -> bool:
    """Whether the package may come in, given the names of those that are deployed."""
    tool = _name(package) not in deployed
    return all(_expression_allowed(one) or (tool and one in TO_DEVELOP) for one in licences_of(package))


def _expression_allowed(expression: str) -> bool:
    """All parts of an AND, or one of an OR; brackets stand in no package's licence so far."""
    if expression in ALLOWED:
        return True
    if " AND " in expression:
        return all(_expression_allowed(part) for part in expression.split(" AND "))
    return " OR " in expression and any(_expression_allowed(part) for part in expression.split(" OR "))


def _name(package: Distribution) -> str:
    return canonicalize_name(package.name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
