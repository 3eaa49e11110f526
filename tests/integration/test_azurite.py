"""Azurite as the host and the tests start it: it ends in order, and what was written is there again."""

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest
from azure.storage.blob import BlobServiceClient

from local_host.azurite import STOP_SECONDS, Azurite, running_azurite
from local_host.errors import HostError


def service(azurite: Azurite) -> BlobServiceClient:
    return BlobServiceClient.from_connection_string(azurite.connection_string())


def test_what_was_written_last_is_there_after_a_restart(tmp_path: Path) -> None:
    with running_azurite(tmp_path) as azurite, service(azurite) as blobs:
        blobs.create_container("kept").upload_blob("a", b"written last")
    with running_azurite(tmp_path) as azurite, service(azurite) as blobs:
        assert blobs.get_blob_client("kept", "a").download_blob().readall() == b"written last"


@pytest.mark.timeout(STOP_SECONDS - 5)
def test_a_connection_that_says_nothing_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with ExitStack() as connections, running_azurite(tmp_path) as azurite:
        connections.enter_context(socket.create_connection(("127.0.0.1", azurite.blob)))


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with running_azurite(tmp_path / "a") as azurite:
        second = running_azurite(tmp_path / "b", azurite.blob)
        with pytest.raises(HostError, match=f"Port {azurite.blob} is in use"):
            second.__enter__()
