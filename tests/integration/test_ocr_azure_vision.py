"""The Azure AI Vision engine against a service on this machine that answers as it is told to."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import cv2
import numpy as np
import pytest
from azure.core.credentials import AzureKeyCredential

from shared.adapters.ocr.azure_vision import AzureVisionReader
from shared.card.lines import Line
from shared.card.text import Transcript, Unread
from shared.errors import ServiceUnavailable

HANGS_UP = 0


@dataclass
class Service:
    """A Vision resource: gives `answers` in turn, the last one again and again, and keeps what it was sent."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], Any]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def answer(self) -> tuple[int, dict[str, str], Any]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.requests.append((self.path, dict(self.headers), body))
            status, headers, content = service.answer()
            if status == HANGS_UP:
                return
            data = json.dumps(content).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(data)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    yield service
    server.shutdown()
    server.server_close()


def crops(*heights: int) -> list[Line]:
    quad = np.array([(0.0, 0), (9, 0), (9, 3), (0, 3)])
    return [Line(np.full((height, 200), 9 * at, np.uint8), np.eye(3), quad.copy()) for at, height in enumerate(heights)]


def read_line(text: str, x: int, y: int, confidence: float = 0.9) -> dict[str, Any]:
    polygon = [{"x": x, "y": y - 9}, {"x": x + 50, "y": y - 9}, {"x": x + 50, "y": y + 9}, {"x": x, "y": y + 9}]
    words = [{"text": word, "boundingPolygon": polygon, "confidence": confidence} for word in text.split()]
    return {"text": text, "boundingPolygon": polygon, "words": words}


def answer(*lines: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
    blocks = [{"lines": list(lines)}]
    size = {"width": 280, "height": 300}
    return 200, {}, {"modelVersion": "2023-10-01", "metadata": size, "readResult": {"blocks": blocks}}


def reader(service: Service) -> AzureVisionReader:
    return AzureVisionReader(service.url, AzureKeyCredential("secret"))


def test_each_crop_gets_the_text_that_stands_on_it(service: Service) -> None:
    service.answers = [answer(read_line("홍길동", 40, 70, 0.5), read_line("010-0123-4567", 40, 170))]
    assert reader(service).read(crops(60, 60, 60)) == [
        Transcript("홍길동", 0.5),
        Transcript("010-0123-4567", 0.9),
        Transcript("", 0.0),
    ]


def test_pieces_of_a_line_are_joined_from_left_to_right(service: Service) -> None:
    service.answers = [answer(read_line("Hong", 140, 72), read_line("Gildong", 40, 68))]
    assert reader(service).read(crops(60)) == [Transcript("Gildong Hong", 0.9)]


def test_a_card_is_one_request_with_all_its_crops(service: Service) -> None:
    service.answers = [answer()]
    reader(service).read(crops(60, 60))
    ((path, headers, body),) = service.requests
    assert "features=read" in path
    assert headers["Ocp-Apim-Subscription-Key"] == "secret"
    sheet = cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert sheet is not None
    assert sheet.shape == (240, 280)


def test_more_crops_than_a_sheet_holds_are_sent_in_parts(service: Service) -> None:
    service.answers = [answer()]
    assert reader(service).read(crops(*[960] * 9)) == [Transcript("", 0.0)] * 9
    assert len(service.requests) == 2


def test_no_lines_are_not_sent(service: Service) -> None:
    assert reader(service).read([]) == []
    assert not service.requests


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_asked_again(service: Service, status: int) -> None:
    service.answers = [(status, {"Retry-After": "0"}, {}), answer(read_line("text", 40, 70))]
    assert reader(service).read(crops(60)) == [Transcript("text", 0.9)]
    assert len(service.requests) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_a_service_that_stays_busy_is_left_to_the_queue(service: Service, status: int) -> None:
    service.answers = [(status, {"Retry-After": "0"}, {})]
    with pytest.raises(ServiceUnavailable, match=str(status)):
        reader(service).read(crops(60))
    assert len(service.requests) == 3


@pytest.mark.parametrize("status", [500, 502])
def test_other_faults_of_the_service_are_not_repeated_at_once(service: Service, status: int) -> None:
    service.answers = [(status, {"Retry-After": "0"}, {})]
    with pytest.raises(ServiceUnavailable):
        reader(service).read(crops(60))
    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_leaves_the_card_unread_with_the_reason(service: Service, status: int) -> None:
    service.answers = [(status, {}, {"error": {"code": "Refused", "message": "no"}})]
    unread = reader(service).read(crops(60))
    assert isinstance(unread, Unread)
    assert str(status) in unread.reason
    assert len(service.requests) == 1


def test_a_service_that_does_not_answer_is_left_to_the_queue() -> None:
    nowhere = AzureVisionReader("http://127.0.0.1:9", AzureKeyCredential("secret"))
    with pytest.raises(ServiceUnavailable, match="did not answer"):
        nowhere.read(crops(60))


def test_a_service_that_hangs_up_is_not_asked_again_at_once(service: Service) -> None:
    service.answers = [(HANGS_UP, {}, {})]
    with pytest.raises(ServiceUnavailable, match="did not answer"):
        reader(service).read(crops(60))
    assert len(service.requests) == 1


def test_a_long_wait_that_the_service_asks_for_is_cut(service: Service) -> None:
    service.answers = [(429, {"Retry-After": "600"}, {}), answer(read_line("text", 40, 70))]
    reader(service).read(crops(60))
    assert len(service.requests) == 2
