"""What host.json says, read as the Functions host reads it."""

from pathlib import Path

import pytest

from local_host.errors import HostError
from local_host.host_json import HostJson

ROOT = Path(__file__).parents[2]


def test_what_is_left_out_has_the_defaults_of_the_host() -> None:
    said = HostJson.of({})
    assert said.route_prefix == "api"
    assert (said.queues.batch_size, said.queues.max_dequeue_count, said.queues.visibility_timeout) == (16, 5, 0)
    assert (said.queues.base64, said.queues.max_polling_interval) == (True, 2)
    assert (said.blobs.max_dequeue_count, said.blobs.visibility_timeout, said.blobs.base64) == (5, 0, True)


@pytest.mark.parametrize(
    ("span", "seconds"), [("00:00:30", 30), ("00:00:00.5", 0.5), ("01:01:01", 3661), ("1.00:00:01", 86401)]
)
def test_times_are_dotnet_time_spans(span: str, seconds: float) -> None:
    assert HostJson.of({"queues": {"maxPollingInterval": span}}).queues.max_polling_interval == seconds


@pytest.mark.parametrize(("parallel", "batch", "threshold"), [(4, 3, 1), (1, 1, 0), (16, 9, 7), (100, 32, 68)])
def test_blob_functions_share_the_degree_of_parallelism(parallel: int, batch: int, threshold: int) -> None:
    blobs = HostJson.of({"blobs": {"maxDegreeOfParallelism": parallel}}).blobs
    assert (blobs.batch_size, blobs.new_batch_threshold) == (batch, threshold)


@pytest.mark.parametrize("text", ["{", '{"extensions": {"queues": {"messageEncoding": "rot13"}}}'])
def test_a_file_that_is_wrong_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "host.json").write_text(text)
    with pytest.raises(HostError, match=r"host\.json cannot be read"):
        HostJson.read(tmp_path / "host.json")


def test_the_projects_own_file_can_be_read() -> None:
    assert HostJson.read(ROOT / "host.json").route_prefix == ""
