"""Turn finished pages into the facts that only layout knows: column widths, row heights, picture sizes, running lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.style.foot import taken_along
from briefgen.style.values import breaks_before
from briefgen.units import ZERO, Length, px
from briefgen.weasyprint_fixes.columns import end_of


@dataclass(frozen=True, slots=True)
class RunningLine:
    """The line of a margin box: from the paper's upper edge to its upper and to its lower edge, and its words."""

    top: Length
    bottom: Length
    text: str


@dataclass(frozen=True, slots=True)
class PageLines:
    """What runs on one finished page, by place: the page's name, and left, right or first."""

    name: str
    side: str
    lines: dict[str, RunningLine] = field(default_factory=dict)


@dataclass(slots=True)
class Used:
    """Used values by element (by identity, as elements are shared between the box tree and the pages).

    `running` is keyed by page name, side and place, and holds the first line of each; `on_page` holds all. `first_page` has
    the page, counted from 0, of the blocks that start one.
    """

    columns: dict[int, tuple[Length, ...]] = field(default_factory=dict)
    heights: dict[int, Length] = field(default_factory=dict)
    sizes: dict[int, tuple[Length, Length]] = field(default_factory=dict)
    running: dict[tuple[str, str, str], RunningLine] = field(default_factory=dict)
    beside: dict[tuple[str, str, str], tuple[Length, Length, Length, Length]] = field(
        default_factory=dict
    )
    """Left, top, width and height of the boxes in the left and right margins, keyed like `running`."""
    on_page: list[PageLines] = field(default_factory=list)
    first_page: dict[int, int] = field(default_factory=dict)
    heads: set[int] = field(default_factory=set)
    """The elements that stand at the top of a page, the first page aside."""
    moved: frozenset[int] = frozenset()
    """The element that begins the last page only because of what is tied to its foot."""
    under: dict[int, Length] = field(default_factory=dict)
    """What stays free below what stands in the last columns of an element."""
    pages: int = 0
    notes: Any = None
    """The style of the area that holds the notes of a page; None where no page has notes."""

    def height(self, element: object) -> Length:
        """The used height of a row's element; nothing when the row was not laid out."""
        return self.heights.get(id(element), ZERO)

    def within(self, first: int, end: int | None) -> Used:
        """The same with what runs on the pages from `first` to before `end`; a side that they lack has the other side's."""
        pages = self.on_page[first:end]
        here = {(p.name, p.side, at): each for p in reversed(pages) for at, each in p.lines.items()}
        beside = {
            (name, _OTHER[side], at): each
            for (name, side, at), each in here.items()
            if side in _OTHER and (name, _OTHER[side], at) in self.running
        }
        return replace(self, on_page=pages, running={**self.running, **beside, **here})


_OTHER = {"left": "right", "right": "left"}


def used_values(pages: Sequence[Any]) -> Used:
    """What the page boxes say."""
    used = Used(moved=taken_along(pages))
    for number, page in enumerate(pages):
        used.pages += 1
        _page(page, "first" if number == 0 else page.page_type.side, used)
    return used


def _page(page: Any, side: str, used: Used) -> None:
    lines = PageLines(page.page_type.name or "", side)
    used.on_page.append(lines)
    for child in page.children:
        if isinstance(child, boxes.MarginBox):
            _margin_box(child, lines, used)
        else:
            if isinstance(child, boxes.FootnoteAreaBox) and used.notes is None:
                used.notes = child.style
            if used.pages > 1:
                used.heads |= set(_at_top(child))
            _walk(child, used)


def _at_top(box: Any) -> Iterator[int]:
    """The first thing on a page and what it stands in, by element."""
    while box is not None:
        yield id(box.element)
        box = next(iter(getattr(box, "children", ())), None)


def _walk(box: Any, used: Used) -> None:
    if isinstance(box, boxes.TableBox):
        used.columns.setdefault(id(box.element), tuple(px(w) for w in box.column_widths))
    elif isinstance(box, boxes.TableRowBox):
        height = px(box.height)
        used.heights[id(box.element)] = max(height, used.height(box.element))
    elif isinstance(box, boxes.ReplacedBox):
        used.sizes.setdefault(id(box.element), (px(box.width), px(box.height)))
    if isinstance(box, boxes.BlockLevelBox) and breaks_before(box.style):
        used.first_page.setdefault(id(box.element), used.pages - 1)
    children = getattr(box, "children", ())
    if children and isinstance(box.style["column_count"], int):
        used.under[id(box.element)] = _under(box)
    for child in children:
        _walk(child, used)


def _under(box: Any) -> Length:
    """From where a section in columns ends in Word, below its longest column, to where the content of its box does."""
    bottom = box.content_box_y() + box.height
    return max(px(bottom - (end_of(box.children) or bottom)), ZERO)


def _margin_box(box: Any, page: PageLines, used: Used) -> None:
    place = box.at_keyword.lstrip("@")
    if place.startswith(("left-", "right-")):
        corner = px(box.padding_box_x()), px(box.padding_box_y())
        size = px(box.padding_width()), px(box.padding_height())
        used.beside.setdefault((page.name, page.side, place), (*corner, *size))
    lines = [line for line in box.descendants() if isinstance(line, boxes.LineBox)]
    if not lines:
        return
    text = "".join(b.text for b in box.descendants() if isinstance(b, boxes.TextBox))
    first, last = lines[0], lines[-1]
    line = RunningLine(px(first.position_y), px(last.position_y + last.height), text)
    page.lines[place] = line
    used.running.setdefault((page.name, page.side, place), line)
