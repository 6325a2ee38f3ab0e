"""Turn the page setup of a reference into the pages of a tree, so that everything that is as wide as the page follows.

Our sections follow the reference's first one of the same orientation. What runs in headers and footers, and how many columns a
section has, stays the template's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from briefgen.docxfile import W
from briefgen.messages import Message
from briefgen.tree import (
    Block,
    Cell,
    Document,
    Edges,
    Group,
    PageMaster,
    Picture,
    Running,
    Section,
    Table,
)
from briefgen.units import ZERO, Length, twips
from briefgen.writers.word.furniture import Furniture, pages_of
from briefgen.writers.word.reference.looks import page_differences
from briefgen.writers.word.reference.parts import number
from briefgen.writers.word.xml import w

_CLOSE = 2  # twips that programs lose or add
_SMALLEST = 1440  # twips; a page that leaves less room for text is not meant
_GRIDS = ("lines", "linesAndChars", "snapToChars")


@dataclass(frozen=True, slots=True)
class Setup:
    """Parts of section properties that are taken as they are: XML, "" for none."""

    after_margins: str = ""
    align: str = ""
    direction: str = ""
    grid: str = ""


PLAIN = Setup()


@dataclass(frozen=True, slots=True)
class Paged:
    """The tree on the reference's pages, what each of its masters takes as it is, and what differs from the PDF."""

    tree: Document
    setups: Mapping[PageMaster, Setup] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()


def on_pages(tree: Document, file: str, sections: tuple[Any, ...]) -> Paged:
    """The tree with the page setup of a reference's sections."""
    by_turn: dict[bool, Any] = {}
    for each in sections:
        size = each.find(f"{W}pgSz")
        if size is not None and each.find(f"{W}pgMar") is not None:
            by_turn.setdefault((number(size, "w") or 0) > (number(size, "h") or 0), each)
    new: dict[PageMaster, PageMaster] = {}
    setups: dict[PageMaster, Setup] = {}
    said: list[Message] = []
    for master, own in pages_of(tree).furniture.items():
        found = by_turn.get(master.width > master.height)
        now = _Sheet.of(master, own)
        wanted = (
            None if found is None else _Sheet.wanted(found, now, {part for part, _ in own.lines})
        )
        if found is None or wanted is None:
            new[master] = master
            continue
        new[master] = _moved(master, wanted, now)
        setups[new[master]] = setup = _setup(found)
        changes = wanted.changes(now) | _told(setup)
        said += page_differences(file, changes)
    made = tuple(_section(section, new[section.master]) for section in tree.sections)
    return Paged(replace(tree, sections=made), setups, tuple(said))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as section properties have it, in twips."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    header: int
    footer: int

    @classmethod
    def of(cls, master: PageMaster, own: Furniture) -> _Sheet:
        sides = master.margins.left, master.margins.right
        lengths = (master.width, master.height, own.top, own.bottom, *sides, own.header, own.footer)
        return cls(*(length.twips for length in lengths))

    @classmethod
    def wanted(cls, section: Any, now: _Sheet, edges: set[str]) -> _Sheet | None:
        """The sheet of a section of the reference; None when it leaves no room. What is as good as `now` is `now`.

        A header that isn't there (`edges`) has no distance.
        """
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        gutter = number(margins, "gutter") or 0
        read = cls(
            width=number(size, "w") or now.width,
            height=number(size, "h") or now.height,
            # Less than nothing means that the text stands there whatever the header needs.
            top=abs(_or(number(margins, "top"), now.top)),
            bottom=abs(_or(number(margins, "bottom"), now.bottom)),
            left=_or(number(margins, "left"), now.left) + gutter,
            right=_or(number(margins, "right"), now.right),
            header=_or(number(margins, "header"), now.header) if "header" in edges else now.header,
            footer=_or(number(margins, "footer"), now.footer) if "footer" in edges else now.footer,
        )
        if (
            read.width - read.left - read.right < _SMALLEST
            or read.height - read.top - read.bottom < _SMALLEST
        ):
            return None
        pairs = {name: (getattr(read, name), getattr(now, name)) for name in _NAMES}
        return cls(
            **{name: old if abs(new - old) <= _CLOSE else new for name, (new, old) in pairs.items()}
        )

    def changes(self, now: _Sheet) -> dict[str, tuple[str, str]]:
        """What of it is other than now, as (new, old)."""
        found = {}
        papers = [f"{_mm(sheet.width)} × {_mm(sheet.height)} mm" for sheet in (self, now)]
        if papers[0] != papers[1]:
            found["paper"] = papers[0], papers[1]
        for name, words in _NAMES.items():
            if words and getattr(self, name) != getattr(now, name):
                found[words] = f"{_mm(getattr(self, name))} mm", f"{_mm(getattr(now, name))} mm"
        return found


_NAMES = {
    "width": "", "height": "", "top": "margin-top", "bottom": "margin-bottom", "left": "margin-left",
    "right": "margin-right", "header": "header", "footer": "footer",
}  # fmt: skip


def _or(found: int | None, otherwise: int) -> int:
    return otherwise if found is None else found


def _mm(value: int) -> str:
    return f"{twips(value).mm:.1f}".removesuffix(".0")


def _moved(master: PageMaster, wanted: _Sheet, now: _Sheet) -> PageMaster:
    """The master with what differs moved by the difference; margins of a first page keep their distance to the others."""
    if wanted == now:
        return master
    top, bottom = twips(wanted.top - now.top), twips(wanted.bottom - now.bottom)

    def edges(old: Edges[Length]) -> Edges[Length]:
        return Edges(
            old.top + top,
            old.right + twips(wanted.right - now.right),
            old.bottom + bottom,
            old.left + twips(wanted.left - now.left),
        )

    shifts = {"top": twips(wanted.header - now.header), "bottom": twips(wanted.footer - now.footer)}

    def running(boxes: tuple[Running, ...] | None) -> tuple[Running, ...] | None:
        if boxes is None:
            return None
        moved = [shifts.get(box.place.partition("-")[0], ZERO) for box in boxes]
        return tuple(
            replace(box, distance=box.distance + by) for box, by in zip(boxes, moved, strict=True)
        )

    return replace(
        master,
        width=twips(wanted.width) if wanted.width != now.width else master.width,
        height=twips(wanted.height) if wanted.height != now.height else master.height,
        margins=edges(master.margins),
        first_margins=edges(master.first_margins) if master.first_margins else None,
        odd=running(master.odd) or (),
        even=running(master.even),
        first=running(master.first),
    )


def _setup(section: Any) -> Setup:
    def kept(*names: str) -> str:
        found = (section.find(f"{W}{name}") for name in names)
        return "".join(_xml(each) for each in found if each is not None)

    grid = section.find(f"{W}docGrid")
    active = grid is not None and grid.get(f"{W}type") in _GRIDS
    align, direction = section.find(f"{W}vAlign"), section.find(f"{W}textDirection")
    return Setup(
        kept("paperSrc", "pgBorders", "lnNumType"),
        "" if align is None or align.get(f"{W}val") == "top" else _xml(align),
        "" if direction is None or direction.get(f"{W}val") in ("lrTb", "lr") else _xml(direction),
        _xml(grid) if active else "",
    )


def _told(setup: Setup) -> dict[str, tuple[str, str]]:
    found = {"frame": "pgBorders", "line-numbers": "lnNumType"}
    told = {
        name: ("on", "off") for name, tag in found.items() if f"<w:{tag}" in setup.after_margins
    }
    return told | ({"grid": ("on", "off")} if setup.grid else {})


def _xml(element: Any) -> str:
    """The element with only Word's own names, as it is written where the prefix `w` is known."""
    told = {name.removeprefix(W): words for name, words in element.attrib.items() if name.startswith(W)}  # fmt: skip
    return w(element.tag.rpartition("}")[2], "".join(map(_xml, element)), **told)


# ---- what is as wide as the page -------------------------------------------------------------------------------------


def _section(section: Section, master: PageMaster) -> Section:
    old, new = _column(section, section.master), _column(section, master)
    if old == new or not old:
        return replace(section, master=master)
    scale = _Scale(new / old, new)
    return replace(section, master=master, blocks=scale.blocks(section.blocks))


def _column(section: Section, master: PageMaster) -> Length:
    width = master.width - master.margins.left - master.margins.right
    return (width - section.gap * (section.columns - 1)) * (1 / section.columns)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Makes blocks fit a column that is `ratio` times as wide, `width` in all."""

    ratio: float
    width: Length

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(self._block(block) for block in blocks)

    def _block(self, block: Block) -> Block:
        if isinstance(block, Group):
            return replace(block, width=block.width * self.ratio, blocks=self.blocks(block.blocks))
        if isinstance(block, Table):
            columns = tuple(column * self.ratio for column in block.columns)
            rows = tuple(
                replace(row, cells=tuple(map(self._cell, row.cells))) for row in block.rows
            )
            return replace(block, columns=columns, left=block.left * self.ratio, rows=rows)
        inlines = tuple(self._picture(each) if isinstance(each, Picture) else each for each in block.inlines)  # fmt: skip
        return replace(block, inlines=inlines)

    def _cell(self, cell: Cell) -> Cell:
        width = cell.width * self.ratio
        return replace(cell, width=width, blocks=_Scale(self.ratio, width).blocks(cell.blocks))

    def _picture(self, picture: Picture) -> Picture:
        if picture.width <= self.width:
            return picture
        smaller = self.width / picture.width
        return replace(picture, width=self.width, height=picture.height * smaller)
