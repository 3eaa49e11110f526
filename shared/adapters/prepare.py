"""The containers, queues and tables of the product, made where they are missing.

In Azure infra/data.bicep makes them; this is for Azurite in a cluster and for an account that was made by hand.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress

from azure.core.exceptions import ResourceExistsError

from shared.adapters.clients import blob_service, queue_service, table_service, translated
from shared.settings import CONTAINERS, QUEUES, TABLES, Storage


def prepare(storage: Storage) -> None:
    """Make what is missing; safe to repeat. Raises ServiceUnavailable."""
    blobs, queues, tables = blob_service(storage), queue_service(storage), table_service(storage)
    makers: list[tuple[Callable[[str], object], Iterable[str]]] = [
        (blobs.create_container, CONTAINERS),
        (queues.create_queue, QUEUES),
        (tables.create_table, TABLES),
    ]
    with translated("making containers, queues and tables"):
        for make, names in makers:
            for name in names:
                with suppress(ResourceExistsError):
                    make(name)
