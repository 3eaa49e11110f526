"""The product on storage of its own, and its API."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.integration.pipeline import Pipeline, start_pipeline


@pytest.fixture
def pipeline(storage: str) -> Pipeline:
    return start_pipeline(storage)


@pytest.fixture
def api(pipeline: Pipeline) -> Iterator[TestClient]:
    with TestClient(pipeline.wiring.api_app) as client:
        yield client
