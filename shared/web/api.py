"""The `api` app: everything a program does with photos and cards. Data, so a key stands in front of it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.security import APIKeyHeader
from starlette.middleware import Middleware

from shared.errors import SignInRequired
from shared.web.audit import key_holder, make_audit
from shared.web.cards import make_cards
from shared.web.changes import make_changes
from shared.web.headers import SafeReplies
from shared.web.models import Problem
from shared.web.office import Office
from shared.web.photos import make_photos
from shared.web.pictures import make_pictures
from shared.web.problems import PROBLEMS
from shared.web.replies import refusals
from shared.web.sheets import make_sheets
from shared.web.together import make_together
from shared.web.uploads import make_uploads

function_key = APIKeyHeader(
    name="x-functions-key", auto_error=False, description="A function key; the Functions host checks it"
)


UNAUTHORIZED: Final[dict[bool, dict[int | str, dict[str, Any]]]] = {
    False: {401: {"description": "No key, or a wrong one; the Functions host says so without a body"}},
    True: refusals(401),
}
"""By whether App Service Authentication stands in front."""


def keyed(request: Request, key: Annotated[str | None, Depends(function_key)]) -> None:
    """Note who calls; the Functions host has checked the key."""
    request.state.caller = key_holder(key)


def signed_in(
    request: Request,
    principal: Annotated[str | None, Header(alias="x-ms-client-principal", include_in_schema=False)] = None,
    name: Annotated[str, Header(alias="x-ms-client-principal-name", include_in_schema=False)] = "",
) -> None:
    """Note who calls; refuse callers that App Service Authentication did not let in. Raises SignInRequired."""
    if not principal:
        raise SignInRequired("Sign in; this app runs behind App Service Authentication.")
    request.state.caller = name or "somebody who signed in"


def make_api(office: Office, *, behind_sign_in: bool = False, chat: APIRouter | None = None) -> FastAPI:
    """The app; `behind_sign_in` when App Service Authentication stands in front of it instead of a key.

    `chat` are the routes of a chatbot.
    """
    api = FastAPI(
        title="Namecard",
        version="1",
        description="Photos of business cards in; straight crops, contact fields and rows out.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        exception_handlers=PROBLEMS,
        middleware=[Middleware(SafeReplies)],
        dependencies=[Depends(signed_in if behind_sign_in else keyed)],
        responses={**UNAUTHORIZED[behind_sign_in], **refusals(500, 503)},
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    for router in (
        make_uploads(office),
        make_photos(office),
        make_pictures(office),
        make_together(office),
        make_sheets(office),
        make_cards(office),
        make_changes(office),
        make_audit(office),
        *([chat] if chat else []),
    ):
        api.include_router(router)
    plain = api.openapi
    api.openapi = lambda: _corrected(plain())  # type: ignore[method-assign]
    return api


def _corrected(document: dict[str, Any]) -> dict[str, Any]:
    """The document as FastAPI cannot be told to write it."""
    schemas = document["components"]["schemas"]
    schemas.setdefault(Problem.__name__, Problem.model_json_schema())
    for operation in (one for path in document["paths"].values() for one in path.values()):
        # A path parameter that the router itself checks is never unprocessable.
        if "application/json" in operation["responses"].get("422", {}).get("content", ()):
            del operation["responses"]["422"]
    for method, operation in document["paths"].get("/api/kakao/skill", {}).items():
        # In a chat, storage that does not answer is an apology; and the probe asks for nothing that could fail.
        for status in ("500", "503") if method == "get" else ("503",):
            operation["responses"].pop(status, None)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for parameter in document["paths"]["/api/namecards/{card_id}"]["patch"]["parameters"]:
        parameter["required"] |= parameter["name"] == "if-match"  # asked for by 428, which no schema can say
    return document
