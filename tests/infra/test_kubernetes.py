"""The manifests of deploy/, against the schemas of Kubernetes and against what we promise of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from shared import settings
from tests.unit.test_function_app import FUNCTIONS

DEPLOY = Path(__file__).parents[2] / "deploy"
VERSION = "1.33"
WITHOUT_SCHEMA = {"Kustomization", "ScaledObject", "TriggerAuthentication"}


def documents(folder: str = "*", kind: str = "") -> Iterator[dict[str, Any]]:
    for file in sorted(DEPLOY.glob(f"{folder}/*.yaml")):
        for document in yaml.safe_load_all(file.read_text()):
            if not kind or document["kind"] == kind:
                yield document


def pods(folder: str = "*") -> Iterator[tuple[str, dict[str, Any]]]:
    for document in documents(folder):
        if document["kind"] in ("Deployment", "Job"):
            yield document["metadata"]["name"], document["spec"]["template"]["spec"]


ALL_PODS = list(pods())
PODS = pytest.mark.parametrize("pod", [pod for _, pod in ALL_PODS], ids=[name for name, _ in ALL_PODS])


def functions_of(role: str) -> set[str]:
    [container] = dict(pods("base"))[role]["containers"]
    return {one["value"] for one in container["env"] if one["name"].startswith("AzureFunctionsJobHost__functions__")}


@pytest.mark.parametrize(
    "document", list(documents()), ids=lambda document: f"{document['kind']}-{document.get('metadata', {}).get('name')}"
)
def test_each_manifest_has_the_form_that_kubernetes_knows(document: dict[str, Any]) -> None:
    if document["kind"] not in WITHOUT_SCHEMA:
        kubernetes_validate.validate(document, VERSION, strict=True)


@pytest.mark.parametrize("folder", ["base", "azure", "kind"])
def test_a_kustomization_names_every_file_beside_it(folder: str) -> None:
    [kustomization] = documents(folder, "Kustomization")
    files = {path.name for path in (DEPLOY / folder).glob("*.yaml")} - {"kustomization.yaml"}
    assert {name for name in kustomization["resources"] if not name.startswith("..")} == files


@PODS
def test_each_pod_may_run_in_a_restricted_namespace(pod: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        security = container["securityContext"]
        assert security["allowPrivilegeEscalation"] is False
        assert security["capabilities"] == {"drop": ["ALL"]}


@PODS
def test_each_pod_has_limits_a_read_only_root_and_no_token(pod: dict[str, Any]) -> None:
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        assert container["resources"]["limits"].keys() == {"cpu", "memory"}
        assert container["securityContext"]["readOnlyRootFilesystem"] is True


def test_the_roles_share_all_functions_between_them() -> None:
    assert functions_of("http") | functions_of("worker") == FUNCTIONS.keys()
    assert functions_of("http") & functions_of("worker") == {"site"}


def test_keda_counts_the_queues_that_workers_work() -> None:
    [scaled] = documents("base", "ScaledObject")
    counted = {(trigger["type"], trigger["metadata"]["queueName"]) for trigger in scaled["spec"]["triggers"]}
    assert counted == {("azure-queue", settings.WORK_QUEUE), ("azure-queue", settings.BACKFILL_QUEUE)}


@pytest.mark.parametrize("role", ["http", "worker"])
def test_each_role_is_probed_where_site_answers(role: str) -> None:
    [container] = dict(pods("base"))[role]["containers"]
    probes = {kind: probe["httpGet"]["path"] for kind, probe in container.items() if kind.endswith("Probe")}
    assert probes["livenessProbe"] == probes["startupProbe"] == "/health/live"
    assert probes.get("readinessProbe", "/health/ready") == "/health/ready"


def test_a_rollout_of_http_never_has_fewer_pods() -> None:
    [http] = [one for one in documents("base", "Deployment") if one["metadata"]["name"] == "http"]
    assert http["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_nothing_reaches_the_metadata_service() -> None:
    rules = {one["metadata"]["name"]: one["spec"] for one in documents("base", "NetworkPolicy")}
    assert rules["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    block = rules["https-out"]["egress"][1]["to"][0]["ipBlock"]
    assert {"169.254.0.0/16", "168.63.129.16/32"} <= set(block["except"])


def test_azure_runs_an_image_by_digest() -> None:
    [kustomization] = documents("azure", "Kustomization")
    assert kustomization["images"][0]["digest"].startswith("sha256:")
