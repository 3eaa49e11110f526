"""Ids of photos, and the keys made of them."""

from datetime import UTC, datetime, timedelta

from ulid import ULID

from shared.adapters.tables import card_row_key, partition_key, row_key
from shared.usecases.accept_photo import photo_id

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_same_version_of_a_blob_always_has_the_same_id() -> None:
    assert photo_id("namecards", "a.jpg", "0x1", NOON) == photo_id("namecards", "a.jpg", "0x1", NOON)


def test_quotes_around_the_etag_do_not_matter() -> None:
    assert photo_id("namecards", "a.jpg", '"0x1"', NOON) == photo_id("namecards", "a.jpg", "0x1", NOON)


def test_another_container_name_or_etag_gives_another_id() -> None:
    versions = [("namecards", "a.jpg", "0x1"), ("other", "a.jpg", "0x1"), ("namecards", "b.jpg", "0x1")]
    ids = {photo_id(*version, NOON) for version in [*versions, ("namecards", "a.jpg", "0x2")]}
    assert len(ids) == 4


def test_the_id_carries_the_time_of_the_upload() -> None:
    assert ULID.from_str(photo_id("namecards", "a.jpg", "0x1", NOON)).datetime == NOON


def test_a_plain_range_read_gives_the_newest_first() -> None:
    times = [NOON + timedelta(hours=7 * step) for step in range(20)]
    ids = [photo_id("namecards", "a.jpg", "0x1", time) for time in times]
    keys = [(partition_key(one), row_key(one)) for one in ids]
    assert sorted(keys, reverse=True) == keys


def test_the_cards_of_a_photo_are_stored_in_reading_order() -> None:
    keys = [card_row_key("0" * 26, n) for n in range(1, 25)]
    assert sorted(keys) == keys
