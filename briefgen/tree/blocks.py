"""Turn nothing: the part of the styled tree's shape that holds the words: runs in paragraphs, tables, decorated boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from briefgen.tree.charts import Chart
from briefgen.tree.styles import (
    NO_BORDERS,
    NO_SPACE,
    Border,
    Colour,
    Edges,
    ParagraphStyle,
    TextStyle,
)
from briefgen.units import ZERO, Length


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
    """A number that the word processor fills in: this page's, how many pages, the next of a sequence of captions, the page
    on which `target` stands, or the number of the caption `target`.

    `cached` is what it shows until then. `sequence` is the name of the sequence ("图"), `format` the CSS counter style.
    `target` is an anchor; `href` as in Run.
    """

    kind: Literal["page", "pages", "sequence", "target-page", "target-number"]
    style: TextStyle
    cached: str = "1"
    sequence: str = ""
    format: str = "decimal"
    target: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Leader:
    """Signs that fill the line, so that what follows stands at its end; `sign` is the one that is repeated."""

    style: TextStyle
    sign: str = "."
    href: str | None = None


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
    """The number of a note as the page shows it, the characters around it, its CSS counter style.

    `raised` is how far it stands above the base line of the words around it.
    """

    style: TextStyle
    number: str = "1"
    before: str = ""
    after: str = ""
    format: str = "decimal"
    raised: Length = ZERO


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note whose `call` stands here and whose text stands at the foot of the page, begun by its `marker`."""

    blocks: tuple[Paragraph, ...]
    call: NoteMark
    marker: NoteMark


Inline = Run | LineBreak | Field | Leader | Picture | Chart | Footnote


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
        """The words of its runs, line ends as newlines, numbers of captions; pictures, charts and notes are left out."""
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
    if isinstance(inline, Leader):
        return "\t"
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
    """A table row; `height` is the used one on the finished page, `header` rows are repeated on every page,
    `keep_with_next` keeps it on the page of the next row.
    """

    cells: tuple[Cell, ...]
    height: Length
    header: bool = False
    may_split: bool = False
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with used column widths. `left` is its distance from the column's left edge; `layout` marks one that only
    sets things side by side (role=presentation). `anchor` page-bottom ties it to the lower edge of the text area of its
    page. The distances to its neighbours stand in `before` and `after`; Word has none, so writers give them to paragraphs.
    `keep_with_next` keeps all of it on the page of what follows, `keep_last_row` its last row (a caption or a source
    stands below). `page_break_before` moves a tied one to a page of its own.
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
    keep_last_row: bool = False
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
