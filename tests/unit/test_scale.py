"""What `bench scale` sends."""

from itertools import islice

from bench.scale.photos import distinct_photos
from shared.card.photo import decode_photo


def test_no_two_photos_are_the_same_bytes_and_each_is_one() -> None:
    photos = list(islice(distinct_photos(), 10))
    assert len(set(photos)) == 10
    assert decode_photo(photos[9]).pixels.ndim == 3
