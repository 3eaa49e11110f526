"""What the use cases need from the outside, as Protocols, and the values that cross those borders."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol, TypeAlias

from shared.card.row import CardRow, PhotoRow, PhotoStatus
from shared.usecases.message import Change, ChangeMessage, OldPhotoMessage, PhotoMessage


@dataclass(frozen=True, slots=True)
class Original:
    """A blob of the inbox, as a HEAD describes it."""

    container: str
    name: str
    etag: str
    """Without quotes."""
    last_modified: datetime
    filename: str
    """What the uploader called it."""


Clock: TypeAlias = Callable[[], datetime]
"""The time now, in UTC."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which cards or photos a page may show, all sorted newest first."""

    after: str = ""
    """Id of the last one of the page before."""
    since: datetime | None = None
    until: datetime | None = None
    """Not itself included."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A note that a card's index rows are being changed; it outlives a crash."""

    note: str
    card_id: str
    since: datetime
    touched: Sequence[str]
    """Drawers, as the index names them."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """How full the work queue is."""

    waiting: int
    """Roughly, messages in work included."""
    oldest: datetime | None
    """When the message at its head was sent."""
    poisoned: int


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the processed container."""

    data: bytes
    etag: str
    """Without quotes."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The photos of one bucket, counted."""

    bucket: str
    statuses: Mapping[str, int]
    reasons: Mapping[str, int]
    """Of failures, by code."""
    cards: int
    oldest_waiting: datetime | None
    by_hour: Mapping[str, int] = field(default_factory=dict)
    """Cards by the hour in UTC in which their photo came, such as `2026-11-20T14`: days of any time zone are sums."""
    ended_lately: int = 0
    """Since the moment that the counting was asked for."""
    unfinished: Mapping[PhotoStatus, Sequence[str]] = field(default_factory=dict)
    """Ids of the photos that are not done, when they were just counted."""


class Unchanged(Enum):
    """The reader has the current version already."""

    UNCHANGED = "unchanged"


class Gone(Enum):
    """Why the expected version of an original cannot be read any more."""

    REPLACED = "replaced"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one run of the journey gives; plain values, so that it can leave the child process."""

    result: Mapping[str, Any]
    """The content of result.json."""
    files: Mapping[str, bytes]
    """Output files by their path below `{photo_id}/{pipeline_version}/`."""
    ms: Mapping[str, float]
    """Milliseconds per stage."""


class Originals(Protocol):
    """The inbox."""

    def head(self, name: str) -> Original | None:
        """What is there under `name` now."""

    def read(self, name: str, etag: str) -> bytes | Gone:
        """The bytes of exactly that version. Raises PhotoTooLarge."""

    def page(self, behind: str, limit: int) -> tuple[list[Original], str]:
        """Some originals in the order of their names, and the place behind them; empty when there are no more."""

    def write(self, name: str, data: bytes, filename: str) -> None:
        """Store a new original; one that has the name already stays as it is."""

    def delete(self, name: str, etag: str) -> None:
        """Delete exactly that version, if it is there."""


class Outputs(Protocol):
    """The processed container."""

    def write(self, photo_id: str, version: str, files: Mapping[str, bytes]) -> None:
        """Store files, overwriting those of an earlier try; an empty version is the folder above all versions."""

    def read(self, photo_id: str, version: str, path: str, *, unless: str = "") -> Output | Unchanged | None:
        """One file, unless its ETag is the one the reader has."""

    def photo_ids(self) -> Iterator[str]:
        """Every photo, or card typed by hand, that has files."""

    def page(self, behind: str, limit: int) -> tuple[list[str], str]:
        """Some of those ids, and the place behind them; empty when there are no more."""

    def paths(self, photo_id: str, *, before: datetime | None = None) -> list[str]:
        """Every file of a photo as `version/path`, or those last written before a moment."""

    def delete(self, photo_id: str, paths: Sequence[str], *, before: datetime | None = None) -> None:
        """Delete files, given as `version/path`, whether or not they are there; only as they were `before`."""


class PhotoRows(Protocol):
    """The photos table."""

    def get(self, photo_id: str) -> PhotoRow | None:
        """The row, with its ETag."""

    def insert(self, row: PhotoRow) -> bool:
        """Add a new row; False when there is one already."""

    def replace(self, row: PhotoRow) -> PhotoRow | None:
        """Write `row` if it has not changed since it was read; None when it has."""

    def page(self, window: Window, limit: int) -> list[PhotoRow]:
        """The newest `limit` photos of the window, deleted ones too."""

    def filed(self, status: PhotoStatus, window: Window, limit: int) -> list[str]:
        """Ids of the newest `limit` photos of the window that wait, failed or were replaced, or did so a moment ago."""

    def file(self, unfinished: Mapping[PhotoStatus, Sequence[str]]) -> None:
        """Put photos into the drawers of their status, in which they should be."""

    def unfile(self, status: PhotoStatus, photo_id: str, *, before: datetime) -> bool:
        """Take a photo out of the drawer if it does not belong there, and was put there before that moment."""

    def first_with(self, sha256: str, photo_id: str, *, instead_of: str = "") -> str:
        """Id of the photo that stands for these bytes: `photo_id`, unless another one than `instead_of` does."""

    def add_same(self, sha256: str, photo_id: str) -> None:
        """Remember another photo of the same bytes."""

    def all_same(self, sha256: str) -> list[str]:
        """Ids of all photos of these bytes."""

    def forget_same(self, sha256: str) -> None:
        """Forget that these bytes were ever here."""


class CardRows(Protocol):
    """The namecards table."""

    def get(self, card_id: str) -> CardRow | None:
        """The row, with its ETag."""

    def write(self, row: CardRow) -> CardRow | None:
        """Add a new row (it has no ETag yet), or change the one that was read; None when another was faster."""

    def remove(self, row: CardRow) -> bool:
        """Take a row away if it has not changed since it was read."""

    def of_photo(self, photo_id: str) -> list[CardRow]:
        """The cards of a photo, by n."""

    def page(self, window: Window, limit: int) -> list[CardRow]:
        """The newest `limit` cards of the window, hidden ones too."""


class CardIndex(Protocol):
    """Drawers (facets) in which cards lie, newest first, whatever their number."""

    def begin(self, card_id: str, add: Set[str], touched: Set[str]) -> str:
        """File the card in `add`, and note that those in `touched` may change; the note's name."""

    def drop(self, card_id: str, facets: Set[str]) -> None:
        """Take the card out of `facets`."""

    def tidy(self, pending: Pending, keep: Set[str]) -> None:
        """Take the card out of all drawers it was noted for, but those in `keep`."""

    def settle(self, notes: Sequence[str]) -> bool:
        """Nothing about these notes is open any more; False when somebody else had settled one of them."""

    def page(self, facet: str, window: Window, limit: int) -> list[str]:
        """Ids of the newest `limit` cards of a drawer in the window."""

    def pending(self, limit: int) -> list[Pending]:
        """The oldest notes."""

    def noted(self, note: str) -> Pending | None:
        """The note of that name, if it is still there."""


class Tallies(Protocol):
    """Photos counted in buckets of the time they came."""

    def buckets_since(self, moment: datetime) -> Sequence[str]:
        """The buckets of the time from `moment` to now."""

    def next_bucket(self, bucket: str) -> str:
        """The next older bucket that has photos; empty when there is none. The newest is behind the empty one."""

    def count(self, bucket: str, since: datetime) -> Tally:
        """Count a bucket, and what of it ended since then."""

    def kept(self) -> Sequence[Tally]:
        """Every tally that was kept."""

    def keep(self, tally: Tally) -> None:
        """Remember a tally instead of the one before."""


class Bookmarks(Protocol):
    """How far each long walk is."""

    def get(self, walk: str) -> str:
        """Where it goes on; empty: at the begin."""

    def put(self, walk: str, place: str) -> None:
        """Let it go on there."""


class Changes(Protocol):
    """The log of what happened."""

    def begin(self, number: int) -> None:
        """Let a log that is empty go on behind `number`."""

    def append(self, what: str, subject: str, at: datetime) -> Change:
        """Add a change behind all others."""

    def since(self, number: int, limit: int) -> list[Change]:
        """The changes behind `number`, the oldest first."""


class Notices(Protocol):
    """Where changes go to be told to another program."""

    def send(self, change: Change) -> None:
        """Tell, sooner or later."""


class TellSender(Protocol):
    """Whoever sent a photo by chat and waits for its cards."""

    def __call__(self, photo: PhotoRow, /) -> None:
        """The photo came to its end."""


class LaterNotices(Protocol):
    """Where a change waits for another attempt to tell it."""

    def send_later(self, message: ChangeMessage, seconds: int) -> None:
        """Enqueue an attempt that begins after so many seconds."""


class Call(Protocol):
    """The program that is told."""

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> str:
        """Tell; empty when it was heard, else what happened instead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody took data out, or erased it. It says nothing of what a card says."""

    id: str
    """ULID of when it happened."""
    who: str
    """Name of the person who signed in, fingerprint of a key, or the part of this program that did it."""
    what: str
    """Such as `export.csv` or `card.deleted`."""
    count: int
    """Of cards or photos."""
    subjects: Sequence[str] = ()
    """Ids of the cards or photos, as far as they were named."""


class AuditRows(Protocol):
    """Where entries are kept for who asks what happened to the data."""

    def add(self, entry: Entry) -> None:
        """Keep it."""

    def page(self, window: Window, limit: int) -> list[Entry]:
        """The newest `limit` entries of the window."""


class WorkQueue(Protocol):
    """The queue between the blob trigger and the worker."""

    def send(self, message: PhotoMessage) -> None:
        """Enqueue."""

    def state(self) -> QueueState:
        """How full it is."""


@dataclass(frozen=True, slots=True)
class OldPage:
    """Some names of a container."""

    names: Sequence[str]
    size: int
    """Bytes of all of them."""
    next: str
    """The place behind this page; empty behind the last."""


class OldPhotos(Protocol):
    """Containers of photos that were there before Namecard."""

    def pages(self, container: str, behind: str) -> Iterator[OldPage]:
        """The names behind a place; empty: all. Raises NotFound."""

    def take_over(self, container: str, name: str) -> str | None:
        """Copy a photo into the inbox unless it is there; its name there, None when there is nothing to copy."""


class OldPhotoQueue(Protocol):
    """The queue of old photos."""

    def send(self, message: OldPhotoMessage) -> None:
        """Enqueue."""


Corners: TypeAlias = Sequence[Sequence[float]]
"""TL, TR, BR, BL of the upright card in pixels of the photo after EXIF orientation."""

Journey: TypeAlias = Callable[..., Outcome]
"""From bytes to outputs, in a process that may be killed: `journey(data)` runs every stage, and
`journey(data, given)` does so for exactly the outlines `given: Mapping[int, Corners]`, by the numbers n that their
cards shall have. Raises the errors of the card, DecoderCrashed and ReadingTimedOut."""
