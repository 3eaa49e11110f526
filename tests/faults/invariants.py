"""What must hold in storage after every scenario, whatever went wrong in it: I1 to I10 of the fault matrix."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, Self

from shared.card.row import CardRow, CardStatus, PhotoRow, PhotoStatus
from shared.settings import INBOX, OUTBOX, POISON_QUEUE, WORK_QUEUE
from shared.usecases.accept_photo import photo_id
from shared.usecases.chat.sent import sender_of
from shared.usecases.facets import facets
from shared.usecases.file_card import EDITS
from shared.usecases.ports import Output, Window
from shared.usecases.rebuild import ROW
from shared.wiring import Wiring
from tests.faults.proxy import Request
from tests.integration.pipeline import Pipeline

MOST_ATTEMPTS: Final = 5
"""maxDequeueCount of host.json."""
RETRIES: Final = 2
"""Of the storage clients, behind the first attempt of each call."""
MOST_CALLS: Final = 60
"""Of one attempt for a photo with a card or two; an ordinary one makes about 35."""
OF_NO_VERSION: Final = (EDITS, ROW)


@dataclass(slots=True)
class Ledger:
    """What a scenario did, to be compared with what storage says."""

    photos: dict[str, bytes] = field(default_factory=dict)
    """What was accepted, by photo id."""
    edits: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """The last change that a person was told to be saved, by card id."""
    undecodable: set[str] = field(default_factory=set)
    """Ids of the photos that are no images."""
    redriven: Counter[str] = field(default_factory=Counter)
    """How often a photo was sent again on purpose."""


@dataclass(frozen=True, slots=True)
class World:
    """Storage after a scenario."""

    wiring: Wiring
    ledger: Ledger
    calls: Sequence[Request]
    """What workers asked of storage."""
    outputs: Sequence[str]
    """Names in the processed container."""
    inbox: Sequence[str]
    left: Mapping[str, int]
    """Messages by queue, hidden ones too."""

    @classmethod
    def behind(cls, pipeline: Pipeline, ledger: Ledger, calls: Sequence[Request]) -> Self:
        """What lies in storage now."""
        return cls(
            pipeline.wiring,
            ledger,
            calls,
            list(pipeline.blobs.get_container_client(OUTBOX).list_blob_names()),
            pipeline.inbox(),
            messages_left(pipeline),
        )

    def photos(self) -> list[PhotoRow]:
        return self.wiring.photos.page(Window(), 100_000)

    def cards(self) -> list[CardRow]:
        return self.wiring.cards.page(Window(), 100_000)

    def result(self, row: PhotoRow) -> Mapping[str, Any] | None:
        found = self.wiring.outputs.read(row.id, row.pipeline_version, "result.json")
        return json.loads(found.data) if isinstance(found, Output) else None


def messages_left(pipeline: Pipeline) -> dict[str, int]:
    """Messages by queue, hidden ones too."""
    queues = [pipeline.wiring._queues.get_queue_client(name) for name in (WORK_QUEUE, POISON_QUEUE)]
    return {queue.queue_name: queue.get_queue_properties().approximate_message_count or 0 for queue in queues}


def one_terminal_row(world: World) -> Iterator[str]:
    """I1."""
    rows = {row.id: row for row in world.photos()}
    for one in world.ledger.photos.keys() - rows.keys():
        yield f"photo {one} was accepted and has no row"
    for one in rows.keys() - world.ledger.photos.keys():
        yield f"photo {one} has a row and was never accepted"
    for row in rows.values():
        if not row.status.terminal and not row.deleted_at:
            yield f"photo {row.id} is {row.status} for ever"
    for version, count in Counter((row.name, row.etag) for row in rows.values() if row.name).items():
        if count > 1:
            yield f"{version} has {count} rows"


def no_orphan_output(world: World) -> Iterator[str]:
    """I2."""
    rows = {row.id: row for row in world.photos()}
    cards = {row.id: row for row in world.cards()}
    for name in world.outputs:
        photo, folder, rest = name.split("/", 2)
        row, card = rows.get(photo), cards.get(f"{photo}-{rest.partition('/')[0]}")
        if card is not None and folder in (EDITS, card.pipeline_version) and card.status is not CardStatus.DELETED:
            continue
        if row is None or not row.pipeline_version:
            yield f"output {name} belongs to a photo that is {row.status if row else 'unknown'}"
        elif folder not in (row.pipeline_version, *OF_NO_VERSION):
            yield f"output {name} is of no version that counts"
        elif folder != ROW and rest.partition("/")[0].isdecimal():
            yield f"output {name} is of a card without a row"


def no_dangling_row(world: World) -> Iterator[str]:
    """I3."""
    there = set(world.outputs)
    for row in world.photos():
        if row.status is PhotoStatus.DONE and not row.same_as:
            yield from _dangling(world, row, there)


def _dangling(world: World, row: PhotoRow, there: set[str]) -> Iterator[str]:
    result = world.result(row)
    if result is None:
        yield f"photo {row.id} is done without result.json"
        return
    cards = {card.n: card for card in world.wiring.cards.of_photo(row.id)}
    for card in result["cards"]:
        if card["n"] not in cards:
            yield f"card {row.id}-{card['n']} is in result.json and has no row"
        elif not card.get("erased") and f"{row.id}/{row.pipeline_version}/{card['n']}/card.jpg" not in there:
            yield f"card {row.id}-{card['n']} has no picture"
    for n in cards.keys() - {card["n"] for card in result["cards"]}:
        if not cards[n].edits.revision and cards[n].status is not CardStatus.DELETED:
            yield f"card {row.id}-{n} has a row and is not in result.json"
    data = world.ledger.photos.get(row.id)
    if data and row.sha256 != sha256(sender_of(row.name).encode() + data).hexdigest():
        yield f"photo {row.id} was read from other bytes than were sent"


def bounded_work(world: World) -> Iterator[str]:
    """I5."""
    for row in world.photos():
        attempts = world.ledger.redriven[row.id] * MOST_ATTEMPTS + MOST_ATTEMPTS
        reads = sum((one.method, one.path) == ("GET", f"/{INBOX}/{row.name}") for one in world.calls)
        if row.name and reads > attempts * (RETRIES + 1):
            yield f"photo {row.id} was read {reads} times"
    work = [one for one in world.calls if one.service != "Queue"]
    photos = len(world.ledger.photos) + world.ledger.redriven.total()
    if photos and len(work) > photos * MOST_ATTEMPTS * MOST_CALLS:
        yield f"{len(work)} calls of storage for {photos} photos"


def poison_recorded(world: World) -> Iterator[str]:
    """I6."""
    for row in world.photos():
        if row.status is PhotoStatus.FAILED and not (row.code and row.detail):
            yield f"photo {row.id} failed without a reason"


def newest_content_wins(world: World) -> Iterator[str]:
    """I7: the newest version of each blob has a row, which is not `replaced`."""
    rows = {row.id: row for row in world.photos()}
    newest = {}
    for name in world.inbox:
        found = world.wiring.originals.head(name)
        if found is not None:
            newest[name] = photo_id(INBOX, name, found.etag, found.last_modified)
    for name, one in newest.items():
        if one not in rows:
            yield f"the newest version of {name} has no row"
        elif rows[one].status is PhotoStatus.REPLACED:
            yield f"the newest version of {name} is replaced"


def queue_drained(world: World) -> Iterator[str]:
    """I8: Azurite counts the messages that are hidden, too."""
    for name, left in world.left.items():
        if left:
            yield f"{left} messages are left in {name}"


def permanent_is_not_transient(world: World) -> Iterator[str]:
    """I9."""
    for row in world.photos():
        if row.id in world.ledger.undecodable and (row.status is not PhotoStatus.FAILED or row.retryable):
            yield f"photo {row.id} is no image and is {row.status}"


def edits_survive(world: World) -> Iterator[str]:
    """I10."""
    for card_id, changes in world.ledger.edits.items():
        row = world.wiring.cards.get(card_id)
        for name, value in changes.items():
            if row is None or getattr(row.edits, name) != value:
                yield f"card {card_id} lost the edit {name}={value!r}"


def index_agrees(world: World) -> Iterator[str]:
    """Of our own: every card lies in its drawers, and no note is open."""
    for pending in world.wiring.index.pending(1000):
        yield f"note {pending.note} is open"
    for card in world.cards():
        for facet in facets(card):
            if card.id not in world.wiring.index.page(facet, Window(), 100_000):
                yield f"card {card.id} is not in the drawer {facet}"


def everything_was_told(world: World) -> Iterator[str]:
    """Of our own: the log has no gap, and says how every photo ended and that every card came."""
    log = world.wiring.changes.since(0, 1_000_000)
    if [change.number for change in log] != list(range(1, len(log) + 1)):
        yield "the log of changes has a gap"
    told = {(change.what, change.subject) for change in log}
    for row in world.photos():
        if row.status.terminal and not any(what.startswith("photo.") and one == row.id for what, one in told):
            yield f"photo {row.id} is {row.status} and nobody was told"
    for card in world.cards():
        if not any(what.startswith("card.") and one == card.id for what, one in told):
            yield f"card {card.id} came and nobody was told"


INVARIANTS: Final[Mapping[str, Callable[[World], Iterator[str]]]] = {
    "I1": one_terminal_row,
    "I2": no_orphan_output,
    "I3": no_dangling_row,
    "I5": bounded_work,
    "I6": poison_recorded,
    "I7": newest_content_wins,
    "I8": queue_drained,
    "I9": permanent_is_not_transient,
    "I10": edits_survive,
    "index": index_agrees,
    "log": everything_was_told,
}
"""All but I4, which a reader watches while the scenario goes on (`Reader`)."""


def check_invariants(world: World) -> None:
    """Assert every invariant, each broken one with all that breaks it."""
    broken = {name: what for name, law in INVARIANTS.items() if (what := list(law(world)))}
    assert not broken, "\n".join(f"{name}: {one}" for name, what in broken.items() for one in what)


def partial_results(world: World) -> Iterator[str]:
    """I4: what a reader sees at this moment that he should not, looked at twice because rows may go meanwhile."""
    for row in world.photos():
        shows = row.status is PhotoStatus.DONE and not row.same_as and not row.deleted_at
        if shows and world.result(row) is None and world.wiring.photos.get(row.id) == row:
            yield f"photo {row.id} shows as done without result.json"
    for card in world.cards():
        picture = f"{card.pipeline_version}/{card.n}/card.jpg"
        if card.hidden or not card.pipeline_version or picture in world.wiring.outputs.paths(card.photo_id):
            continue
        if world.wiring.cards.get(card.id) == card:
            yield f"card {card.id} shows without its picture"
