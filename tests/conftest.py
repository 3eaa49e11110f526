"""A real Azurite for the whole run, and an account of its own for every test that asks."""

from base64 import b64encode
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from local_host.azurite import Azurite, running_azurite
from shared.adapters.prepare import prepare
from shared.settings import Storage

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

KEY = b64encode(b"namecard").decode()
ACCOUNTS = {f"test{number}": KEY for number in range(1000)}
UNUSED = iter(ACCOUNTS)


@pytest.fixture(scope="session")
def azurite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    with running_azurite(tmp_path_factory.mktemp("azurite"), accounts=ACCOUNTS) as azurite:
        yield azurite


@pytest.fixture
def account(azurite: Azurite) -> str:
    """The connection string of an empty storage account."""
    return azurite.connection_string(next(UNUSED), KEY)


@pytest.fixture
def storage(account: str) -> str:
    """The connection string of an account with the containers, queues and tables of the product."""
    return furnished(account)


def furnished(account: str) -> str:
    """The account, with all that the product keeps in one."""
    prepare(Storage(account))
    return account
