"""HTTP: cards as files, and an edited spreadsheet taken back."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from shared.errors import TooManyCards
from shared.exports.csv import read_csv
from shared.usecases import export_cards
from shared.usecases.list_cards import Filter
from tests.drawing import photo_of_cards
from tests.integration.pipeline import Pipeline

KIM = {"name": "김철수", "company": "한빛전자", "mobile": "+821012345678"}
LEE = {"name": "이영희", "company": "=HYPERLINK(1)", "mobile": "+821098765432"}


def export(api: TestClient, file_format: str = "csv", **query: str) -> Any:
    reply = api.get("/api/namecards/export", params={"format": file_format, **query})
    assert reply.status_code == 200, reply.text
    return reply


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def edited(data: bytes, change: Callable[[dict[str, str]], dict[str, str]]) -> bytes:
    """The CSV with some cells of each row changed."""
    table = [row | change(row) for row in rows(data)]
    out = io.StringIO(newline="")
    lines = csv.DictWriter(out, table[0])
    lines.writeheader()
    lines.writerows(table)
    return out.getvalue().encode()


def send(api: TestClient, data: bytes, apply: bool = False) -> Any:
    return api.post(
        "/api/namecards/import", params={"apply": apply}, content=data, headers={"content-type": "text/csv"}
    )


def memo(row: dict[str, str]) -> dict[str, str]:
    return {"memo": f"memo of {row['name']}"}


def touch(api: TestClient, card_id: str, text: str) -> None:
    api.patch(f"/api/namecards/{card_id}", json={"memo": text}, headers={"if-match": "*"}).raise_for_status()


def memos(api: TestClient) -> list[str]:
    return [card["memo"] for card in api.get("/api/namecards").json()["cards"]]


def test_an_export_holds_what_the_list_shows(api: TestClient, pipeline: Pipeline) -> None:
    for fields in (KIM, LEE):
        pipeline.card(**fields)
    queries: list[dict[str, str]] = [
        {},
        {"q": "김"},
        {"q": "한빛", "review": "fine"},
        {"tag": "x"},
        {"to": "2020-01-01"},
    ]
    for query in queries:
        listed = api.get("/api/namecards", params=query).json()["cards"]
        assert [row["id"] for row in rows(export(api, **query).content)] == [card["id"] for card in listed]
        assert export(api, "json", **query).json() == listed


@pytest.mark.parametrize(
    ("file_format", "media_type", "first"),
    [
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbfname,"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
        ("vcf", "text/vcard; charset=utf-8", b"BEGIN:VCARD\r\nVERSION:3.0\r\n"),
        ("json", "application/json", b"[\n{"),
    ],
)
def test_every_format_is_a_file_to_save(
    api: TestClient, pipeline: Pipeline, file_format: str, media_type: str, first: bytes
) -> None:
    pipeline.card(**KIM)
    reply = export(api, file_format)
    assert (reply.headers["content-type"], reply.content.startswith(first)) == (media_type, True)
    assert reply.headers["content-disposition"] == f'attachment; filename="namecards.{file_format}"'


def test_more_pages_than_one_come_in_one_file(api: TestClient, pipeline: Pipeline, monkeypatch: Any) -> None:
    monkeypatch.setattr(export_cards, "PAGE", 2)
    ids = [pipeline.card(name=f"card {n}").id for n in range(5)]
    assert [row["id"] for row in rows(export(api).content)] == ids[::-1]


def test_more_cards_than_a_file_holds_are_refused_with_the_way_out(pipeline: Pipeline) -> None:
    for fields in (KIM, LEE):
        pipeline.card(**fields)
    exporter = pipeline.wiring._office().export_cards
    assert len(list(exporter(Filter(), 2))) == 2
    with pytest.raises(TooManyCards, match="more than 1 cards"):
        list(exporter(Filter(), 1))


def test_the_refusal_tells_how_to_get_all_cards_in_parts(api: TestClient, pipeline: Pipeline) -> None:
    newest_first = [pipeline.card(name=f"card {n}").id for n in range(3)][::-1]
    with pytest.raises(TooManyCards) as told:
        list(pipeline.wiring._office().export_cards(Filter(), 2))
    [moment] = {*re.findall(r"(?:from|to)=(\S+)", str(told.value))}
    parts = [export(api, **{bound: moment}).content for bound in ("from", "to")]
    assert [[row["id"] for row in rows(part)] for part in parts] == [newest_first[:2], newest_first[2:]]


def test_a_vcf_holds_one_vcard_a_card_and_photos_when_they_are_asked_for(api: TestClient, pipeline: Pipeline) -> None:
    photo = pipeline.drop(photo_of_cards(-6, 11))
    pipeline.work()
    plain, pictured = export(api, "vcf").content, export(api, "vcf", photos="true").content
    assert (plain.count(b"BEGIN:VCARD"), plain.count(b"PHOTO;")) == (2, 0)
    assert (pictured.count(b"BEGIN:VCARD"), pictured.count(b"PHOTO;")) == (2, 2)
    assert b"PHOTO;" in api.get(f"/api/namecards/{photo.id}-1.vcf").content


def test_photos_go_into_vcards_only(api: TestClient) -> None:
    reply = api.get("/api/namecards/export", params={"format": "csv", "photos": "true"})
    assert (reply.status_code, reply.json()["code"]) == (400, "bad-request")


def test_another_export_is_refused(api: TestClient) -> None:
    queries: list[dict[str, str]] = [
        {},
        {"format": "pdf"},
        {"format": "csv", "limit": "5"},
        {"format": "csv", "from": "x"},
    ]
    for query in queries:
        assert api.get("/api/namecards/export", params=query).status_code == 422


def test_every_export_is_audited(api: TestClient, pipeline: Pipeline) -> None:
    ids = {pipeline.card(**KIM).id, pipeline.card(**LEE).id}
    export(api, "xlsx")
    [entry] = api.get("/api/audit").json()["entries"]
    assert (entry["what"], entry["count"], {*entry["ids"]}) == ("export.xlsx", 2, ids)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_that_nobody_edited_changes_nothing(api: TestClient, pipeline: Pipeline, file_format: str) -> None:
    for fields in (KIM, LEE):
        pipeline.card(**fields)
    report = send(api, export(api, file_format).content, apply=True).json()
    assert report == {"applied": True, "rows": 2, "changes": [], "problems": []}


def test_an_edited_file_shows_its_changes_and_changes_nothing(api: TestClient, pipeline: Pipeline) -> None:
    card = pipeline.card(**KIM)
    report = send(api, edited(export(api).content, memo)).json()
    cells = [{"column": "memo", "before": "", "after": "memo of 김철수"}]
    assert report == {
        "applied": False,
        "rows": 1,
        "changes": [{"row": 2, "id": card.id, "cells": cells}],
        "problems": [],
    }
    assert memos(api) == [""]


def test_applied_it_changes_the_cards_and_a_second_time_nothing(api: TestClient, pipeline: Pipeline) -> None:
    for fields in (KIM, LEE):
        pipeline.card(**fields)
    data = edited(export(api).content, lambda row: memo(row) | {"company": "새 회사", "tags": "전시회\nVIP"})
    assert len(send(api, data, apply=True).json()["changes"]) == 2
    assert memos(api) == ["memo of 이영희", "memo of 김철수"]
    assert len(api.get("/api/namecards", params={"q": "새 회사", "tag": "vip"}).json()["cards"]) == 2
    assert send(api, data, apply=True).json()["changes"] == []


def test_a_card_that_is_not_in_the_file_stays(api: TestClient, pipeline: Pipeline) -> None:
    pipeline.card(**KIM)
    lee = pipeline.card(**LEE)
    send(api, edited(export(api, q="이영희").content, memo), apply=True).raise_for_status()
    assert (memos(api), lee.id) == (["memo of 이영희", ""], lee.id)


def test_a_row_of_an_older_version_refuses_the_whole_file(api: TestClient, pipeline: Pipeline) -> None:
    pipeline.card(**KIM)
    lee = pipeline.card(**LEE)
    data = edited(export(api).content, memo)
    touch(api, lee.id, "somebody was faster")
    [problem] = send(api, data).json()["problems"]
    assert (problem["row"], problem["column"]) == (2, None)
    reply = send(api, data, apply=True)
    assert (reply.status_code, reply.json()["code"]) == (422, "bad-sheet")
    assert "Row 2: the card was changed after it was exported" in reply.json()["detail"]
    assert memos(api) == ["somebody was faster", ""]


def test_a_card_that_others_changed_is_no_matter_where_its_row_was_not_touched(
    api: TestClient, pipeline: Pipeline
) -> None:
    pipeline.card(**KIM)
    lee = pipeline.card(**LEE)
    data = edited(export(api).content, lambda row: memo(row) if row["id"] != lee.id else {})
    touch(api, lee.id, "by others")
    assert len(send(api, data, apply=True).json()["changes"]) == 1
    assert memos(api) == ["by others", "memo of 김철수"]


def test_a_card_changed_while_the_file_is_applied_stays_as_it_is_and_is_named(
    api: TestClient, pipeline: Pipeline
) -> None:
    pipeline.card(**KIM)
    lee = pipeline.card(**LEE)
    data = edited(export(api).content, memo)
    importer = pipeline.wiring._office().import_sheet
    plan = importer.plan(read_csv(data), lambda patch: {})
    touch(api, lee.id, "somebody was faster")
    [late] = importer.apply(plan)
    assert (late.row, memos(api)) == (2, ["somebody was faster", "memo of 김철수"])


def test_cells_that_no_card_takes_are_named_with_their_row(api: TestClient, pipeline: Pipeline) -> None:
    pipeline.card(**KIM)
    bad = {"family": "x" * 101, "company": "\n".join("x" * 21), "memo": "x" * 4001, "review": "perhaps"}
    data = edited(export(api).content, lambda row: bad)
    problems = send(api, data).json()["problems"]
    assert {(one["row"], one["column"]) for one in problems} == {(2, column) for column in bad}
    assert "ow 2, memo: cannot be taken: String should have at most" in send(api, data, apply=True).json()["detail"]


def test_rows_of_no_card_or_of_one_twice_are_named(api: TestClient, pipeline: Pipeline) -> None:
    for _ in range(4):
        pipeline.card(**KIM)
    cards = iter(["", "x", "0" * 26 + "-1", "0" * 26 + "-1"])
    data = edited(export(api).content, lambda row: {"id": next(cards), "memo": "x"})
    problems = [(one["row"], one["column"], one["detail"]) for one in send(api, data).json()["problems"]]
    nothing = "is of no card; only cards that were exported can be changed"
    gone = "is of no card, or of one that was deleted or merged"
    assert problems == [(2, "id", nothing), (3, "id", nothing), (4, "id", gone), (5, "id", "stands in row 4 already")]


def test_a_number_that_lost_its_zero_is_named(api: TestClient, pipeline: Pipeline) -> None:
    pipeline.card(**KIM)
    reply = send(api, edited(export(api).content, lambda row: {"mobile": "1012345678"}), apply=True)
    assert reply.json()["detail"] == "Nothing was changed. Row 2, mobile: lost its leading 0; type it again as text."


def test_one_bad_cell_keeps_every_other_row_from_being_changed(api: TestClient, pipeline: Pipeline) -> None:
    for fields in (KIM, LEE):
        pipeline.card(**fields)
    data = edited(export(api).content, lambda row: {"memo": "x" * (4001 if row["name"] == "이영희" else 1)})
    assert send(api, data, apply=True).status_code == 422
    assert memos(api) == ["", ""]


def test_a_file_of_another_form_is_refused_in_words(api: TestClient) -> None:
    for data in (b"", b"a", b"id,version,salary\n", b"PK\x03\x04 no workbook", b"\xff\xfe\x00"):
        reply = send(api, data)
        assert (reply.status_code, reply.json()["code"]) == (422, "bad-sheet")


def test_a_file_may_come_as_a_form(api: TestClient, pipeline: Pipeline) -> None:
    pipeline.card(**KIM)
    data = edited(export(api).content, memo)
    reply = api.post("/api/namecards/import", files={"sheet": ("cards.csv", data)})
    assert len(reply.json()["changes"]) == 1
    assert api.post("/api/namecards/import", files={}, data={"x": "y"}).status_code in (400, 422)


def test_too_many_changes_at_once_are_refused(pipeline: Pipeline, api: TestClient, monkeypatch: Any) -> None:
    monkeypatch.setattr("shared.usecases.import_sheet.MOST_CHANGES", 0)
    pipeline.card(**KIM)
    assert "More than 0 rows" in send(api, edited(export(api).content, memo)).json()["detail"]
