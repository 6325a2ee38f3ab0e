"""Turn the pages of a PDF and the tree they were made from into lines that know their paragraph and where they should stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefgen.messages import Message, message
from briefgen.proof.pages import Glyph, Line, PdfPage, Piece, flat, lines_of
from briefgen.proof.words import pieces_by_paragraph
from briefgen.tree import Block, Document, Group, LineBreak, PageMaster, Paragraph, Section, Table
from briefgen.writers.word.places import place

MM = 72 / 25.4
"""Points in a millimetre: everything measured here is in points."""
SHOWN = 24
"""Characters of a line that a message shows."""


@dataclass(frozen=True, slots=True)
class Box:
    """The text block of a page, in pt from the upper left corner of the paper."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of a paragraph on its page. `edges` are where it should begin and end, None inside tables.

    `number` counts the lines of its page from 1; `first` and `last` tell of its paragraph, a forced line end ends one.
    """

    line: Line
    number: int
    paragraph: Paragraph
    master: PageMaster
    edges: tuple[float, float] | None
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A brief as it was set: its pages with their masters, and the lines of each paragraph."""

    tree: Document
    pages: tuple[tuple[PdfPage, PageMaster], ...]
    paragraphs: tuple[tuple[SetLine, ...], ...]

    @property
    def lines(self) -> Iterator[SetLine]:
        """Every line of every paragraph."""
        for lines in self.paragraphs:
            yield from lines


@dataclass(frozen=True, slots=True)
class _Home:
    """Where a paragraph stands: its section, and its distances from the column's edges (None: in a table)."""

    section: Section
    insets: tuple[float, float] | None


def setting_of(pages: Sequence[PdfPage], tree: Document) -> Setting:
    """The lines of a PDF, by paragraph of the tree it was made from. Text that the tree doesn't know is left out."""
    homes: dict[int, _Home] = {}
    for section in tree.sections:
        homes.update(_homes(section, section.blocks, (0.0, 0.0)))
    found = [(p, pieces) for p, pieces in pieces_by_paragraph(pages, tree) if p is not None]
    masters: dict[int, PageMaster] = {}
    for paragraph, pieces in found:
        if id(paragraph) in homes:
            masters.setdefault(pieces[0].page, homes[id(paragraph)].section.master)
    numbers = {page.number: _numbers(page) for page in pages}
    by_page = [(page, masters.get(page.number, tree.sections[0].master)) for page in pages]
    return Setting(
        tree=tree,
        pages=tuple(by_page),
        paragraphs=tuple(
            tuple(_set_lines(paragraph, pieces, homes[id(paragraph)], pages, numbers))
            for paragraph, pieces in found
            if id(paragraph) in homes
        ),
    )


def text_block(page: PdfPage, master: PageMaster) -> Box:
    """Where the text of a page may stand."""
    own = master.first_margins if page.number == 1 and master.first_margins else master.margins
    right, bottom = page.width - own.right.pt, page.height - own.bottom.pt
    return Box(own.left.pt, own.top.pt, right, bottom)


def about(code: str, set_line: SetLine, **args: object) -> Message:
    """A message of `code` about a line: the page, the line on it, its first words, and the source as its place."""
    line = set_line.line
    args |= {"page": line.page, "line": set_line.number, "text": line.text[:SHOWN]}
    return message(code, place(set_line.paragraph.src), **args)


def _homes(
    section: Section, blocks: Sequence[Block], around: tuple[float, float] | None
) -> Iterator[tuple[int, _Home]]:
    for block in blocks:
        if isinstance(block, Paragraph):
            style = block.style
            inside = around and (around[0] + style.left.pt, around[1] + style.right.pt)
            yield id(block), _Home(section, inside)
        elif isinstance(block, Group):
            yield from _homes(section, block.blocks, around and _within(block, around))
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _homes(section, cell.blocks, None)


def _within(group: Group, around: tuple[float, float]) -> tuple[float, float]:
    rules, padding = group.borders, group.padding
    left = group.left.pt + padding.left.pt + (rules.left.width.pt if rules.left else 0)
    right = group.right.pt + padding.right.pt + (rules.right.width.pt if rules.right else 0)
    return around[0] + left, around[1] + right


def _numbers(page: PdfPage) -> list[float]:
    """The base lines of a page's text."""
    apart = {*page.running, *page.drawn}
    text = [glyph for glyph in page.glyphs if glyph not in apart]
    return [line.y for line in lines_of(text, page.number)]


def _set_lines(
    paragraph: Paragraph,
    pieces: Sequence[Piece],
    home: _Home,
    pages: Sequence[PdfPage],
    numbers: dict[int, list[float]],
) -> Iterator[SetLine]:
    lines = [line for piece in pieces for line in _in_order(piece)]
    ends = _forced_ends(paragraph)
    done, first = 0, True
    for index, line in enumerate(lines):
        done += len(line.text)
        last = index == len(lines) - 1 or done in ends
        page = pages[line.page - 1]
        ys = numbers[line.page]
        nearest = min(range(len(ys)), key=lambda n: abs(ys[n] - line.y), default=0)
        edges = _edges(line, home, text_block(page, home.section.master))
        yield SetLine(line, nearest + 1, paragraph, home.section.master, edges, first, last)
        first = done in ends


def _in_order(piece: Piece) -> Iterator[Line]:
    """The lines of a piece in reading order: where the text goes back to the left or up, a line begins."""
    run: list[Glyph] = []
    for glyph in piece.glyphs:
        if run and glyph.x < run[-1].x:
            yield Line(piece.page, tuple(run))
            run = []
        run.append(glyph)
    if run:
        yield Line(piece.page, tuple(run))


def _forced_ends(paragraph: Paragraph) -> set[int]:
    """After how many characters a paragraph has forced line ends."""
    if not any(isinstance(inline, LineBreak) for inline in paragraph.inlines):
        return set()
    parts = paragraph.text.split("\n")
    return {sum(len(flat(part)) for part in parts[: n + 1]) for n in range(len(parts) - 1)}


def _edges(line: Line, home: _Home, block: Box) -> tuple[float, float] | None:
    if home.insets is None:
        return None
    count, gap = home.section.columns, home.section.gap.pt
    width = (block.right - block.left - gap * (count - 1)) / count
    middle = (line.x + line.right) / 2
    column = min(max(int((middle - block.left) // (width + gap)), 0), count - 1)
    left = block.left + column * (width + gap)
    return left + home.insets[0], left + width - home.insets[1]
