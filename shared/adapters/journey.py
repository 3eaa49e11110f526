"""The journey as the use cases call it: pictures in a child process, text by an OCR engine, fields, result.json."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.adapters.child import Child
from shared.errors import DecoderCrashed, ReadingTimedOut
from shared.usecases.ports import Corners, Outcome

if TYPE_CHECKING:
    from shared.card.codes import Code
    from shared.card.lines import Line
    from shared.card.text import Reader, Transcript, Unread

# OpenCV and the OCR engine are imported where they run: most functions never need them.
# ruff: noqa: PLC0415


class Stopwatch:
    """Observes a pipeline: adds up milliseconds per stage, each of which ends when its value is shown."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}
        self._last = time.perf_counter()

    def __call__(self, stage: str, value: object = None) -> None:
        """End `stage` now."""
        now = time.perf_counter()
        self.ms[stage] = round(self.ms.get(stage, 0.0) + (now - self._last) * 1000, 1)
        self._last = now


@dataclass(frozen=True, slots=True)
class Seen:
    """What the child gives back of a photo: everything but the text."""

    result: dict[str, Any]
    files: dict[str, bytes]
    ms: dict[str, float]
    lines: Sequence[Sequence["Line"]]
    """Of each card."""
    codes: Sequence[Sequence["Code"]]
    """Of each card."""


def see(data: bytes, drawn: Mapping[int, Corners] | None, traced: bool) -> Seen:
    """From bytes to line crops, in this process; a traced run adds a picture of every stage below `debug/`.

    Raises the errors of the card.
    """
    from shared.card.outputs import make_outputs
    from shared.card.pipeline import read_drawn, read_photo
    from shared.card.reading import describe
    from shared.card.trace import Trace

    watch, trace = Stopwatch(), Trace()

    def observe(stage: str, value: object) -> None:
        watch(stage, value)
        if traced:
            trace(stage, value)

    reading = read_photo(data, observe=observe) if drawn is None else read_drawn(data, drawn, observe=observe)
    files = make_outputs(reading) | {f"debug/{name}": picture for name, picture in trace.pictures.items()}
    watch("outputs")
    return Seen(
        describe(reading),
        files,
        watch.ms,
        [card.lines for card in reading.cards],
        [card.codes for card in reading.cards],
    )


@dataclass(frozen=True, slots=True)
class ChildJourney:
    """From bytes to outputs; no photo and no engine can take the worker down."""

    child: Child
    reader: "Reader"
    traced: bool = False

    def __call__(self, data: bytes, drawn: Mapping[int, Corners] | None = None) -> Outcome:
        """Run every stage, for the outlines that a person has `drawn` if one has.

        Raises DecoderCrashed, ReadingTimedOut, ServiceUnavailable and the errors of the card.
        """
        seen = self.child.run(see, data, drawn, self.traced)
        return finish(seen, self.reader)


def finish(seen: Seen, reader: "Reader") -> Outcome:
    """Add the text of every card, and result.json. Raises ServiceUnavailable."""
    from shared.card.contact import describe_contact
    from shared.card.pipeline import read_contact

    watch = Stopwatch()
    for card, lines, codes in zip(seen.result["cards"], seen.lines, seen.codes, strict=True):
        card.update(describe_contact(read_contact(lines, codes, reader, observe=watch)))
    result = json.dumps(seen.result, ensure_ascii=False, indent=1).encode()
    return Outcome(seen.result, seen.files | {"result.json": result}, seen.ms | watch.ms)


@dataclass(frozen=True, slots=True)
class TesseractInChild:
    """A reader whose engine may crash or hang: the card stays unread with the reason, the worker lives."""

    child: Child
    tessdata: str | None = None

    def read(self, lines: Sequence["Line"]) -> "Sequence[Transcript] | Unread":
        """Read each line in the child."""
        from shared.card.text import Unread

        try:
            return self.child.run(read_with_tesseract, lines, self.tessdata)
        except DecoderCrashed:
            return Unread("Tesseract crashed while it read this card.")
        except ReadingTimedOut:
            return Unread(f"Tesseract did not answer within {self.child.deadline:g} s.")


def read_with_tesseract(lines: Sequence["Line"], tessdata: str | None) -> "Sequence[Transcript] | Unread":
    """Read each line in this process; a missing engine leaves the card unread with the command that installs it."""
    from shared.adapters.ocr.tesseract import tesseract_reader
    from shared.card.text import Unread
    from shared.errors import BadSetting

    try:
        return tesseract_reader(tessdata).read(lines)
    except BadSetting as error:
        return Unread(str(error))
