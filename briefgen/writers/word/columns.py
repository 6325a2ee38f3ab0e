"""Turn the distance above a section in columns into a paragraph of the section before it.

Before the first paragraph, that distance would move the first column only; after the last one of the section before,
LibreOffice forgets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefgen.tree import Paragraph, Section, TextStyle
from briefgen.units import ZERO
from briefgen.writers.word.shape import LEAST, separator


def apart(sections: Sequence[Section], body: TextStyle) -> list[Section]:
    """The shaped sections, all columns of each beginning at the same height; `body` is the text style of separators."""
    made: list[Section] = []
    for section in sections:
        first = section.blocks[0] if section.blocks else None
        columned = section.columns > 1 and made and not section.new_page
        if columned and isinstance(first, Paragraph) and first.before >= LEAST:
            above = made[-1]
            made[-1] = replace(above, blocks=(*above.blocks, separator(body, first.before)))
            first = replace(first, before=ZERO)
            section = replace(section, blocks=(first, *section.blocks[1:]))
        made.append(section)
    return made
