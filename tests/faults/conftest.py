"""Offices for the fault matrix, and the table that `make faults` prints."""

from collections.abc import Callable, Iterator

import pytest

from local_host.azurite import Azurite
from tests.conftest import KEY, UNUSED, furnished
from tests.faults.matrix import ROWS, table
from tests.faults.proxy import Proxy, running_proxy
from tests.faults.scene import Scene, Workers, open_office
from tests.integration.pipeline import Pipeline


def make_account(azurite: Azurite) -> str:
    """The connection string of a new account with all that the product needs."""
    return furnished(azurite.connection_string(next(UNUSED), KEY))


def ports(azurite: Azurite) -> dict[str, int]:
    """Where Azurite listens."""
    return {"Blob": azurite.blob, "Queue": azurite.queue, "Table": azurite.table}


@pytest.fixture(scope="module")
def office(azurite: Azurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Proxy, Pipeline, Workers]]:
    """One office with two workers for all tests of a module."""
    with (
        running_proxy(ports(azurite)) as proxy,
        open_office(tmp_path_factory.mktemp("office"), make_account(azurite), proxy) as (pipeline, workers),
    ):
        yield proxy, pipeline, workers


@pytest.fixture(scope="module")
def scenes(office: tuple[Proxy, Pipeline, Workers]) -> Callable[[Callable[[str, object], None]], Scene]:
    """The scenes of a module share an office and a ledger."""
    proxy, pipeline, workers = office
    first = Scene(pipeline, proxy, workers, lambda name, value: None)
    return lambda record: Scene(pipeline, proxy, workers, record, first.ledger)


@pytest.fixture
def scene(
    scenes: Callable[[Callable[[str, object], None]], Scene], record_property: Callable[[str, object], None]
) -> Iterator[Scene]:
    """The office of the module, without faults so far."""
    scene = scenes(record_property)
    yield scene
    scene.proxy.heal()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print a line for each row of the matrix that was run."""
    reports = [
        report
        for kind in ("passed", "failed", "xfailed", "skipped")
        for report in terminalreporter.stats.get(kind, [])
        if isinstance(report, pytest.TestReport) and dict(report.user_properties).get("row")
    ]
    if reports:
        terminalreporter.section("fault matrix")
        terminalreporter.write_line(table(reports))


@pytest.fixture(autouse=True)
def row(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    """Say in the report which row of the matrix a test is for."""
    for marker in request.node.iter_markers("fault"):
        for number in marker.args:
            assert number in ROWS
        record_property("row", marker.args)
