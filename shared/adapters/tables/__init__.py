"""Rows in Table Storage: keys, entities, conditional writes, and the index that lists and searches read."""

from shared.adapters.tables.audit import TableAuditRows
from shared.adapters.tables.batches import TableBatches
from shared.adapters.tables.bookmarks import TableBookmarks
from shared.adapters.tables.cards import TableCardRows
from shared.adapters.tables.changes import TableChanges
from shared.adapters.tables.index import TableCardIndex
from shared.adapters.tables.keys import card_row_key, partition_key, row_key
from shared.adapters.tables.photos import TablePhotoRows
from shared.adapters.tables.tallies import TableTallies

__all__ = [
    "TableAuditRows",
    "TableBatches",
    "TableBookmarks",
    "TableCardIndex",
    "TableCardRows",
    "TableChanges",
    "TablePhotoRows",
    "TableTallies",
    "card_row_key",
    "partition_key",
    "row_key",
]
