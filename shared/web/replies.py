"""How replies stand in the OpenAPI document."""

from typing import Any, Final

from shared.web.models import Problem

REASONS: Final = {
    400: "The request cannot be understood",
    401: "No key, or not signed in",
    404: "There is no such thing",
    405: "Not with this method",
    409: "Not possible as things are",
    410: "It was deleted",
    411: "Content-Length is missing",
    412: "Changed in the meantime",
    413: "Too large",
    415: "Not an image format that is read",
    422: "Not of the documented form",
    428: "If-Match is missing",
    500: "A fault of ours; the sentence holds its number in the log",
    503: "Storage does not answer; try again",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Problems by status code."""
    schema = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {status: {"description": REASONS[status], "content": schema} for status in statuses}


def header(description: str) -> dict[str, Any]:
    """A header that a reply carries."""
    return {"description": description, "schema": {"type": "string"}}


VERSIONED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"headers": {"ETag": header("Version of the card; send it as If-Match")}}
}


def links(where: str, *operations: str) -> dict[str, Any]:
    """What can be done next with the id at `where` (a JSON pointer) of a reply, by operation."""
    parameter = "photo_id" if "photo" in operations[0] else "card_id"
    pointer = {parameter: f"$response.body#{where}"}
    return {operation: {"operationId": operation, "parameters": pointer} for operation in operations}


CARD_LINKS: Final = links(
    "/id", "get_card", "edit_card", "delete_card", "restore_card", "get_vcard", "find_duplicates", "undo_merge"
)
PHOTO_LINKS: Final = links(
    "/photos/0/id", "get_photo", "get_original", "get_overlay", "retry_photo", "delete_photo", "restore_photo"
)
