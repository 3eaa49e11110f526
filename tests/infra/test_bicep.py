"""What infra/ promises: nothing opens without an identity, and its names are those of the product."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from shared import settings
from tests.infra.bicep import FILES, INFRA, Resource, parsed, resources, value, variable
from tests.unit.test_function_app import FUNCTIONS

STORAGE = resources("storageAccounts")
NOT_IN_AZURE = {
    "NAMECARD_LOCAL_KEY": "make run only",
    "NAMECARD_TESSDATA": "Tesseract only",
    "NAMECARD_VISION_KEY": "identity instead",
    "NAMECARD_URL": "the command only",
}
BUILT_IN = {
    "Storage Blob Data Owner",
    "Storage Blob Data Contributor",
    "Storage Queue Data Contributor",
    "Storage Table Data Contributor",
    "Cognitive Services User",
    "Monitoring Metrics Publisher",
}


def named(suffix: str) -> set[str]:
    return {name for key, name in vars(settings).items() if key.endswith(suffix)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_is_bicep(file: Path) -> None:
    assert parsed(file)["globals"]


@pytest.mark.parametrize("account", STORAGE, ids=lambda account: account.file)
def test_storage_opens_to_identities_only(account: Resource) -> None:
    said = account.properties
    assert (said["allowSharedKeyAccess"], said["allowBlobPublicAccess"]) == (False, False)
    assert (said["minimumTlsVersion"], said["supportsHttpsTrafficOnly"]) == ("TLS1_2", True)


@pytest.mark.parametrize("account", STORAGE, ids=lambda account: account.file)
def test_storage_of_a_private_network_denies_all_others(account: Resource) -> None:
    assert value(account.properties["networkAcls"]["defaultAction"], private=True) == "Deny"
    assert value(account.properties["publicNetworkAccess"], private=True, otherwise=True) == "Disabled"


def test_the_data_has_an_account_apart_from_the_host() -> None:
    assert {account.file for account in STORAGE} == {"data", "host"}
    values = {one["name"]: str(one["value"]) for one in variable("app", "values")}
    assert "hostAccount" in values["AzureWebJobsStorage__accountName"]
    assert "dataEndpoints" in values["NAMECARD_STORAGE__blobServiceUri"]


def test_no_container_is_public() -> None:
    assert {one.properties["publicAccess"] for one in resources("containers")} == {"None"}


def test_the_data_account_holds_what_the_settings_name() -> None:
    assert set(variable("data", "containers")) == {*settings.CONTAINERS, "undelivered"}
    assert set(variable("data", "queues")) == set(settings.QUEUES) == named("_QUEUE")
    assert set(variable("data", "tables")) == set(settings.TABLES) == named("_TABLE")


def test_erased_pictures_are_not_kept_by_storage() -> None:
    [blobs] = resources("blobServices", "data")
    assert blobs.properties["deleteRetentionPolicy"] == {"enabled": False}
    assert "isVersioningEnabled" not in blobs.properties


def test_originals_and_outputs_are_never_deleted_by_age() -> None:
    [policy] = resources("managementPolicies")
    deleting = [rule for rule in policy.properties["policy"]["rules"] if "delete" in json.dumps(rule["definition"])]
    assert [rule["definition"]["filters"]["prefixMatch"] for rule in deleting] == [["undelivered/"]]


def test_vision_and_insights_take_no_key() -> None:
    assert resources("accounts")[0].properties["disableLocalAuth"] is True
    assert resources("components")[0].properties["DisableLocalAuth"] is True
    assert resources("workspaces")[0].properties["features"]["disableLocalAuth"] is True


@pytest.mark.parametrize("role", resources("roleAssignments"), ids=lambda role: role.name)
def test_each_role_is_one_for_data_on_one_resource(role: Resource) -> None:
    assert role.config["scope"]
    assert role.properties["principalType"] in ("ServicePrincipal", "deployerPrincipalType")


def test_the_roles_are_the_ones_that_are_named() -> None:
    text = "".join(file.read_text() for file in FILES)
    ids = re.findall(r"= '([0-9a-f]{8}-[0-9a-f-]{27})' // (.+)", text)
    assert {name for _, name in ids} == BUILT_IN
    assert len({one for one, _ in ids}) == len(BUILT_IN)


def test_the_app_runs_by_its_own_identity_and_speaks_tls_only() -> None:
    [app] = resources("sites")
    site = app.properties["siteConfig"]
    assert app.config["identity"]["type"] == "UserAssigned"
    assert app.properties["httpsOnly"] is True
    assert (site["minTlsVersion"], site["scmMinTlsVersion"]) == ("1.2", "1.2")


def test_nothing_is_said_that_flex_consumption_refuses() -> None:
    app = resources("sites")[0].properties
    refused = {"ftpsState", "alwaysOn", "linuxFxVersion", "use32BitWorkerProcess", "functionAppScaleLimit"}
    named_elsewhere = {"FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION", "WEBSITE_RUN_FROM_PACKAGE"}
    assert not refused & {*app, *app["siteConfig"]}
    assert not named_elsewhere & {one["name"] for one in variable("app", "values")}


def test_the_app_runs_on_flex_consumption_with_a_python_we_test() -> None:
    runtime = resources("sites")[0].properties["functionAppConfig"]["runtime"]
    assert resources("serverfarms")[0].config["sku"]["name"] == "FC1"
    assert (runtime["name"], runtime["version"]) == ("python", "3.12")


def test_nothing_is_published_by_password() -> None:
    policies = resources("basicPublishingCredentialsPolicies")
    assert {one.config["name"]: one.properties["allow"] for one in policies} == {"ftp": False, "scm": False}


def test_every_setting_of_the_documents_is_set_or_has_no_use_in_azure() -> None:
    documents = (INFRA.parent / "docs/operations.md").read_text()
    documented = set(re.findall(r"^\| `(NAMECARD_[A-Z_]*[A-Z])`", documents, re.MULTILINE)) - {settings.DATA_STORAGE}
    given = {one["name"] for one in variable("app", "values")}
    assert documented - given == NOT_IN_AZURE.keys()


def test_every_function_has_its_switch() -> None:
    assert set(variable("app", "functions")) == FUNCTIONS.keys()


def test_an_event_comes_for_each_finished_upload_to_the_inbox_and_for_nothing_else() -> None:
    [subscription] = resources("eventSubscriptions")
    [upload] = subscription.properties["filter"]["advancedFilters"]
    prefix = f"/blobServices/default/containers/{settings.INBOX}/blobs/"
    assert subscription.properties["filter"]["subjectBeginsWith"] == prefix
    assert (upload["key"], upload["operatorType"]) == ("data.api", "StringIn")
    assert set(upload["values"]) == {"PutBlob", "PutBlockList", "CopyBlob", "FlushWithClose"}


def test_events_go_to_the_blob_webhook_of_a_function_that_exists() -> None:
    [subscription] = resources("eventSubscriptions")
    url = subscription.properties["destination"]["properties"]["endpointUrl"]
    [function] = re.findall(r"/runtime/webhooks/blobs\?functionName=Host\.Functions\.(\w+)&code=", url)
    assert function in FUNCTIONS


def test_an_event_is_tried_for_a_day_and_then_kept() -> None:
    [subscription] = resources("eventSubscriptions")
    assert subscription.properties["retryPolicy"] == {"maxDeliveryAttempts": 30, "eventTimeToLiveInMinutes": 1440}
    letter = subscription.properties["deadLetterWithResourceIdentity"]
    assert letter["deadLetterDestination"]["properties"]["blobContainerName"] in variable("data", "containers")


def test_the_webhook_key_is_read_nowhere_else() -> None:
    assert [file.stem for file in FILES if "listKeys" in file.read_text()] == ["events"]


def test_each_subnet_has_rules_and_the_app_one_address() -> None:
    [network] = resources("virtualNetworks")
    subnets = {one["name"]: one["properties"] for one in network.properties["subnets"]}
    assert all("networkSecurityGroup" in subnet for subnet in subnets.values())
    assert "natGateway" in subnets["app"]


@pytest.mark.parametrize("rules", resources("networkSecurityGroups"), ids=lambda rules: rules.name)
def test_what_no_rule_allows_is_denied(rules: Resource) -> None:
    last = max(rules.properties["securityRules"], key=lambda rule: rule["properties"]["priority"])
    assert last["properties"]["access"] == "Deny"


def test_each_service_has_a_private_endpoint() -> None:
    reached = {(str(one["target"]), one["service"]) for one in variable("endpoints", "endpoints")}
    accounts = {(account, service) for account in ("dataAccountId", "hostAccountId") for service in settings.SERVICES}
    assert reached == accounts | {("visionAccountId", "account")}


def test_the_firewall_blocks() -> None:
    [firewall] = resources("FrontDoorWebApplicationFirewallPolicies")
    assert firewall.properties["policySettings"]["mode"] == "Prevention"
    assert len(firewall.properties["managedRules"]["managedRuleSets"]) == 2


def test_behind_front_door_only_ours_and_event_grid_come_in() -> None:
    rules = variable("app", "throughFrontDoor")
    assert [rule["ipAddress"] for rule in rules] == ["AzureFrontDoor.Backend", "AzureEventGrid"]
    assert "frontDoorId" in str(rules[0]["headers"])


def test_people_are_told_of_what_cannot_heal_itself() -> None:
    alerts = {one["name"] for one in variable("alerts", "alerts")}
    assert alerts >= {"photo-given-up", "oldest-photo-waits", "photos-fail", "sweep-silent"}


def test_every_parameter_can_be_set_by_azd() -> None:
    given = json.loads((INFRA / "main.parameters.json").read_text())["parameters"]
    assert given.keys() == parsed(INFRA / "main.bicep")["parameters"].keys()


def test_secrets_are_secure_parameters() -> None:
    for file in FILES:
        for name, parameter in parsed(file).get("parameters", {}).items():
            secure = any(decorator["type"] == "secure" for decorator in parameter["decorators"])
            assert secure == name.endswith(("Secret", "Key")), (file.stem, name)


def test_the_step_after_deployment_is_a_script_that_sh_understands() -> None:
    subprocess.run(["/bin/sh", "-n", INFRA / "events.sh"], check=True)
    outputs = parsed(INFRA / "main.bicep")["outputs"]
    used = set(re.findall(r"\$(NAMECARD_\w+|AZURE_RESOURCE_GROUP)", (INFRA / "events.sh").read_text()))
    assert used <= outputs.keys()
