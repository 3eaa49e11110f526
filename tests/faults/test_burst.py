"""Row 23, in small: `make burst` sends ten thousand."""

from collections.abc import Callable

import pytest

from tests.faults.burst import dying, opened


@pytest.mark.fault(23)
@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_burst_of_photos_while_workers_die_ends_with_one_row_each(
    record_property: Callable[[str, object], None],
) -> None:
    with opened(workers=3) as burst:
        with dying(burst.workers, every=4) as dead:
            burst.send(500)
            burst.drain()
        assert burst.reckon() == []
    assert dead
    record_property("fired", len(dead))
