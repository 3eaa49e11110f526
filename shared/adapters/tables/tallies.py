"""Tallies of the photos table: counted over a partition, and kept in rows of their own."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from azure.data.tables import TableClient
from ulid import ULID

from shared.adapters.clients import translated
from shared.adapters.tables.keys import FIRST_OTHER_PARTITION, PARTITION_CHARACTERS, partition_key, photo_of_key
from shared.card.row import PhotoStatus
from shared.usecases.ports import Clock, Tally

PARTITION: Final = "tallies"
BUCKET: Final = timedelta(milliseconds=2**25)
"""What a partition holds."""


@dataclass(frozen=True, slots=True)
class TableTallies:
    """A bucket is a partition of the photos table."""

    table: TableClient
    clock: Clock

    def buckets_since(self, moment: datetime) -> list[str]:
        """The buckets of the time from `moment` to now, and one ahead for clocks that differ."""
        steps = (self.clock() - moment) // BUCKET + 2
        return [_bucket(moment + n * BUCKET) for n in range(steps + 1)]

    def next_bucket(self, bucket: str) -> str:
        """The bucket behind this one (that is, the next older one) that has photos; empty when there is none."""
        with translated("looking for the next partition"):
            found = self.table.query_entities(
                "PartitionKey gt @bucket and PartitionKey lt @end",
                parameters={"bucket": bucket, "end": FIRST_OTHER_PARTITION},
                select=["PartitionKey"],
                results_per_page=1,
            )
            return next((str(entity["PartitionKey"]) for entity in islice(found, 1)), "")

    def count(self, bucket: str, since: datetime) -> Tally:
        """Read a bucket and count. Raises ServiceUnavailable."""
        statuses: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        unfinished: defaultdict[PhotoStatus, list[str]] = defaultdict(list)
        hours: Counter[str] = Counter()
        cards, lately = 0, 0
        oldest: datetime | None = None
        for entity in self._photos(bucket):
            status = PhotoStatus(entity["status"])
            statuses[status] += 1
            photo_id = photo_of_key(entity["RowKey"])
            if status not in (PhotoStatus.DONE, PhotoStatus.DELETED):
                unfinished[status].append(photo_id)
            cards += entity["cards"]
            came = ULID.from_str(photo_id).datetime
            hours[f"{came:%Y-%m-%dT%H}"] += entity["cards"]
            if status is PhotoStatus.FAILED:
                reasons[entity["code"]] += 1
            if not status.terminal:
                oldest = came
            elif (changed := _changed(entity)) is not None and changed >= since:
                lately += 1
        return Tally(bucket, statuses, reasons, cards, oldest, +hours, lately, unfinished)

    def _photos(self, bucket: str) -> list[Mapping[str, Any]]:
        """The photos of a bucket, the newest first."""
        with translated("counting photos"):
            return list(
                self.table.query_entities(
                    "PartitionKey eq @bucket",
                    parameters={"bucket": bucket},
                    select=["RowKey", "status", "code", "cards", "Timestamp"],
                )
            )

    def kept(self) -> list[Tally]:
        """Every tally that was kept. Raises ServiceUnavailable."""
        with translated("reading tallies"):
            found = self.table.query_entities("PartitionKey eq @name", parameters={"name": PARTITION})
            return [_tally(entity) for entity in found]

    def keep(self, tally: Tally) -> None:
        """Remember a tally instead of the one before. Raises ServiceUnavailable."""
        with translated("writing a tally"):
            self.table.upsert_entity(
                {
                    "PartitionKey": PARTITION,
                    "RowKey": tally.bucket,
                    "statuses": json.dumps(tally.statuses),
                    "reasons": json.dumps(tally.reasons),
                    "cards": tally.cards,
                    "by_hour": json.dumps(tally.by_hour),
                    "oldest_waiting": tally.oldest_waiting.isoformat() if tally.oldest_waiting else "",
                }
            )


def _bucket(moment: datetime) -> str:
    return partition_key(str(ULID.from_datetime(moment))[:PARTITION_CHARACTERS])


def _changed(entity: Any) -> datetime | None:
    changed: datetime | None = entity.metadata.get("timestamp")
    return changed


def _tally(entity: Mapping[str, Any]) -> Tally:
    oldest = entity["oldest_waiting"]
    return Tally(
        bucket=entity["RowKey"],
        statuses=json.loads(entity["statuses"]),
        reasons=json.loads(entity["reasons"]),
        cards=entity["cards"],
        oldest_waiting=datetime.fromisoformat(oldest) if oldest else None,
        by_hour=json.loads(entity.get("by_hour", "{}")),
    )
