"""Cards as files: exported for spreadsheets and contacts, and spreadsheets taken back."""

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from shared.card.row import CardRow
from shared.errors import BadRequest
from shared.exports.entry import CardEntry, card_page
from shared.exports.sheet import SheetRow
from shared.usecases.import_sheet import Plan, RowProblem
from shared.web.audit import Caller
from shared.web.cards import wanted
from shared.web.describe import describe_card
from shared.web.models import CardPatch, ChangedCell, ChangedRow, ExportQuery, ImportReport, SheetProblem
from shared.web.office import Office
from shared.web.replies import refusals
from shared.web.uploads import check_length

# The writers and readers of files are imported where they are used: no other request shall wait for them.
# ruff: noqa: PLC0415

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
    "vcf": "text/vcard; charset=utf-8",
    "json": "application/json",
}
BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
SHEET: Final = {
    "required": True,
    "content": {
        "text/csv": BINARY,
        XLSX: BINARY,
        "multipart/form-data": {
            "schema": {"type": "object", "properties": {"sheet": BINARY["schema"]}, "required": ["sheet"]}
        },
    },
}


def make_sheets(office: Office) -> APIRouter:
    """The routes of files of cards."""
    routes = APIRouter(tags=["files"])

    @routes.get(
        "/api/namecards/export",
        summary="All cards that a filter shows, as one file: CSV, Excel workbook, vCards or JSON",
        description="At most 20,000 cards a file; more are refused with the code too-many-cards.",
        response_class=Response,
        responses={
            200: {
                "description": "The file",
                "content": {media_type.partition(";")[0]: BINARY for media_type in MEDIA_TYPES.values()},
            },
            **refusals(400, 422),
        },
    )
    def export_cards(asked: Annotated[ExportQuery, Query()], request: Request, caller: Caller) -> Response:
        if asked.photos and asked.format != "vcf":
            raise BadRequest("Photos go into vCards only: leave photos out, or ask for format=vcf.")
        body, ids = io.BytesIO(), list[str]()
        if asked.photos:
            _write_vcards(_noted(office.export_cards.with_photos(wanted(asked)), ids), body)
        else:
            rows = ((row, b"") for row in office.export_cards(wanted(asked)))
            _write(asked.format, _noted(rows, ids), str(request.base_url), body)
        office.audit(f"export.{asked.format}", caller, ids)
        # Not sent while it is made: the Functions host collects a reply before it sends it, and what fails half way
        # must not look like a whole file.
        headers = {"Content-Disposition": f'attachment; filename="namecards.{asked.format}"'}
        return Response(body.getvalue(), headers={**headers, "Content-Type": MEDIA_TYPES[asked.format]})

    @routes.post(
        "/api/namecards/import",
        summary="Take an edited CSV or workbook back: show what it changes, or change it",
        description=(
            "The first row names the columns, as exported; `id` and `version` are needed. Without `apply` nothing is "
            "changed. With it, all rows are checked first, and a problem in any refuses the whole file. Each card "
            "is then changed only if it is still of the row's version; rows for which somebody was faster at that very "
            "moment are named in `problems`, and the same file can be sent again."
        ),
        openapi_extra={"requestBody": SHEET},
        responses=refusals(400, 411, 413, 422),
    )
    async def import_cards(
        request: Request, apply: Annotated[bool, Query(description="Change the cards")] = False
    ) -> ImportReport:
        check_length(request)
        data = await _sheet_in(request)
        return await run_in_threadpool(imported, data, apply)

    def imported(data: bytes, apply: bool) -> ImportReport:
        plan = office.import_sheet.plan(_rows(data), _wrong)
        late = office.import_sheet.apply(plan) if apply else []
        return _report(plan, late, apply)

    return routes


def _noted(rows: Iterable[tuple[CardRow, bytes]], ids: list[str]) -> Iterator[tuple[CardRow, bytes]]:
    """The cards, with their ids noted as they pass."""
    for row, photo in rows:
        ids.append(row.id)
        yield row, photo


def _write(file_format: str, rows: Iterator[tuple[CardRow, bytes]], base: str, body: io.BytesIO) -> None:
    if file_format == "vcf":
        return _write_vcards(rows, body)
    if file_format == "json":
        return _write_json(rows, body)
    entries = (CardEntry.of_row(row, card_page(base, row.id)) for row, _ in rows)
    if file_format == "csv":
        from shared.exports.csv import write_csv

        return write_csv(entries, body)
    from shared.exports.workbook import write_workbook

    return write_workbook(entries, body)


def _write_vcards(rows: Iterator[tuple[CardRow, bytes]], body: io.BytesIO) -> None:
    from shared.exports.vcard import make_vcard

    for row, photo in rows:
        body.write(make_vcard(CardEntry.of_row(row), photo))


def _write_json(rows: Iterator[tuple[CardRow, bytes]], body: io.BytesIO) -> None:
    """An array of cards as lists show them, one a line."""
    body.write(b"[")
    for number, (row, _) in enumerate(rows):
        body.write(b",\n" if number else b"\n")
        body.write(describe_card(row, brief=True).model_dump_json().encode())
    body.write(b"\n]\n")


async def _sheet_in(request: Request) -> bytes:
    """The file of a request. Raises BadRequest."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await request.body()
    async with request.form(max_files=1) as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise BadRequest("The form holds no file. Send the spreadsheet as a multipart file.")
        return await files[0].read()


def _rows(data: bytes) -> Iterator[SheetRow]:
    """The rows of a workbook or a CSV, by its first bytes. Raises BadSheet."""
    from shared.exports.csv import read_csv

    if data.startswith(b"PK\x03\x04"):
        from shared.exports.workbook import read_workbook

        return read_workbook(data)
    return read_csv(data)


def _wrong(patch: Mapping[str, Any]) -> dict[str, str]:
    """What the API refuses of a patch, by the column that it stands in."""
    try:
        CardPatch.model_validate(patch)
    except ValidationError as error:
        return {_column(one["loc"]): f"cannot be taken: {one['msg']}" for one in error.errors()}
    return {}


def _column(where: tuple[int | str, ...]) -> str:
    """The column of a place such as `fields, name, 0, family`."""
    if where[0] != "fields":
        return str(where[0])
    return str(where[-1]) if where[-1] in ("family", "given") else str(where[1])


def _report(plan: Plan, late: Iterable[RowProblem], applied: bool) -> ImportReport:
    missed = {problem.row for problem in late}
    return ImportReport(
        applied=applied,
        rows=plan.rows,
        changes=[
            ChangedRow(
                row=change.row,
                id=change.card_id,
                cells=[
                    ChangedCell(column=column, before=before, after=after)
                    for column, (before, after) in change.cells.items()
                ],
            )
            for change in plan.changes
            if change.row not in missed
        ],
        problems=[
            SheetProblem(row=one.row, column=one.column or None, detail=one.detail) for one in [*plan.problems, *late]
        ],
    )
