"""Turn the distance above a section in columns into a paragraph of the section before it, and balance the last section.

Before the first paragraph, that distance would move the first column only; after the last one of the section before,
LibreOffice forgets it. Word and LibreOffice balance columns only where another section follows on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefgen.tree import Block, Paragraph, Section, TextStyle
from briefgen.units import ZERO
from briefgen.writers.word.shape import LEAST, SEPARATOR, separator, solid


def apart(sections: Sequence[Section], body: TextStyle) -> list[Section]:
    """The shaped sections, all columns of each beginning at the same height; `body` is the text style of separators."""
    made: list[Section] = []
    for section in sections:
        if made and section.above >= LEAST:
            gap = solid(separator(body, section.above))
            made[-1] = replace(made[-1], blocks=(*_without_separator(made[-1]), gap))
            section = replace(section, above=ZERO)
        made.append(section)
    last = made[-1] if made else None
    if last is not None and last.columns > 1 and last.balanced:
        made.append(Section(last.master, (solid(separator(body, ZERO)),)))
    return made


def _without_separator(section: Section) -> Sequence[Block]:
    """The blocks of a section, without the separator that ends it behind a table."""
    last = section.blocks[-1]
    ends = isinstance(last, Paragraph) and last.name == SEPARATOR
    return section.blocks[:-1] if ends else section.blocks
