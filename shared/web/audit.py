"""Who calls, and who took data out or erased it."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from ulid import ULID

from shared.usecases.ports import Window
from shared.web.models import AuditEntry, AuditPage, AuditQuery
from shared.web.office import Office
from shared.web.replies import refusals


def key_holder(key: str | None) -> str:
    """A name for who holds this key: enough to tell keys apart, too little to find one."""
    return f"key {sha256(key.encode()).hexdigest()[:8]}" if key else "no key"


def _caller(request: Request) -> str:
    return str(request.state.caller)


Caller = Annotated[str, Depends(_caller)]
"""Who makes the request, as the audit names him."""


def make_audit(office: Office) -> APIRouter:
    """The route of the audit."""
    routes = APIRouter(tags=["changes"])

    @routes.get("/api/audit", summary="Who exported or erased what, newest first", responses=refusals(422))
    def list_audit(asked: Annotated[AuditQuery, Query()]) -> AuditPage:
        found = office.audit.rows.page(Window((asked.cursor or "")[1:]), asked.limit)
        entries = [
            AuditEntry(
                at=ULID.from_str(one.id).datetime, who=one.who, what=one.what, count=one.count, ids=list(one.subjects)
            )
            for one in found
        ]
        return AuditPage(entries=entries, cursor=f"a{found[-1].id}" if len(found) == asked.limit else None)

    return routes
