"""A folder with truth.json in, photos with their true cards out."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from shared.card.quads import Corners

Values: TypeAlias = Mapping[str, tuple[str, ...]]  # by field, in the product's names


@dataclass(frozen=True, slots=True, eq=False)
class TrueCard:
    """One card: `quad` (4, 2) in photo px, TL, TR, BR, BL of the upright card; what is not known is empty.

    A line's place is a quad in the photo (`line_quads`) or a box on the flat card whose long side is 1,600 px
    (`line_boxes`: left, top, right, bottom).
    """

    quad: Corners
    size_mm: tuple[float, float]
    lines: tuple[str, ...]
    line_quads: tuple[Corners, ...]
    line_boxes: tuple[tuple[float, ...], ...]
    values: Values


@dataclass(frozen=True, slots=True, eq=False)
class TruePhoto:
    """One photo, its name inside the folder, and its tags."""

    file: str
    tags: tuple[str, ...]
    cards: tuple[TrueCard, ...]

    @property
    def source(self) -> str:
        """The set that the photo belongs to: its folder, or its name without the number."""
        return self.file.split("/")[0] if "/" in self.file else Path(self.file).stem.rstrip("0123456789-_")


def read_truth(folder: Path, match: str = "") -> list[TruePhoto]:
    """Read the photos whose names contain `match`, in the order of their names."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return [
        TruePhoto(file, tuple(photo["tags"]), tuple(map(_card, photo["cards"])))
        for file, photo in sorted(truth.items())
        if match in file
    ]


def _card(card: dict[str, Any]) -> TrueCard:
    return TrueCard(
        np.array(card["quad"], np.float64),
        tuple(card.get("size_mm") or (90.0, 50.0)),
        tuple(card["lines"] or ()),
        tuple(np.array(quad, np.float64) for quad in card.get("line_quads") or ()),
        tuple(map(tuple, card.get("line_boxes") or ())),
        _values(card["fields"] or {}),
    )


def _values(fields: Mapping[str, str]) -> Values:
    """Gather values by our names: `phone` is `tel`, `name_en` one more `name`."""
    values: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, value in fields.items():
        values[name.removesuffix("_en").replace("phone", "tel")] += (value,)
    return dict(values)
