"""Text lines of a card become contact fields, many-valued, each with its confidence and its place."""

from shared.card.fields.extraction import extract_fields
from shared.card.fields.found import Fields, Value
from shared.card.fields.review import SURE, review

__all__ = ["SURE", "Fields", "Value", "extract_fields", "review"]
