"""Turn nothing: the styled tree, which is what the Word writer receives and what `-f tree` prints.

It is the box tree of the page after the cascade: paragraphs, tables and pictures in reading order, every style resolved
(var(), calc(), counters, generated text), lengths absolute. `style` makes it; writers only read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Literal, TypeVar

from briefgen.messages import Message
from briefgen.units import ZERO, Length

T = TypeVar("T")
Colour = str
"""Six hexadecimal digits, RRGGBB, as Word writes them; transparency is mixed with white."""


@dataclass(frozen=True, slots=True)
class Edges(Generic[T]):
    """One value for each side of a box."""

    top: T
    right: T
    bottom: T
    left: T


@dataclass(frozen=True, slots=True)
class Border:
    """A rule on one side of a box."""

    line: Literal["solid", "double", "dotted", "dashed"]
    width: Length
    colour: Colour


NO_BORDERS: Edges[Border | None] = Edges(None, None, None, None)
NO_SPACE: Edges[Length] = Edges(ZERO, ZERO, ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How characters look. `families` is the CSS font list; `language` a BCP 47 tag; `spacing` is added after a character."""

    families: tuple[str, ...]
    size: Length
    language: str
    bold: bool = False
    italic: bool = False
    colour: Colour = "000000"
    background: Colour | None = None
    spacing: Length = ZERO
    underline: bool = False
    strike: bool = False
    small_caps: bool = False
    position: Literal["baseline", "super", "sub"] = "baseline"


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """How a paragraph is set, as the rules for its element say (before margins collapse).

    `first_line` is the indent of the first line (negative: hanging); `first_line_em` the same in characters when it is a
    multiple of half the type size, otherwise None. `left` and `right` are the distances from the column's edges, enclosing
    boxes included. `pitch` is the exact distance of base lines, None for `line-height: normal`. `align` "distribute" is
    "justify" for the last line too.
    """

    align: Literal["left", "center", "right", "justify", "distribute"] = "left"
    first_line: Length = ZERO
    first_line_em: float | None = None
    left: Length = ZERO
    right: Length = ZERO
    before: Length = ZERO
    after: Length = ZERO
    pitch: Length | None = None
    borders: Edges[Border | None] = NO_BORDERS
    padding: Edges[Length] = NO_SPACE
    background: Colour | None = None
    keep_with_next: bool = False
    keep_together: bool = False
    page_break_before: bool = False
    widow_control: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style. `name` is a Word character style (None: none); `href` an address, or "#id" inside."""

    text: str
    style: TextStyle
    name: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A forced line end inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Field:
    """A number that the word processor fills in: this page's, how many pages, or the next of a sequence of captions.

    `cached` is what it shows until then. `sequence` is the name of the sequence ("图"), `format` its CSS counter style.
    """

    kind: Literal["page", "pages", "sequence"]
    style: TextStyle
    cached: str = "1"
    sequence: str = ""
    format: str = "decimal"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a line. `data` are the file's bytes; `alt` "" marks decoration; the size is the used one."""

    file: str
    data: bytes
    width: Length
    height: Length
    alt: str
    src: str = ""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """The number of a note as the page shows it, the characters around it, its CSS counter style."""

    style: TextStyle
    number: str = "1"
    before: str = ""
    after: str = ""
    format: str = "decimal"


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note whose `call` stands here and whose text stands at the foot of the page, begun by its `marker`."""

    blocks: tuple[Paragraph, ...]
    call: NoteMark
    marker: NoteMark


Inline = Run | LineBreak | Field | Picture | Footnote


@dataclass(frozen=True, slots=True)
class ListItem:
    """The place of a paragraph in a list.

    `list` tells lists apart (one number a list; nested lists have their own); `level` counts from 0; `marker` is what the
    page shows; `format` the CSS list-style-type; `first` is False for the second and later paragraphs of one item, which
    bear no marker.
    """

    list: int
    level: int
    format: str
    marker: str
    start: int = 1
    first: bool = True


@dataclass(frozen=True, slots=True)
class NumberMark:
    """The number before a heading, which word processors count themselves: it is not among the runs.

    `level` counts from 0; `pattern` has %1 to %9 for the numbers of the levels ("%1.%2 "), `numbers` are those that the page
    shows, in the pattern's order; `format` is the CSS counter style of its own level.
    """

    level: int
    pattern: str
    numbers: tuple[str, ...]
    format: str
    style: TextStyle

    @property
    def text(self) -> str:
        """What the page shows."""
        shown = iter(self.numbers)
        return re.sub("%[1-9]", lambda _: next(shown), self.pattern)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `selector` is its element and classes ("p.issuer"), `name` its Word style ("" when the rules give none:
    the writer then makes one for the selector), `base` the Word style on which that one is based ("": the default one).

    `level` is 1 to 6 for a heading, None for others. `before` and `after` are the used distances after margins have
    collapsed; Word adds them. `number` is printed before the first run. `id` is its anchor, "" for none; `src` its provenance.
    """

    selector: str
    inlines: tuple[Inline, ...]
    style: ParagraphStyle
    text_style: TextStyle
    name: str = ""
    base: str = ""
    level: int | None = None
    item: ListItem | None = None
    number: NumberMark | None = None
    before: Length = ZERO
    after: Length = ZERO
    id: str = ""
    src: str = ""

    @property
    def text(self) -> str:
        """The words of its runs, line ends as newlines, numbers of captions; pictures and notes are left out."""
        return "".join(_said(inline) for inline in self.inlines)

    @property
    def printed(self) -> str:
        """Its number, if it has one, and its words."""
        return (self.number.text if self.number is not None else "") + self.text


def _said(inline: Inline) -> str:
    if isinstance(inline, Run):
        return inline.text
    if isinstance(inline, Field):
        return inline.cached
    return "\n" if isinstance(inline, LineBreak) else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; `width` is the used width over all columns it spans, padding and half of collapsed borders included.

    `padding` has half of the collapsed borders added left and right, as Word measures from the grid line.
    """

    blocks: tuple[Block, ...]
    width: Length
    column: int
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    borders: Edges[Border | None] = NO_BORDERS
    padding: Edges[Length] = NO_SPACE
    background: Colour | None = None
    valign: Literal["top", "middle", "bottom"] = "top"


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; `height` is the used one on the finished page, `header` rows are repeated on every page."""

    cells: tuple[Cell, ...]
    height: Length
    header: bool = False
    may_split: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with used column widths. `left` is its distance from the column's left edge; `layout` marks one that only
    sets things side by side (role=presentation). `anchor` page-bottom ties it to the lower edge of the text area of its
    page. The distances to its neighbours stand in `before` and `after`; Word has none, so writers give them to paragraphs.
    """

    selector: str
    columns: tuple[Length, ...]
    rows: tuple[Row, ...]
    left: Length = ZERO
    align: Literal["left", "center", "right"] = "left"
    layout: bool = False
    anchor: Literal["", "page-bottom"] = ""
    name: str = ""
    before: Length = ZERO
    after: Length = ZERO
    page_break_before: bool = False
    keep_with_next: bool = False
    id: str = ""
    src: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks inside one decorated box (rules, background, padding). Undecorated boxes leave no trace in the tree.

    The `left` and `right` of paragraphs inside are counted from the inner edge of the box's padding.
    """

    selector: str
    blocks: tuple[Block, ...]
    left: Length = ZERO
    right: Length = ZERO
    borders: Edges[Border | None] = NO_BORDERS
    padding: Edges[Length] = NO_SPACE
    background: Colour | None = None
    before: Length = ZERO
    after: Length = ZERO
    width: Length = ZERO
    page_break_before: bool = False
    keep_together: bool = False
    name: str = ""
    src: str = ""


Block = Paragraph | Table | Group


@dataclass(frozen=True, slots=True)
class Running:
    """What stands in one margin box of a page: `place` is its CSS name ("bottom-right").

    `distance` runs from the paper's edge (upper for top boxes, lower for bottom boxes) to the near edge of the line;
    `inset` is the padding on the side to which the text is aligned.
    """

    place: str
    inlines: tuple[Inline, ...]
    style: ParagraphStyle
    text_style: TextStyle
    distance: Length
    inset: Length = ZERO


@dataclass(frozen=True, slots=True)
class PageMaster:
    """A page's size, margins and running parts.

    `first`, `odd` and `even` hold the margin boxes of these pages; `first` None means like the others, `even` None means
    like `odd`. `first_margins` are those of the first page, None where they are no others. `grid_pitch` is the line pitch
    of the text, None where lines are free. `grid` are the characters to the line and the lines to the page that the
    template promises, None where it promises none.
    """

    width: Length
    height: Length
    margins: Edges[Length]
    odd: tuple[Running, ...] = ()
    even: tuple[Running, ...] | None = None
    first: tuple[Running, ...] | None = None
    first_margins: Edges[Length] | None = None
    grid_pitch: Length | None = None
    grid: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks on pages of one master, in one or more columns; `new_page` False goes on on the same page."""

    master: PageMaster
    blocks: tuple[Block, ...]
    columns: int = 1
    gap: Length = ZERO
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The whole brief. `losses` tell what the tree, and so Word, can't express of the page. `pages` counts the PDF's.

    `identity` is the brief's id, "" where the page doesn't say it. `notes` is the space over the notes of a page (`before`, a
    rule at the top or none, padding under it), None where no page has notes.
    """

    title: str
    language: str
    text_style: TextStyle
    sections: tuple[Section, ...]
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    issued: date | None = None
    identity: str = ""
    pages: int = 1
    losses: tuple[Message, ...] = field(default=())
    notes: ParagraphStyle | None = None


def blocks_within(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block below `blocks`, in reading order, those inside groups and cells included."""
    for block in blocks:
        yield block
        if isinstance(block, Group):
            yield from blocks_within(block.blocks)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from blocks_within(cell.blocks)


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph of the document, in reading order."""
    for section in document.sections:
        for block in blocks_within(section.blocks):
            if isinstance(block, Paragraph):
                yield block
