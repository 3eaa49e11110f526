"""The audit: who exported or erased what, and not a word of what cards say."""

import json

from azure.data.tables import TableServiceClient
from starlette.testclient import TestClient

from shared.settings import AUDIT_TABLE
from shared.web.api import make_api
from tests.integration.pipeline import Pipeline

KEY = {"x-functions-key": "the key of the front desk"}
SIGNED_IN = {"x-ms-client-principal": "e30=", "x-ms-client-principal-name": "minji@office.example"}


def test_an_export_and_a_deletion_are_audited_with_who_and_what(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(name="김철수")
    api.get(f"/api/namecards/{card.id}.vcf", headers=KEY)
    api.delete(f"/api/namecards/{card.id}", headers=KEY)
    [deleted, exported] = api.get("/api/audit").json()["entries"]
    assert (exported["what"], exported["ids"], exported["count"]) == ("export.vcf", [card.id], 1)
    assert (deleted["what"], deleted["ids"], deleted["who"]) == ("card.deleted", [card.id], exported["who"])
    assert exported["who"].startswith("key ")


def test_different_keys_have_different_names_and_are_not_told(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(name="김철수")
    for key in ("one", "another"):
        api.get(f"/api/namecards/{card.id}.vcf", headers={"x-functions-key": key})
    names = {entry["who"] for entry in api.get("/api/audit").json()["entries"]}
    assert len(names) == 2
    assert "another" not in str(names)


def test_who_signed_in_is_named(pipeline: Pipeline) -> None:
    card = pipeline.card(name="김철수")
    with TestClient(make_api(pipeline.wiring._office(), behind_sign_in=True), headers=SIGNED_IN) as api:
        api.delete(f"/api/namecards/{card.id}")
        assert [entry["who"] for entry in api.get("/api/audit").json()["entries"]] == ["minji@office.example"]


def test_a_forged_principal_is_not_believed_where_nobody_checks_it(api: TestClient, pipeline: Pipeline) -> None:
    api.delete(f"/api/namecards/{pipeline.card(name='김철수').id}", headers=SIGNED_IN)
    assert [entry["who"] for entry in api.get("/api/audit").json()["entries"]] == ["no key"]


def test_a_person_who_is_forgotten_is_not_remembered_by_the_audit(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(name="김철수", mobile="+821012345678")
    api.post("/api/erasures", json={"phone": "010-1234-5678"})
    [entry] = api.get("/api/audit").json()["entries"]
    assert (entry["what"], entry["ids"]) == ("person.deleted", [card.id])
    assert not any(word in json.dumps(entry, ensure_ascii=False) for word in ("김철수", "5678", "1234"))


def test_the_audit_is_paged_and_holds_each_entry_once(api: TestClient, pipeline: Pipeline) -> None:
    for number in range(5):
        pipeline.wiring.audit("export.csv", f"test {number}", count=number)
    first = api.get("/api/audit", params={"limit": 3}).json()
    second = api.get("/api/audit", params={"limit": 3, "cursor": first["cursor"]}).json()
    assert sorted(one["count"] for one in first["entries"] + second["entries"]) == [0, 1, 2, 3, 4]
    assert second["cursor"] is None


def test_a_missing_audit_table_is_made_with_the_first_entry(api: TestClient, pipeline: Pipeline) -> None:
    TableServiceClient.from_connection_string(pipeline.connection).delete_table(AUDIT_TABLE)
    assert api.get("/api/audit").json()["entries"] == []
    pipeline.wiring.audit("export.csv", "test", count=2)
    assert api.get("/api/audit").json()["entries"][0]["count"] == 2


def test_an_entry_names_no_more_ids_than_a_column_holds(api: TestClient, pipeline: Pipeline) -> None:
    pipeline.wiring.audit("export.csv", "test", [f"{'0' * 26}-{n}" for n in range(5000)])
    [entry] = api.get("/api/audit").json()["entries"]
    assert (entry["count"], len(entry["ids"])) == (5000, 500)
