"""Turn what is tied to the foot of the last page (`--anchor: page-bottom`) into something that stands there, and not alone.

What stands before it goes along to the last page: a paragraph whole, of a table its last rows. In Word's text it takes no
room, so that nothing would move them there; where they begin the last page, Word is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.style.values import custom

_SHORT = 280
"""Letters of the longest paragraph that goes along whole; of others as much does as the page needs."""


def keep_company(box: Any) -> None:
    """Let no page end between what is tied to the foot of the page and what stands before it, in the tree below `box`."""
    children = getattr(box, "children", ())
    for before, child in pairwise(children):
        if is_anchored(child) and child.style["break_before"] == "auto":
            _restyle(child, "break_before")
            _keep_whole(before)
    for child in children:
        if isinstance(child, boxes.BlockLevelBox):
            keep_company(child)


def _keep_whole(box: Any) -> None:
    while box.children and isinstance(box.children[-1], boxes.BlockBox):
        box = box.children[-1]
    words = (each.text for each in box.descendants() if isinstance(each, boxes.TextBox))
    if box.style["break_inside"] == "auto" and len("".join(words)) <= _SHORT:
        _restyle(box, "break_inside")


def _restyle(box: Any, name: str) -> None:
    box.style = box.style.copy()
    box.style[name] = "avoid"


def anchor_to_bottom(page: Any) -> bool:
    """Move boxes with `--anchor: page-bottom` to the lower edge of the text area; whether there was any."""
    moved = False
    for box in anchored(page.children[0]):
        free = _lower_edge(page) - (box.position_y + box.margin_height())
        if free > 0:
            box.translate(0, free)
            moved = True
    return moved


def anchored(box: Any) -> Iterator[Any]:
    """The boxes below `box` that are tied to the foot of their page."""
    for child in getattr(box, "children", ()):
        if is_anchored(child):
            yield child
        else:
            yield from anchored(child)


def is_anchored(box: Any) -> bool:
    """Whether a box is tied to the foot of its page; of a table, its wrapper is asked."""
    table = box.get_wrapped_table() if getattr(box, "is_table_wrapper", False) else None
    style = table.style if table is not None else box.style
    return box.element is not None and custom(style, "anchor") == "page-bottom"


def taken_along(pages: Sequence[Any]) -> frozenset[int]:
    """The element (by identity) that begins the last page only because of what is tied to its foot: it had room before."""
    if len(pages) < 2 or next(anchored(pages[-1].children[0]), None) is None:
        return frozenset()
    before, box = pages[-2].children[0], pages[-1].children[0]
    begun = {id(each.element) for each in (before, *before.descendants())}
    while id(box.element) in begun:
        box = next(iter(getattr(box, "children", ())), None)
        if box is None:
            return frozenset()
    if not isinstance(box, boxes.BlockLevelBox) or is_anchored(box):
        return frozenset()
    filled = max((_bottom(each) for each in before.descendants()), default=0)
    room = _lower_edge(pages[-2]) - filled
    return frozenset({id(box.element)} if box.margin_height() <= room else ())


def _bottom(box: Any) -> float:
    """Where a line, a picture or a row ends; boxes around them may reach to the foot of the page."""
    if isinstance(box, (boxes.LineBox, boxes.TableRowBox)):
        return float(box.position_y + box.height)
    return 0


def _lower_edge(page: Any) -> float:
    return float(page.position_y + page.margin_top + page.height)
