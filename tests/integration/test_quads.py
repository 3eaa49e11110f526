"""HTTP: a person draws outlines; what was drawn is read again, the rest stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.usecases.ports import Outcome
from tests.integration.pipeline import Pipeline
from tests.integration.test_cards import edit

LEFT, RIGHT = [[0, 0], [40, 0], [40, 30], [0, 30]], [[50, 0], [90, 0], [90, 30], [50, 30]]
BELOW = [[0, 60], [40, 60], [40, 90], [0, 90]]
Quads = Sequence[Sequence[float]]


def finds(pipeline: Pipeline, *quads: Quads) -> list[str]:
    """Let a search find these outlines; the runs of the journey, by what it was given."""
    runs: list[str] = []

    def journey(data: bytes, given: Mapping[int, Quads] | None = None, /) -> Outcome:
        runs.append(f"run {len(runs) + 1}")
        found = given or dict(enumerate(quads, start=1))
        cards = [{"n": n, "status": "read", "quad": quad, "run": runs[-1]} for n, quad in found.items()]
        names = ("card.jpg", "ocr.png", "thumb.jpg", "lines/01.png")
        paths = ["photo.jpg", "overlay.jpg", *(f"{n}/{name}" for n in found for name in names)]
        files = {path: runs[-1].encode() for path in paths}
        return Outcome({"width": 100, "height": 100, "no_card": None, "cards": cards}, files, {})

    pipeline.wiring.process_photo = replace(pipeline.wiring.process_photo, journey=journey)
    return runs


def cards_of(api: TestClient, photo_id: str) -> dict[int, Any]:
    return {card["n"]: card["quad"] for card in api.get(f"/api/photos/{photo_id}").json()["cards"]}


def runs_of(pipeline: Pipeline, photo_id: str) -> dict[str, str]:
    wanted = ("1/card.jpg", "2/card.jpg", "3/card.jpg", "overlay.jpg")
    outputs = pipeline.outputs()
    found = {path: outputs.get(f"{photo_id}/{pipeline.row(photo_id).pipeline_version}/{path}") for path in wanted}
    return {path: data.decode() for path, data in found.items() if data}


@pytest.fixture
def photo(pipeline: Pipeline) -> str:
    finds(pipeline, LEFT, RIGHT)
    sent = pipeline.drop(b"a photo")
    pipeline.work()
    return sent.id


def test_a_card_whose_corners_move_is_read_again_and_the_other_is_not(
    api: TestClient, pipeline: Pipeline, photo: str
) -> None:
    edit(api, f"{photo}-2", memo="mine")
    moved = [[x + 5, y] for x, y in LEFT]
    finds(pipeline).append("run before")
    assert api.post(f"/api/photos/{photo}/quads", json={"quads": [{"n": 1, "corners": moved}]}).status_code == 202
    pipeline.work()
    assert cards_of(api, photo) == {1: moved, 2: RIGHT}
    assert runs_of(pipeline, photo) == {"1/card.jpg": "run 2", "2/card.jpg": "run 1", "overlay.jpg": "run 2"}
    assert api.get(f"/api/namecards/{photo}-2").json()["memo"] == "mine"


def test_a_card_is_added_under_a_new_number(api: TestClient, pipeline: Pipeline, photo: str) -> None:
    api.post(f"/api/photos/{photo}/quads", json={"quads": [{"corners": BELOW}]})
    pipeline.work()
    assert cards_of(api, photo) == {1: LEFT, 2: RIGHT, 3: BELOW}


def test_a_card_that_is_removed_can_be_restored(api: TestClient, pipeline: Pipeline, photo: str) -> None:
    api.post(f"/api/photos/{photo}/quads", json={"removed": [1]})
    pipeline.work()
    assert cards_of(api, photo) == {2: RIGHT}
    assert api.post(f"/api/namecards/{photo}-1/restore").status_code == 200
    assert cards_of(api, photo) == {1: LEFT, 2: RIGHT}


def test_outlines_that_were_drawn_are_kept_when_the_photo_is_sent_again(
    api: TestClient, pipeline: Pipeline, photo: str
) -> None:
    api.post(f"/api/photos/{photo}/quads", json={"quads": [{"n": 1, "corners": BELOW}]})
    pipeline.work()
    api.post(f"/api/photos/{photo}/retry?force=true")
    pipeline.work()
    assert cards_of(api, photo) == {1: BELOW, 2: RIGHT}


def test_cards_keep_their_numbers_when_a_search_finds_them_in_another_order(
    api: TestClient, pipeline: Pipeline, photo: str
) -> None:
    finds(pipeline, BELOW, [[x + 1, y] for x, y in RIGHT], LEFT)
    api.post(f"/api/photos/{photo}/retry?force=true")
    pipeline.work()
    assert cards_of(api, photo) == {1: LEFT, 2: [[x + 1, y] for x, y in RIGHT], 3: BELOW}
    assert sorted(runs_of(pipeline, photo)) == ["1/card.jpg", "2/card.jpg", "3/card.jpg", "overlay.jpg"]


@pytest.mark.parametrize(
    "drawing",
    [
        {},
        {"quads": [{"n": 9, "corners": LEFT}]},
        {"removed": [9]},
        {"quads": [{"n": 1, "corners": LEFT}], "removed": [1]},
        {"quads": [{"n": 1, "corners": LEFT}, {"n": 1, "corners": RIGHT}]},
        {"quads": [{"corners": LEFT[::-1]}]},
        {"quads": [{"corners": [LEFT[0], LEFT[2], LEFT[1], LEFT[3]]}]},
        {"quads": [{"corners": [[x * 100, y] for x, y in LEFT]}]},
        {"quads": [{"corners": [[1, 1]] * 4}]},
    ],
)
def test_a_drawing_that_makes_no_sense_is_refused(api: TestClient, photo: str, drawing: dict[str, Any]) -> None:
    assert api.post(f"/api/photos/{photo}/quads", json=drawing).status_code == 400


def test_nothing_is_drawn_on_a_photo_that_was_not_read_yet(api: TestClient, pipeline: Pipeline) -> None:
    waiting = pipeline.drop(b"another photo")
    reply = api.post(f"/api/photos/{waiting.id}/quads", json={"quads": [{"corners": LEFT}]})
    assert reply.json()["code"] == "conflict"
