"""`namecard prepare`: an empty account gets all that the functions listen to and write to."""

import subprocess
import sys
from pathlib import Path

from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from shared.settings import CONTAINERS, QUEUES, TABLES

NAMECARD = Path(sys.executable).with_name("namecard")


def prepare(connection: str) -> subprocess.CompletedProcess[str]:
    env = {"NAMECARD_STORAGE": connection}
    return subprocess.run([NAMECARD, "prepare"], env=env, capture_output=True, text=True, check=False)


def test_everything_is_made_and_what_is_there_stays(account: str) -> None:
    assert [prepare(account).returncode, prepare(account).returncode] == [0, 0]
    blobs, queues = (
        BlobServiceClient.from_connection_string(account),
        QueueServiceClient.from_connection_string(account),
    )
    tables = TableServiceClient.from_connection_string(account)
    assert {one.name for one in blobs.list_containers()} == set(CONTAINERS)
    assert {one.name for one in queues.list_queues()} == set(QUEUES)
    assert {one.name for one in tables.list_tables()} == set(TABLES)


def test_a_missing_connection_is_named() -> None:
    done = prepare("")
    assert done.returncode == 1
    assert "AzureWebJobsStorage is not set" in done.stderr
