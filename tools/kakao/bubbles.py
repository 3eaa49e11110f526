"""Skill responses as a person would see them in the chat."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

WIDTH = 44
"""Columns of a bubble."""


def print_response(console: Console, response: Mapping[str, Any]) -> None:
    """Print every bubble, the waiting text, and the quick replies."""
    if response.get("useCallback"):
        console.print(Panel(Text(response["data"]["text"]), title="기다리는 동안", width=WIDTH))
        return
    template = response["template"]
    for output in template["outputs"]:
        for kind, bubble in output.items():
            console.print(_bubble(kind, bubble))
    labels = [f"[{one['label']}]" for one in template.get("quickReplies", ())]
    console.print(Text("  ".join(labels), "cyan"))


def _bubble(kind: str, bubble: Mapping[str, Any]) -> RenderableType:
    if kind == "carousel":
        return Columns([_bubble(bubble["type"], card) for card in bubble["items"]])
    lines = [Text(bubble[name]) for name in ("text", "title", "description") if bubble.get(name)]
    lines += [Text(f"{item['title']}  {item['description']}") for item in bubble.get("itemList", ())]
    picture = [Text(bubble["thumbnail"]["imageUrl"], "dim", overflow="fold")] if bubble.get("thumbnail") else []
    return Panel(Group(*picture, *lines, *_buttons(bubble.get("buttons", ()))), title=kind, width=WIDTH)


def _buttons(buttons: Iterable[Mapping[str, Any]]) -> Iterable[Text]:
    for button in buttons:
        target = button.get("webLinkUrl") or button.get("phoneNumber") or button.get("messageText")
        yield Text(f"[{button['label']}] {target}", "cyan", overflow="fold")
