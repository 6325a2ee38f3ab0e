"""Turn block boxes into paragraphs, groups and tables of the tree, margins not yet collapsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from math import inf
from typing import Any, TypeVar

from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import create_anonymous_boxes

from briefgen.style.inlines import Around, Inlines
from briefgen.style.margins import (
    collapsed,
    ended_with_next,
    kept_together,
    kept_with_next,
    outer,
    started_on_new_page,
)
from briefgen.style.numbers import Counted, counted
from briefgen.style.used import Used
from briefgen.style.values import (
    borders,
    breaks_after,
    breaks_before,
    colour,
    keeps_together,
    keeps_with_next,
    keeps_with_previous,
    length,
    own_text,
    paragraph_style,
    sides,
    word_style,
)
from briefgen.tree import (
    Block,
    Edges,
    Group,
    Inline,
    Leader,
    ListItem,
    NumberMark,
    Paragraph,
    TabStop,
)
from briefgen.units import ZERO, Length

T = TypeVar("T")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


@dataclass(slots=True)
class OpenItem:
    """A list item being converted; its first paragraph takes the marker."""

    list: int
    level: int
    format: str
    marker: str
    start: int
    marked: bool = False

    def take(self) -> ListItem:
        """The item for the next paragraph."""
        first, self.marked = not self.marked, True
        return ListItem(self.list, self.level, self.format, self.marker, self.start, first)


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list being converted."""

    number: int
    level: int
    start: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a block stands: the width it may fill, its insets from the column's edges, the list and item around it."""

    width: Length
    left: Length = ZERO
    right: Length = ZERO
    item: OpenItem | None = None
    list: OpenList | None = None

    def within(self, before: Length, after: Length) -> Frame:
        """The frame inside a box that takes `before` at the left and `after` at the right."""
        return replace(
            self,
            width=self.width - before - after,
            left=self.left + before,
            right=self.right + after,
        )


@dataclass(slots=True)
class Blocks:
    """Converts the boxes of one page. `table` converts a table wrapper (it lives in `tables`, which needs this class)."""

    used: Used
    inlines: Inlines
    lost: Any
    table: Any = None
    _lists: Iterator[int] = field(default_factory=lambda: count(1))

    def of(self, box: Any, frame: Frame) -> tuple[Block, ...]:
        """The blocks that a box makes; none for a running element, a marker or an empty box."""
        if box.is_running() or getattr(box, "is_outside_marker", False):
            return ()
        if columns_of(box.style) > 1:
            self.lost(box, "column_count")
        made = self._made(box, frame)
        if made and breaks_before(box.style):
            made = (started_on_new_page(made[0]), *made[1:])
        if made and id(box.element) in self.used.moved:
            # No margin is left at the top of its page.
            made = (replace(started_on_new_page(made[0]), before=ZERO), *made[1:])
        return made

    def children(self, box: Any, frame: Frame) -> tuple[Block, ...]:
        """The blocks of all children, a page break after one being a break before the next."""
        made: list[Block] = []
        broken = False
        for child in box.children:
            blocks = self.of(child, frame)
            if not blocks:
                continue
            if broken:
                blocks = (started_on_new_page(blocks[0]), *blocks[1:])
            if made and keeps_with_previous(child.style):
                made[-1] = ended_with_next(made[-1])
            broken = breaks_after(child.style)
            made.extend(blocks)
            if keeps_with_next(child.style):
                made[-1] = kept_with_next(made[-1])
        return tuple(made)

    def cell(self, box: Any, width: Length) -> tuple[Block, ...]:
        """The blocks of a table cell whose text is `width` wide; its rules and padding belong to the table."""
        lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
        if lines or not box.children:
            inlines = tuple(inline for line in lines for inline in self.inlines.of(line))
            return self._paragraph(box, inlines, Frame(width))
        return self.children(box, Frame(width)) or self._paragraph(box, (), Frame(width))

    def note(self, box: Any) -> tuple[Block, ...]:
        """The blocks of a footnote, without its number; what stands in its line is a paragraph, too."""
        frame = Frame(ZERO)
        if all(isinstance(child, boxes.InlineLevelBox) for child in box.children):
            return self._paragraph(box, self.inlines.of(box), frame)
        # WeasyPrint puts what stands between blocks into lines when it lays the note out.
        return collapsed(self.children(create_anonymous_boxes(box.deepcopy()), frame))

    def _made(self, box: Any, frame: Frame) -> tuple[Block, ...]:
        if getattr(box, "is_table_wrapper", False):
            return tuple(self.table(box, frame))
        if isinstance(box, boxes.ReplacedBox):
            inner = frame.within(*insets(box.style, frame.width, limited=False))
            return self._paragraph(box, tuple(self.inlines.picture(box)), inner)
        if "list-item" in box.style["display"]:
            frame = replace(frame, item=self._item(box, frame))
        elif box.element_tag in ("ul", "ol"):
            frame = replace(frame, item=None, list=self._list(box, frame))
        lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
        if lines or not box.children:
            return self._lines(box, lines, frame)
        return self._container(box, frame)

    def _lines(self, box: Any, lines: list[Any], frame: Frame) -> tuple[Block, ...]:
        found = counted(box, lines[0], self.inlines.style) if lines else Counted()
        around = Around(instead=found.instead)
        inlines = tuple(inline for line in lines for inline in self.inlines.of(line, around))
        drawn = any(_sides_of(borders(box.style)))
        if not inlines and not drawn and found.number is None:
            return ()
        inner = frame.within(*insets(box.style, frame.width))
        return self._paragraph(box, inlines, inner, found.number)

    def _paragraph(
        self,
        box: Any,
        inlines: tuple[Inline, ...],
        frame: Frame,
        number: NumberMark | None = None,
    ) -> tuple[Block, ...]:
        style, element = box.style, box.element
        cell = isinstance(box, boxes.TableCellBox)
        outside = frame.width + frame.left + frame.right
        made = paragraph_style(style, outside, frame.left, frame.right)
        if not cell:
            made = replace(
                made,
                borders=borders(style),
                padding=sides(style, "padding", outside),
                background=colour(style["background_color"], style),
            )
        if cell:
            made = replace(made, before=ZERO, after=ZERO, page_break_before=False)
        if leader := next((each for each in inlines if isinstance(each, Leader)), None):
            made = replace(made, tab=TabStop(frame.left + frame.width, leader.sign))
        named = style if hasattr(style, "cascaded") else style.parent_style
        paragraph = Paragraph(
            selector=selector(box),
            inlines=inlines,
            style=made,
            text_style=self.inlines.style(style),
            name=word_style(named),
            base=own_text(named, "word-base"),
            level=_HEADINGS.get(box.element_tag),
            item=frame.item.take() if frame.item is not None else None,
            number=number,
            before=made.before,
            after=made.after,
            id=identity(box),
            src=source(element),
        )
        return (_unpadded(paragraph),)

    def _container(self, box: Any, frame: Frame) -> tuple[Block, ...]:
        style = box.style
        rules, tint = borders(style), tint_of(box)
        margin, padding = sides(style, "margin", frame.width), sides(style, "padding", frame.width)
        inner = frame.within(*insets(style, frame.width))
        if not any(_sides_of(rules)) and tint is None:
            inside = self.children(box, inner)
            if keeps_together(style):
                inside = kept_together(inside)
            return outer(inside, margin, padding)
        left = frame.left + margin.left
        right = frame.right + margin.right
        inside = self.children(box, Frame(inner.width, item=frame.item, list=frame.list))
        if not inside:
            return ()
        return (
            Group(
                selector=selector(box),
                blocks=inside,
                left=left,
                right=right,
                borders=rules,
                padding=padding,
                background=tint,
                before=margin.top,
                after=margin.bottom,
                width=frame.width - margin.left - margin.right,
                keep_together=keeps_together(style),
                name=word_style(style) if hasattr(style, "cascaded") else "",
                src=source(box.element),
            ),
        )

    def _item(self, box: Any, frame: Frame) -> OpenItem | None:
        marker = next(iter(_markers(box)), None)
        if marker is None:
            return None
        text = "".join(b.text for b in marker.descendants() if isinstance(b, boxes.TextBox))
        owner = frame.list or OpenList(next(self._lists), 0, 1)
        form = str(box.style["list_style_type"])
        return OpenItem(owner.number, owner.level, form, text.strip(), owner.start)

    def _list(self, box: Any, frame: Frame) -> OpenList:
        level = frame.list.level + 1 if frame.list is not None else 0
        start = box.element.get("start") or "1"
        return OpenList(next(self._lists), level, int(start) if start.isdigit() else 1)


def _markers(box: Any) -> Iterator[Any]:
    for child in box.children:
        if child.element_tag.endswith("::marker"):
            yield child
        elif child.element is box.element:
            yield from _markers_below(child)


def _markers_below(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if child.element is box.element:
            if child.element_tag.endswith("::marker"):
                yield child
            else:
                yield from _markers_below(child)


def _unpadded(paragraph: Paragraph) -> Paragraph:
    """Padding where no rule and no background shows is distance, as Word has no padding without a rule."""
    style = paragraph.style
    if style.background is not None:
        return paragraph
    padding, rules = style.padding, style.borders
    kept = Edges(
        *(p if r else ZERO for p, r in zip(_sides_of(padding), _sides_of(rules), strict=True))
    )
    return replace(
        paragraph,
        style=replace(style, padding=kept),
        before=paragraph.before + (padding.top - kept.top),
        after=paragraph.after + (padding.bottom - kept.bottom),
    )


def insets(style: Any, available: Length, *, limited: bool = True) -> tuple[Length, Length]:
    """What margin, rule and padding (and a width) take from the left and the right of the space available.

    `limited` False leaves least and greatest widths out, which for a picture are no widths of its own.
    """
    margin, padding = sides(style, "margin", available), sides(style, "padding", available)
    rules = borders(style)
    left = margin.left + padding.left + (rules.left.width if rules.left else ZERO)
    right = margin.right + padding.right + (rules.right.width if rules.right else ZERO)
    width = _content_width(style, available, available - left - right, limited=limited)
    if width is None:
        return left, right
    free = available - left - right - width
    if style["margin_left"] == "auto" and style["margin_right"] == "auto":
        return left + free * 0.5, right + free * 0.5
    return (left + free, right) if style["margin_left"] == "auto" else (left, right + free)


def _content_width(style: Any, available: Length, free: Length, *, limited: bool) -> Length | None:
    """The width of a box's inside where it isn't just the `free` one (CSS 2.1, 10.4)."""
    width = style["width"]
    least, most = (style["min_width"], style["max_width"]) if limited else ("auto", "none")
    if all(_is_free(each) for each in (width, least, most)):
        return None
    padding, rules = sides(style, "padding", available), borders(style)
    inside = ZERO
    if style["box_sizing"] == "border-box":
        drawn = (rule.width for rule in (rules.left, rules.right) if rule is not None)
        inside = sum(drawn, padding.left + padding.right)
    wide = free if _is_free(width) else length(width, available) - inside
    if not _is_free(most):
        wide = min(wide, length(most, available) - inside)
    return wide if _is_free(least) else max(wide, length(least, available) - inside)


def _is_free(width: Any) -> bool:
    """Whether a width says nothing: auto, a keyword, no greatest one."""
    return getattr(width, "unit", "") not in ("px", "%") or width.value == inf


def columns_of(style: Any) -> int:
    """In how many columns the inside of a box is set."""
    count = style["column_count"]
    return count if isinstance(count, int) else 1


def tint_of(box: Any) -> str | None:
    """The background of a box; None for the page's own, which is the colour of the paper (CSS Backgrounds 3, 2.11)."""
    if box.element_tag in ("html", "body"):
        return None
    return colour(box.style["background_color"], box.style)


def _sides_of(edges: Edges[T]) -> tuple[T, T, T, T]:
    return edges.top, edges.right, edges.bottom, edges.left


def selector(box: Any) -> str:
    """The element and its classes, as a designer would write them ("p.issuer"); "" for a box without an element."""
    element = box.element
    if element is None or not isinstance(element.tag, str):
        return ""
    classes = (element.get("class") or "").split()
    return ".".join([element.tag.rpartition("}")[2], *classes])


def identity(box: Any) -> str:
    """The element's id, or "" for none and for anonymous boxes, which share their element with a box that has it."""
    named = box.element is not None and hasattr(box.style, "cascaded")
    return (box.element.get("id") or "") if named else ""


def source(element: Any) -> str:
    """The element's `data-src`, or ""."""
    return (element.get("data-src") or "") if element is not None else ""
