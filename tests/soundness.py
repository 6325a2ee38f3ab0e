"""Turn a styled tree into what breaks its invariants."""

from __future__ import annotations

import re

from briefgen.tree import Block, Document, Group, Paragraph, blocks_within


def faults(document: Document) -> list[str]:
    """What breaks the tree's invariants; empty for a sound tree. Tests look at it after every build."""
    found = [] if document.sections else ["a document without sections"]
    for section in document.sections:
        for block in blocks_within(section.blocks):
            found += _block_faults(block)
    return found


def _block_faults(block: Block) -> list[str]:
    where = f"{block.selector} ({block.src})"
    if isinstance(block, Paragraph):
        return [f"{where}: {fault}" for fault in _paragraph_faults(block)]
    if isinstance(block, Group):
        return [] if block.blocks else [f"{where}: an empty group"]
    found = [] if block.rows else [f"{where}: a table without rows"]
    for row in block.rows:
        if any(cell.column + cell.colspan > len(block.columns) for cell in row.cells):
            found.append(f"{where}: a cell beyond the last column")
        if any(not cell.blocks for cell in row.cells):
            found.append(f"{where}: a cell without a paragraph")
    return found


def _paragraph_faults(paragraph: Paragraph) -> list[str]:
    found = []
    if paragraph.level not in (None, *range(1, 7)):
        found.append(f"level {paragraph.level}")
    if number := paragraph.number:
        places = re.findall("%([1-9])", number.pattern)
        if len(places) != len(number.numbers) or str(number.level + 1) not in places:
            found.append(f"number {number.pattern} of {number.numbers}")
    return found
