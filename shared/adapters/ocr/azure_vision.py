"""Azure AI Vision, Image Analysis 4.0 Read: line crops in, text with confidence out, one request for a card.

The crops are set under one another on one sheet, so that a card costs one transaction, and each line of the answer goes
to the crop that it stands on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from azure.ai.vision.imageanalysis import ImageAnalysisClient
from azure.ai.vision.imageanalysis.models import DetectedTextLine, ImageAnalysisResult, VisualFeatures
from azure.core.credentials import AzureKeyCredential, TokenCredential
from azure.core.exceptions import HttpResponseError, ServiceRequestError, ServiceResponseError
from azure.core.pipeline.policies import RetryPolicy
from numpy.typing import NDArray

from shared.card.lines import Line
from shared.card.text import Transcript, Unread
from shared.errors import ServiceUnavailable

GAP: Final = 40
"""px between crops and around them: more than half a line, so that no two are taken for one text."""
SHEET_HEIGHT: Final = 8000
"""px; the service takes images from 50 to 16,000 px a side."""
BUSY: Final = (429, 503)
"""The answers that a later attempt can cure, and the only ones that the request is sent again for."""
ATTEMPTS_MORE: Final = 2
MOST_WAIT: Final = 2.0
"""Seconds between two attempts, whatever Retry-After says: the photo has 30 s in all."""
CONNECT_SECONDS: Final = 3
READ_SECONDS: Final = 10


def vision_credential(key: str | None) -> AzureKeyCredential | TokenCredential:
    """The resource's key, or without one the app's managed identity."""
    if key:
        return AzureKeyCredential(key)
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415  (0.2 s that a key never needs)

    return DefaultAzureCredential()


class _AgainWhenBusy(RetryPolicy[Any, Any]):
    """Sends again on 429 and 503 only; the SDK's own policy leaves POST alone or repeats every error."""

    def is_retry(self, settings: dict[str, Any], response: Any) -> bool:
        return bool(settings["total"]) and response.http_response.status_code in BUSY

    def get_retry_after(self, response: Any) -> float:
        return min(MOST_WAIT, super().get_retry_after(response) or 0.0)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Crops on one white sheet; crop n lies between `edges[n]` and `edges[n + 1]`, px from the top."""

    pixels: NDArray[np.uint8]
    edges: tuple[float, ...]


class AzureVisionReader:
    """Reads lines with the Vision resource at `endpoint`, by key or by managed identity."""

    def __init__(self, endpoint: str, credential: AzureKeyCredential | TokenCredential) -> None:
        self._client = ImageAnalysisClient(
            endpoint,
            credential,
            retry_policy=_AgainWhenBusy(retry_total=ATTEMPTS_MORE, retry_backoff_factor=0.5, retry_connect=0),
            connection_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
        )

    def read(self, lines: Sequence[Line]) -> Sequence[Transcript] | Unread:
        """Read every line; Unread when the service refuses. Raises ServiceUnavailable when it does not answer."""
        transcripts: list[Transcript] = []
        for part in _parts(lines):
            sheet = _set_sheet(part)
            try:
                result = self._client.analyze(_png(sheet.pixels), [VisualFeatures.READ])
            except (ServiceRequestError, ServiceResponseError) as error:
                raise ServiceUnavailable("Azure AI Vision did not answer.") from error
            except HttpResponseError as error:
                if error.status_code is None or error.status_code in BUSY or error.status_code >= 500:
                    raise ServiceUnavailable(f"Azure AI Vision answered {error.status_code}.") from error
                return Unread(f"Azure AI Vision refused to read the card ({error.status_code} {error.reason}).")
            transcripts += _transcripts(result, sheet)
        return transcripts


def _parts(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Yield runs of lines that fit on a sheet each."""
    first, height = 0, GAP
    for at, line in enumerate(lines):
        need = line.pixels.shape[0] + GAP
        if at > first and height + need > SHEET_HEIGHT:
            yield lines[first:at]
            first, height = at, GAP
        height += need
    if first < len(lines):
        yield lines[first:]


def _set_sheet(lines: Sequence[Line]) -> _Sheet:
    heights = np.array([line.pixels.shape[0] for line in lines])
    tops = GAP + np.concatenate([[0], np.cumsum(heights + GAP)])
    sheet = np.full((tops[-1], 2 * GAP + max(line.pixels.shape[1] for line in lines)), 255, np.uint8)
    for line, top in zip(lines, tops, strict=False):
        height, width = line.pixels.shape
        sheet[top : top + height, GAP : GAP + width] = line.pixels
    return _Sheet(sheet, tuple(tops - GAP / 2))


def _png(pixels: NDArray[np.uint8]) -> bytes:
    return cv2.imencode(".png", pixels)[1].tobytes()


def _transcripts(result: ImageAnalysisResult, sheet: _Sheet) -> list[Transcript]:
    """Give each crop the words of the lines whose middle lies on it, from left to right."""
    seen: list[list[DetectedTextLine]] = [[] for _ in sheet.edges[1:]]
    for block in result.read.blocks if result.read else ():
        for line in block.lines:
            middle = float(np.mean([point.y for point in line.bounding_polygon]))
            at = int(np.searchsorted(sheet.edges, middle)) - 1
            seen[min(max(at, 0), len(seen) - 1)].append(line)
    return [_transcript(lines) for lines in seen]


def _transcript(lines: Sequence[DetectedTextLine]) -> Transcript:
    ordered = sorted(lines, key=lambda line: min(point.x for point in line.bounding_polygon))
    words = [word for line in ordered for word in line.words]
    if not words:
        return Transcript("", 0.0)
    sure = float(np.average([word.confidence for word in words], weights=[len(word.text) for word in words]))
    return Transcript(" ".join(line.text for line in ordered), round(sure, 3))
