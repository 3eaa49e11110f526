"""What comes from others: licences that may come in, and an audit that leaves nothing out silently."""

import json

import pytest

from bench.supply import _expression_allowed, deployed_names, installed_packages, is_allowed, narrowed, verdict

FINE = {"name": "a", "version": "1", "vulns": []}
WEAK = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1"}]}
LEFT_OUT = {"name": "c", "skip_reason": "not found"}


def said(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_every_installed_package_has_a_licence_that_may_come_in() -> None:
    deployed = deployed_names()
    assert [one.name for one in installed_packages() if not is_allowed(one, deployed)] == []


def test_a_tool_s_licence_does_not_do_for_what_is_deployed() -> None:
    [tool] = [one for one in installed_packages() if one.name == "yamllint"]
    assert is_allowed(tool, set())
    assert not is_allowed(tool, {"yamllint"})


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "unknown", ""])
def test_other_licences_may_not(licence: str) -> None:
    assert not _expression_allowed(licence)


def test_one_of_several_licences_is_enough_where_one_may_choose() -> None:
    assert _expression_allowed("GPL-2.0-only OR MIT")


def test_what_is_deployed_includes_what_it_brings_along_and_no_tools() -> None:
    assert {"pillow", "azure-core", "starlette", "msal"} <= deployed_names()
    assert deployed_names().isdisjoint({"pytest", "ruff", "mypy", "pip-audit", "hypothesis"})


def test_the_audit_passes_when_all_packages_are_known_and_fine() -> None:
    assert verdict(said(FINE, FINE), "")[0] == 0


@pytest.mark.parametrize("other", [WEAK, LEFT_OUT])
def test_the_audit_fails_by_a_weakness_or_a_package_that_was_left_out(other: object) -> None:
    assert verdict(said(FINE, other), "")[0] == 1


@pytest.mark.parametrize(
    ("out", "err"), [("", "requests.exceptions.ConnectionError: no route"), (said(LEFT_OUT, LEFT_OUT), "")]
)
def test_a_service_that_does_not_answer_is_said_and_tolerated(out: str, err: str) -> None:
    status, sentence = verdict(out, err)
    assert (status, "NOTHING WAS AUDITED" in sentence) == (0, True)


def test_an_audit_that_breaks_for_another_reason_fails() -> None:
    assert verdict("", "ImportError: no module")[0] == 1


def test_the_bill_of_materials_holds_what_is_deployed_alone() -> None:
    whole = {
        "components": [{"bom-ref": "a==1", "name": "A"}, {"bom-ref": "t==1", "name": "t"}],
        "dependencies": [{"ref": "a==1", "dependsOn": ["t==1"]}, {"ref": "t==1"}],
    }
    assert narrowed(whole, {"a"}) == {
        "components": [{"bom-ref": "a==1", "name": "A"}],
        "dependencies": [{"ref": "a==1", "dependsOn": []}],
    }
