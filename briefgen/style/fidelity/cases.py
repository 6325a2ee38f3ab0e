"""Turn a computed style and its box into whether Word loses one property of it, where the value alone doesn't tell."""

from __future__ import annotations

from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.style.values import colour

_ATOMIC = (boxes.ReplacedBox, boxes.TableBox, boxes.TableRowBox, boxes.TableCellBox)
_TABLE_PARTS = (
    boxes.TableRowGroupBox,
    boxes.TableColumnBox,
    boxes.TableColumnGroupBox,
)
_BEYOND_A_PAGE = ("column", "left", "right", "recto", "verso")
_LEFT = ("start", "left")
_OFFSETS = ("top", "right", "bottom", "left")
_CANVAS = ("html", "body")
_WHITE = "FFFFFF"
_LEADERS = ("", ".", "·", "-", "_")
"""The signs that Word fills a line with."""


def above_two(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all cases are called alike
    """Lines kept together: Word knows one and two."""
    return bool(style[name] > 2)


def more_than_a_page_break(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all are called alike
    """Column breaks, and breaks that may leave a page blank."""
    return style[name] in _BEYOND_A_PAGE


def height_of_a_block(style: Any, box: Any, name: str) -> bool:
    """Heights of rows and pictures are kept, as they are used ones; inline boxes have none."""
    if not isinstance(box, boxes.BlockContainerBox | boxes.ParentBox) or _sized(box):
        return False
    return 0 < getattr(style[name], "value", 0) < inf and getattr(style[name], "unit", "") != "%"


def _sized(box: Any) -> bool:
    wrapper = getattr(box, "is_table_wrapper", False)
    return wrapper or isinstance(box, (*_ATOMIC, *_TABLE_PARTS, boxes.InlineBox, boxes.LineBox))


def room_in_a_line(style: Any, box: Any, name: str) -> bool:
    """Distances at the left and right of an inline box; above and below it they move nothing."""
    return isinstance(box, boxes.InlineBox) and getattr(style[name], "value", 0) != 0


def rule(style: Any, box: Any, name: str) -> bool:
    """Rules where Word has none for us: in lines, around tables with separate borders, around columns."""
    if style[name] in ("none", "hidden") or not style[name.replace("_style", "_width")]:
        return False
    if isinstance(box, boxes.TableBox):
        return bool(style["border_collapse"] == "separate")
    return box is None or isinstance(box, boxes.InlineBox) or in_columns(style, box, name)


def in_columns(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all are called alike
    """Whether the box is set in columns, which is a section in Word and so has no rules and no background."""
    return isinstance(style["column_count"], int) and style["column_count"] > 1


def tint(style: Any, box: Any, name: str) -> bool:
    """Backgrounds of the paper (but white) and of boxes in columns."""
    shade = colour(style[name], style)
    if shade is None:
        return False
    on_paper = box is None or box.element_tag in _CANVAS
    return shade != _WHITE if on_paper else in_columns(style, box, name)


def any_picture(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all are called alike
    """Background pictures and gradients."""
    return any(kind != "none" for kind, _ in style[name])


def picture_as_sign(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all are called alike
    """Pictures as list signs."""
    return bool(style[name][0] != "none")


def rounded(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all are called alike
    """Corners with a radius; one that is calculated has no value yet."""
    return any(getattr(side, "value", True) for side in style[name])


def out_of_place(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all are called alike
    """Boxes moved away from their place in the text; running elements have left it for a margin box."""
    if style[name] == "relative":
        return any(style[side] != "auto" for side in _OFFSETS)
    return style[name] in ("absolute", "fixed")


def side_by_side(style: Any, box: Any, name: str) -> bool:
    """Flex, grid, and blocks in a line."""
    if isinstance(box, boxes.ReplacedBox):
        return False
    display = style[name]
    inner = display[1] if len(display) > 1 else ""
    return inner in ("flex", "grid") or (display[0] == "inline" and inner in ("flow-root", "table"))


def free_columns(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all are called alike
    """Columns whose number follows from their width."""
    return bool(style[name] != "auto" and style["column_count"] == "auto")


def apart(style: Any, box: Any, name: str) -> bool:
    """Distances between the cells of a table."""
    table = isinstance(box, boxes.TableBox) and style["border_collapse"] == "separate"
    return table and any(part for part in style[name])


def over_the_line(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all are called alike
    """Lines above the words."""
    return style[name] != "none" and "overline" in style[name]


def last_line_apart(style: Any, box: Any, name: str) -> bool:  # noqa: ARG001  all are called alike
    """Last lines aligned otherwise than Word does it."""
    last, others = style[name], style["text_align_all"]
    if last == "auto" or (last in _LEFT and others in (*_LEFT, "justify")):
        return False
    return bool(last != others)


def cropped(style: Any, box: Any, name: str) -> bool:
    """Pictures that don't fill their box as they are."""
    return isinstance(box, boxes.ReplacedBox) and style[name] != "fill"


def unwritable(style: Any, box: Any, name: str) -> bool:
    """Generated pictures, leaders that Word has none like; in margin boxes all but words and plain page numbers."""
    content = style[name]
    if not isinstance(content, (tuple, list)):
        return False
    if box is not None:
        leaders = [value[1].strip() for kind, value in content if kind == "leader()"]
        odd = len(leaders) > 1 or any(sign not in _LEADERS for sign in leaders)
        return odd or any(kind == "url" for kind, _ in content)
    return any(kind != "string" and not is_page_number(kind, value) for kind, value in content)


def is_page_number(kind: str, value: Any) -> bool:
    """Whether a piece of content is the page's number, or how many pages there are, in digits."""
    return kind == "counter()" and value[0] in ("page", "pages") and value[1] == "decimal"
