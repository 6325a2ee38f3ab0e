"""Turn lists of links with page numbers into lists of contents that Word can make anew: TOC fields in Word's styles for them.

A list is taken for contents when it names every heading of its levels, in order and in the same words: then pressing F9
in Word gives the same list again. Any other is left as links whose page numbers are fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from briefgen.tree import Block, Cell, Field, Paragraph, Row, Run, Section, Table, TextStyle
from briefgen.units import ZERO
from briefgen.writers.word.shape import LEAST, separator, solid
from briefgen.writers.word.xml import text_element, w


@dataclass(slots=True)
class Contents:
    """The first and the last entries of the lists: `first` with the field's instruction; both by identity."""

    first: dict[int, str] = field(default_factory=dict)
    last: set[int] = field(default_factory=set)

    def begin(self, paragraph: Paragraph) -> str:
        """What stands before the words of a paragraph."""
        said = self.first.get(id(paragraph))
        if said is None:
            return ""
        begin, separate = (w("fldChar", fldCharType=kind) for kind in ("begin", "separate"))
        return "".join(
            f"<w:r>{e}</w:r>" for e in (begin, text_element(f" {said} ", "instrText"), separate)
        )

    def end(self, paragraph: Paragraph) -> str:
        """What stands behind the words of a paragraph."""
        end = w("fldChar", fldCharType="end")
        return f"<w:r>{end}</w:r>" if id(paragraph) in self.last else ""


def with_contents(sections: Sequence[Section], body: TextStyle) -> tuple[list[Section], Contents]:
    """The shaped sections with the entries of contents in the styles that Word gives to these, and where the lists are.

    The last entry of a list is never the last paragraph of a section or a cell: LibreOffice would take the section's headers
    and footers for a part of the list, and show no page numbers in them, or lose the rest of the cell. `body` is the look of
    what follows it there.
    """
    stories = [story for section in sections for story in _stories(section.blocks)]
    headings = [p for story in stories for p in story if p.level is not None]
    found, listed = Contents(), _Listed(solid(separator(body, ZERO)))
    for story in stories:
        for is_list, group in groupby(story, lambda p: bool(_target(p))):
            entries = list(group)
            named = _named(entries, headings) if is_list else ()
            if not named:
                continue
            levels = [heading.level for heading in named if heading.level is not None]
            made = [_entry(p, level) for p, level in zip(entries, levels, strict=True)]
            listed.changed.update({id(p): new for p, new in zip(entries, made, strict=True)})
            listed.last.add(id(entries[-1]))
            found.first[id(made[0])] = f'TOC \\o "{min(levels)}-{max(levels)}" \\h'
            found.last.add(id(made[-1]))
    if not found.first:
        return list(sections), found
    return [replace(each, blocks=listed.blocks(each.blocks)) for each in sections], found


def _named(entries: Sequence[Paragraph], headings: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The headings that a list of contents has as its entries; none when it leaves any out or words it otherwise."""
    by_id = {heading.id: heading for heading in headings if heading.id}
    wanted = [by_id.get(_target(entry)) for entry in entries]
    named = [heading for heading in wanted if heading is not None]
    if len(named) < len(entries):
        return ()
    levels = range(min(h.level or 0 for h in named), max(h.level or 0 for h in named) + 1)
    all_of_them = [heading for heading in headings if heading.level in levels]
    same = list(map(_words, entries)) == [_flat(heading.printed) for heading in named]
    return named if same and all_of_them == named else ()


def _entry(paragraph: Paragraph, level: int) -> Paragraph:
    """The paragraph as Word's own contents have it: its heading's number is text (LibreOffice shows none for a field there)."""
    inlines = tuple(
        Run(each.cached, each.style, href=each.href)
        if isinstance(each, Field) and each.kind == "target-number"
        else each
        for each in paragraph.inlines
    )
    return replace(paragraph, name=f"toc {level}", inlines=inlines)


def _target(paragraph: Paragraph) -> str:
    """The anchor of the only page number in a paragraph that is a link to there; "" when it is no entry of contents."""
    pages = [i for i in paragraph.inlines if isinstance(i, Field) and i.kind == "target-page"]
    return pages[0].target if len(pages) == 1 and pages[0].href == f"#{pages[0].target}" else ""


def _words(entry: Paragraph) -> str:
    """What an entry says before its leader or its page number."""
    at = next(
        n for n, i in enumerate(entry.inlines) if isinstance(i, Field) and i.kind == "target-page"
    )
    said = replace(entry, inlines=entry.inlines[:at]).text
    return _flat(said.partition("\t")[0])


def _flat(text: str) -> str:
    return "".join(text.split())


def _stories(blocks: Sequence[Block]) -> Iterator[list[Paragraph]]:
    """The paragraphs that follow one another: those of the text, and those of each cell."""
    yield [block for block in blocks if isinstance(block, Paragraph)]
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _stories(cell.blocks)


@dataclass(slots=True)
class _Listed:
    """Puts entries of contents into the place of the paragraphs that they were, by identity, and `end` behind the last of
    a list that nothing follows.
    """

    end: Paragraph
    changed: dict[int, Paragraph] = field(default_factory=dict)
    last: set[int] = field(default_factory=set)

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The blocks, changed."""
        made = tuple(self._one(block) for block in blocks)
        return (*made, self.end) if blocks and id(blocks[-1]) in self.last else made

    def _one(self, block: Block) -> Block:
        if isinstance(block, Table):
            return replace(block, rows=tuple(map(self._row, block.rows)))
        return self.changed.get(id(block), block) if isinstance(block, Paragraph) else block

    def _row(self, row: Row) -> Row:
        return replace(row, cells=tuple(map(self._cell, row.cells)))

    def _cell(self, cell: Cell) -> Cell:
        blocks, padding = self.blocks(cell.blocks), cell.padding
        if len(blocks) > len(cell.blocks) and padding.bottom >= LEAST:
            # The cell stays as high as it was.
            padding = replace(padding, bottom=padding.bottom - LEAST)
        return replace(cell, blocks=blocks, padding=padding)
