"""Turn finished pages into where on them every source lies: the way back from a spot on paper to a line of YAML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.units import px

_SRC = "data-src"


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a page that was made from `src` ("file:line:path"). Page from 0; the rest in points from its upper left.

    What is divided between pages or columns has several.
    """

    page: int
    x: float
    y: float
    width: float
    height: float
    src: str


def spots_of(document: Any) -> tuple[Spot, ...]:
    """The spots of a StyledPage's document in reading order, the outer before the inner."""
    return tuple(
        spot
        for number, page in enumerate(document.pages)
        for spot in _spots(page._page_box, number)
    )


def _spots(box: Any, page: int, outer: str = "") -> Iterator[Spot]:
    element = box.element
    src = element.get(_SRC, "") if element is not None else ""
    # Parts of a box, such as its lines and the wrapper of a table, have the box's element.
    if src and src != outer and not isinstance(box, boxes.LineBox):
        yield _spot(box, page, src)
    for child in getattr(box, "children", ()):
        yield from _spots(child, page, src or outer)


def _spot(box: Any, page: int, src: str) -> Spot:
    x, y, width, height = (
        px(length).pt
        for length in (
            box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
        )
    )  # fmt: skip
    return Spot(page, x, y, width, height, src)
