"""The page of the API's document: it comes from this server alone, and says nothing about any card."""

import re

import pytest
from starlette.testclient import TestClient

from tests.integration.pipeline import Pipeline


@pytest.fixture
def site(pipeline: Pipeline) -> TestClient:
    return TestClient(pipeline.wiring.site_app)


def test_the_page_loads_nothing_from_elsewhere(site: TestClient) -> None:
    page = site.get("/docs")
    parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert parts == ["docs/swagger-ui.css", "data:,", "docs/swagger-ui-bundle.js", "docs/start.js"]
    assert all(site.get(f"/{part}").status_code == 200 for part in parts if not part.startswith("data:"))


def test_the_browser_may_not_load_anything_from_elsewhere(site: TestClient) -> None:
    policy = site.get("/docs").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy


def test_swagger_ui_is_of_a_version_that_knows_openapi_3_1(site: TestClient) -> None:
    version = re.search(r'PACKAGE_VERSION:"(\d+)', site.get("/docs/swagger-ui-bundle.js").text)
    assert version
    assert int(version[1]) >= 5


def test_the_document_is_that_of_the_api(site: TestClient, api: TestClient) -> None:
    document = site.get("/openapi.json").json()
    assert document == api.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1.")


def test_every_reply_that_refuses_points_to_the_schema_of_problems(api: TestClient) -> None:
    document = api.get("/api/openapi.json").json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    refusals = [
        reply["content"]["application/problem+json"]["schema"]["$ref"]
        for operation in operations
        for status, reply in operation["responses"].items()
        if status >= "400" and status != "401"
    ]
    assert set(refusals) == {"#/components/schemas/Problem"}
    assert "Problem" in document["components"]["schemas"]
