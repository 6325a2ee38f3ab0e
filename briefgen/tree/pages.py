"""Turn nothing: the part of the styled tree's shape that says on which pages the blocks stand, up to the whole document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from briefgen.messages import Message
from briefgen.tree.blocks import Block, Group, Inline, Paragraph, Picture, Table
from briefgen.tree.styles import Edges, ParagraphStyle, TextStyle
from briefgen.units import ZERO, Length


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
class MarginPicture:
    """A picture that fills a box in the left or right margin of some pages, behind the text: lines for notes.

    `left` and `top` are its corner, from that of the paper; its size is the picture's.
    """

    pages: Literal["first", "odd", "even"]
    picture: Picture
    left: Length
    top: Length


@dataclass(frozen=True, slots=True)
class PageMaster:
    """A page's size, margins and running parts.

    `first`, `odd` and `even` hold the margin boxes of these pages; `first` None means like the others, `even` None means
    like `odd`. `first_margins` are those of the first page, None where they are no others. `grid_pitch` is the line pitch
    of the text, None where lines are free. `pictures` say themselves on which pages they stand; those of odd pages stand on
    the others, too, where these have none. `grid` are the characters to the line and the lines to the page that the
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
    pictures: tuple[MarginPicture, ...] = ()

    def pictures_on(self, pages: str) -> tuple[MarginPicture, ...]:
        """The pictures in the margins of first, odd or even pages."""
        own = tuple(each for each in self.pictures if each.pages == pages)
        return own or tuple(each for each in self.pictures if each.pages == "odd")


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks on pages of one master, in one or more columns; `new_page` False goes on on the same page.

    `above` is the distance between several columns, which begin at one height, and what is over them on the same page;
    `balanced` columns are equally high.
    """

    master: PageMaster
    blocks: tuple[Block, ...]
    columns: int = 1
    gap: Length = ZERO
    new_page: bool = False
    above: Length = ZERO
    balanced: bool = True


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
