"""HTTP: a card as a QR code."""

import cv2
import numpy as np
from starlette.testclient import TestClient

from shared.card.row import CardRow
from tests.integration.pipeline import Pipeline


def read(png: bytes) -> str:
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    return cv2.QRCodeDetector().detectAndDecode(pixels)[0]


def test_a_qr_code_holds_the_contact_and_nothing_that_is_the_office_s_own(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(name="Ada King", email="ada@example.com")
    pipeline.wiring.file_card(card.id, with_notes, "card.edited")
    code = read(api.get(f"/api/namecards/{card.id}/qr.png").content)
    assert "FN:Ada King" in code
    assert "ada@example.com" in code
    assert "never pays" not in code
    assert "bad customer" not in code


def with_notes(row: CardRow | None) -> CardRow | None:
    return row and row.edited(memo="never pays", tags=("bad customer",))


def test_a_card_that_says_more_than_a_code_holds_is_refused_with_the_reason(
    api: TestClient, pipeline: Pipeline
) -> None:
    card = pipeline.card(**{name: f"{name} " + "가" * 290 for name in ("name", "company", "title", "address")})
    reply = api.get(f"/api/namecards/{card.id}/qr.png")
    assert (reply.status_code, reply.json()["code"]) == (409, "conflict")
