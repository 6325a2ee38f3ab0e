"""Turn blocks whose margins stand side by side into blocks whose distances add up, as Word adds them.

CSS 2.1, 8.3.1: touching vertical margins collapse into the largest (plus the most negative). Word adds the distance after a
paragraph and the one before the next. What stands before a block stays with it, since it moves with the block; the
distance after the block above is what is missing to the collapsed gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefgen.tree import Block, Cell, Edges, Group, Paragraph, Row, Table
from briefgen.units import ZERO, Length


def collapsed(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with used distances: each gap is the sum of `after` above it and `before` below it, neither negative."""
    made = [_inside(block) for block in blocks]
    for index in range(len(made) - 1):
        upper, lower = made[index], made[index + 1]
        gap = max(joined(upper.after, lower.before), ZERO)
        below = max(min(lower.before, gap), ZERO)
        made[index] = replace(upper, after=gap - below)
        made[index + 1] = replace(lower, before=below)
    return tuple(made)


def joined(upper: Length, lower: Length) -> Length:
    """Two touching margins as one (CSS 2.1, 8.3.1)."""
    positive = max(upper, lower, ZERO)
    negative = min(upper, lower, ZERO)
    return positive + negative


def _inside(block: Block) -> Block:
    if isinstance(block, Group):
        return replace(block, blocks=collapsed(block.blocks))
    if isinstance(block, Table):
        return replace(block, rows=tuple(_row(row) for row in block.rows))
    return block


def _row(row: Row) -> Row:
    return replace(row, cells=tuple(_cell(cell) for cell in row.cells))


def _cell(cell: Cell) -> Cell:
    return replace(cell, blocks=collapsed(cell.blocks))


def outer(
    blocks: Sequence[Block], margin: Edges[Length], padding: Edges[Length]
) -> tuple[Block, ...]:
    """Blocks of an undecorated box with the box's own margins joined to those of its first and last block.

    Padding between two margins keeps them from touching (CSS 2.1, 8.3.1): then all three add up.
    """
    if not blocks:
        return ()
    made = list(blocks)
    first, last = made[0], made[-1]
    before = _through(margin.top, padding.top, first.before)
    made[0] = replace(first, before=before)
    made[-1] = replace(made[-1], after=_through(margin.bottom, padding.bottom, last.after))
    return tuple(made)


def apart(
    blocks: Sequence[Block], margin: Edges[Length], padding: Edges[Length]
) -> tuple[Block, ...]:
    """Blocks of a box whose own margins don't touch those of its first and last block: they add up."""
    if not blocks:
        return ()
    made = list(blocks)
    made[0] = replace(made[0], before=margin.top + padding.top + made[0].before)
    made[-1] = replace(made[-1], after=made[-1].after + padding.bottom + margin.bottom)
    return tuple(made)


def _through(margin: Length, padding: Length, inner: Length) -> Length:
    return margin + padding + inner if padding else joined(margin, inner)


def started_on_new_page(block: Block) -> Block:
    """The block, told to start a page."""
    if isinstance(block, Paragraph):
        return replace(block, style=replace(block.style, page_break_before=True))
    return replace(block, page_break_before=True)


def not_started_on_new_page(block: Block) -> Block:
    """The block, told to start no page."""
    if isinstance(block, Paragraph):
        return replace(block, style=replace(block.style, page_break_before=False))
    return replace(block, page_break_before=False)


def kept_with_next(block: Block) -> Block:
    """The block, told to stay on the page of what follows it."""
    if isinstance(block, Paragraph):
        return replace(block, style=replace(block.style, keep_with_next=True))
    if isinstance(block, Group):
        return replace(block, blocks=(*block.blocks[:-1], kept_with_next(block.blocks[-1])))
    return replace(block, keep_with_next=True)


def ended_with_next(block: Block) -> Block:
    """The block, its end told to stay on the page of what follows it: of a table the last row."""
    if isinstance(block, Table):
        return replace(block, keep_last_row=True)
    return kept_with_next(block)


def kept_together(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of an undecorated box on one page, where they find room on one."""
    kept = [_unbroken(block) for block in blocks]
    return (*(kept_with_next(block) for block in kept[:-1]), *kept[-1:])


def _unbroken(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, style=replace(block.style, keep_together=True))
    return replace(block, keep_together=True) if isinstance(block, Group) else block
