"""`namecard upload` and `namecard watch`: photos of this machine to the server, each once."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from shared.card import MAX_PHOTO_BYTES
from shared.card.row import PhotoStatus
from shared.cli.api import AT_ONCE, Api
from shared.cli.exits import Exit, Failure, command, print_json
from shared.cli.ledger import Ledger
from shared.cli.options import AsJson, Paths
from shared.usecases.upload_photo import SUFFIXES

ASK_SECONDS: Final = 0.5
LOOK_SECONDS: Final = 1
"""Between looks into a watched folder; a file whose size and time stay the same that long has been written."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file, and the photo it became."""

    file: Path
    photo: dict[str, Any]
    """As the API describes it, at least `id` and `status`."""
    size: int = 0
    """Bytes that went to the server; none when it had them."""
    error: str = ""
    code: str = ""

    @property
    def failed(self) -> bool:
        """It was not taken, or could not be read there. A photo without a card has not failed."""
        return bool(self.error)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        error = {"code": self.code, "detail": self.error} if self.error else None
        cards = [card["id"] for card in self.photo.get("cards", [])]
        return {
            "file": str(self.file),
            "id": self.photo.get("id"),
            "status": self._status,
            "cards": cards,
            "error": error,
        }

    @property
    def _status(self) -> str:
        return str(self.photo.get("status", "failed"))


def add_upload(cli: typer.Typer, api: Callable[[], Api], ledger_file: Path) -> None:
    """Add the commands; `ledger_file` is where this machine remembers what it sent."""

    @command(cli)
    def upload(
        paths: Paths,
        wait: Annotated[bool, typer.Option(help="Stay until all photos have been read.")] = True,
        as_json: AsJson = False,
    ) -> bool:
        """Send photos and folders of photos. Interrupted, the same command goes on; nothing is sent twice.

        Examples:

        namecard upload ~/cards

        namecard upload a.jpg b.jpg --no-wait --json
        """
        server = api()
        run = Upload(server, Ledger(ledger_file, server.server.url), Console(stderr=True, quiet=as_json))
        failed = False
        for sent in run(list(photos_in(paths)), wait=wait):
            failed |= sent.failed
            if as_json:
                print_json(sent.as_json())
        return failed

    @command(cli)
    def watch(
        folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that photos are put into.")],
        as_json: AsJson = False,
    ) -> None:
        """Send every photo that is put into a folder, until Ctrl-C.

        Example: namecard watch ~/scans
        """
        server = api()
        run = Upload(server, Ledger(ledger_file, server.server.url), Console(quiet=True))
        if not folder.is_dir():
            raise Failure(Exit.USAGE, "usage", f"There is no folder {folder}.")
        Console(stderr=True).print(Text(f"Watching {folder}. Stop with Ctrl-C."))
        for photo in written_photos(folder):
            sent = _sent_at_last(run, photo)
            if as_json:
                print_json(sent.as_json())
            else:
                Console().print(Text(f"{photo}: {sent.error or sent.photo['id']}"), soft_wrap=True)


def _sent_at_last(run: "Upload", photo: Path) -> Sent:
    """Send a photo, for as long as the server does not answer."""
    while True:
        try:
            [sent] = run([photo], wait=False)
            return sent
        except Failure as failure:
            if failure.status is not Exit.UNREACHABLE:
                raise
            Console(stderr=True).print(Text(f"{failure} Trying on."), soft_wrap=True)
            time.sleep(LOOK_SECONDS)


def photos_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as they are named, and the photos in and below folders. Raises Failure when there is nothing."""
    for path in paths:
        if not path.is_dir():
            if not path.is_file():
                raise Failure(Exit.USAGE, "usage", f"There is no file or folder {path}.")
            yield path
            continue
        found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
        if not found:
            raise Failure(Exit.USAGE, "usage", f"There is no photo in {path} ({', '.join(sorted(SUFFIXES))}).")
        yield from found


def written_photos(folder: Path) -> Iterator[Path]:
    """Photos in and below a folder, each once it has been written to its end, and again when it has changed."""
    before: dict[Path, tuple[int, int]] = {}
    given: dict[Path, tuple[int, int]] = {}
    while True:
        now = dict(_states(folder))
        for file, state in now.items():
            if before.get(file) == state != given.get(file):
                given[file] = state
                yield file
        before = now
        time.sleep(LOOK_SECONDS)


def _states(folder: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in SUFFIXES and (state := _state(file)):
            yield file, state


def _state(file: Path) -> tuple[int, int] | None:
    """Size and time of a file; None when it is none, or went after it was listed, as those of other programs do."""
    try:
        state = file.stat()
    except FileNotFoundError:
        return None
    return (state.st_size, state.st_mtime_ns) if S_ISREG(state.st_mode) else None


@dataclass(frozen=True, slots=True)
class Upload:
    """Sends files, several at once, and tells how far it is."""

    api: Api
    ledger: Ledger
    console: Console

    def __call__(self, files: Sequence[Path], *, wait: bool) -> Iterator[Sent]:
        """Send the files, and with `wait` stay until each has been read. Raises Failure, KeyboardInterrupt."""
        start, failed, size = time.monotonic(), 0, 0
        with _progress(self.console) as progress:
            sending = progress.add_task("Sending", total=len(files), failed=0, speed="")
            reading = progress.add_task("Reading", total=len(files), failed=0, speed="", visible=wait)
            taken = []
            with closing(self._sent(files)) as all_sent:
                for sent in all_sent:
                    failed, size = failed + sent.failed, size + sent.size
                    speed = f"{size / 1e6 / max(time.monotonic() - start, 1e-3):.1f} MB/s"
                    progress.update(sending, advance=1, failed=failed, speed=speed)
                    taken.append(sent)
            for sent in taken:
                ended = self._ended(sent) if wait else sent
                failed += ended.failed and not sent.failed
                progress.update(reading, advance=1, failed=failed)
                if ended.failed:
                    self.console.print(Text(f"{ended.file}: {ended.error}", "red"), soft_wrap=True)
                yield ended
        known = sum(not sent.size for sent in taken if not sent.failed)
        self.console.print(
            f"{len(taken) - failed:,} of {len(files):,} photos sent, {known:,} of them before; {failed:,} failed."
        )

    def _sent(self, files: Sequence[Path]) -> Generator[Sent, None, None]:
        """Each file once it has been sent, in whatever order; what was sent stays in the ledger, come what may."""
        with ThreadPoolExecutor(AT_ONCE) as threads:
            running: list[Future[tuple[str, Sent]]] = [threads.submit(self._send, file) for file in files]
            noted = set[Future[tuple[str, Sent]]]()
            try:
                for done in as_completed(running):
                    noted.add(done)
                    yield self._noted(done)
            finally:
                threads.shutdown(wait=True, cancel_futures=True)
                for done in running:
                    if done not in noted and not done.cancelled() and done.exception() is None:
                        self._noted(done)

    def _noted(self, done: "Future[tuple[str, Sent]]") -> Sent:
        digest, sent = done.result()
        if sent.size:
            self.ledger.add(digest, sent.photo["id"])
        return sent

    def _send(self, file: Path) -> tuple[str, Sent]:
        """Send one file unless the server has it; its SHA-256 is the key under which it is never stored twice."""
        try:
            data = file.read_bytes()
        except OSError as error:
            return "", Sent(file, {}, error=f"The file cannot be read: {error.strerror}.", code="unreadable-photo")
        if len(data) > MAX_PHOTO_BYTES:
            too_large = f"It has {len(data):,} bytes; at most {MAX_PHOTO_BYTES:,} are accepted."
            return "", Sent(file, {}, error=too_large, code="photo-too-large")
        digest = sha256(data).hexdigest()
        known = self._known(digest)
        if known:
            return digest, Sent(file, known)
        try:
            reply = self.api.call(
                "POST", "/api/namecards", files={"photo": (file.name, data)}, headers={"idempotency-key": digest}
            )
        except Failure as failure:
            if failure.status is not Exit.FAILED:
                raise
            return digest, Sent(file, {}, error=str(failure), code=failure.code)
        return digest, Sent(file, reply.json()["photos"][0], size=len(data))

    def _known(self, digest: str) -> dict[str, Any] | None:
        """The photo that these bytes became, if it is still there."""
        photo_id = self.ledger.known.get(digest)
        try:
            return self.api.json(f"/api/photos/{photo_id}") if photo_id else None
        except Failure as failure:
            if failure.code not in ("not-found", "deleted"):
                raise
            return None

    def _ended(self, sent: Sent) -> Sent:
        """Ask until the photo's status is a last one."""
        photo = sent.photo
        while not sent.failed:
            try:
                photo = self.api.json(f"/api/photos/{photo['id']}")
            except Failure as failure:
                if failure.status is not Exit.FAILED:
                    raise
                return Sent(sent.file, photo, sent.size, str(failure), failure.code)
            if PhotoStatus(photo["status"]).terminal:
                error = photo["error"] or {"detail": "", "code": ""}
                return Sent(sent.file, photo, sent.size, error["detail"], error["code"])
            time.sleep(ASK_SECONDS)
        return sent


def _progress(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]} failed"),
    )
    return Progress(*columns, console=console, transient=True)
