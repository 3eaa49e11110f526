"""How many photos ended how, what waits, and how fast it goes: counted where new, remembered where old."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from shared.usecases.ports import Bookmarks, Clock, PhotoRows, Tallies, Tally

RECENT: Final = timedelta(hours=24)
"""Photos that came since then are counted anew each time; older ones change seldom."""
MONTH: Final = timedelta(days=31)
STEPS: Final = 20
"""Older buckets counted again in one sweep; with a sweep each five minutes all buckets of six years in a day."""

WALK: Final = "count-photos"
"""Its bookmark."""


@dataclass(frozen=True, slots=True)
class Stats:
    """All photos, by how they stand."""

    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    """Of failures, by code."""
    cards: int = 0
    oldest_waiting: datetime | None = None
    ended_last_hour: int = 0
    cards_by_hour: Counter[str] = field(default_factory=Counter)
    """Of the last month."""


@dataclass(frozen=True, slots=True)
class CountPhotos:
    """Photos are counted in buckets, the partitions of their table; the sweep keeps the tallies of old ones."""

    tallies: Tallies
    bookmarks: Bookmarks
    photos: PhotoRows
    clock: Clock

    def __call__(self) -> Stats:
        """Count. Raises ServiceUnavailable."""
        hour_ago = self.clock() - timedelta(hours=1)
        recent = self.tallies.buckets_since(self.clock() - RECENT)
        month_ago = f"{self.clock() - MONTH:%Y-%m-%dT%H}"
        fresh = [self.tallies.count(bucket, hour_ago) for bucket in recent]
        kept = [tally for tally in self.tallies.kept() if tally.bucket not in recent]
        return _summed([*fresh, *kept], month_ago)

    def walk(self) -> None:
        """Count what is not recent any more, and some old buckets, going on where the last walk ended.

        Raises ServiceUnavailable.
        """
        recent = self.tallies.buckets_since(self.clock() - RECENT)
        for bucket in self.tallies.buckets_since(self.clock() - 2 * RECENT):
            if bucket not in recent:
                self._keep(bucket)
        bucket = self.bookmarks.get(WALK)
        for _ in range(STEPS):
            bucket = self.tallies.next_bucket(bucket)
            if not bucket:
                break
            self._keep(bucket)
        self.bookmarks.put(WALK, bucket)

    def _keep(self, bucket: str) -> None:
        """Count it, and see to it that the photos that are not done stand in the index by status."""
        tally = self.tallies.count(bucket, self.clock())
        self.tallies.keep(tally)
        self.photos.file(tally.unfinished)


def _summed(tallies: Iterable[Tally], month_ago: str) -> Stats:
    every: Sequence[Tally] = list(tallies)
    by_hour = sum((Counter(tally.by_hour) for tally in every), Counter())
    waiting = [tally.oldest_waiting for tally in every if tally.oldest_waiting]
    return Stats(
        statuses=sum((Counter(tally.statuses) for tally in every), Counter()),
        reasons=sum((Counter(tally.reasons) for tally in every), Counter()),
        cards=sum(tally.cards for tally in every),
        oldest_waiting=min(waiting, default=None),
        ended_last_hour=sum(tally.ended_lately for tally in every),
        cards_by_hour=Counter({hour: cards for hour, cards in by_hour.items() if hour >= month_ago}),
    )
