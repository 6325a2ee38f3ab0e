"""Turn a table's boxes and its used column widths into a table of the tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from weasyprint.formatting_structure import boxes

from briefgen.style.blocks import Blocks, Frame, identity, selector, source
from briefgen.style.used import Used
from briefgen.style.values import (
    border,
    borders,
    breaks_before,
    colour,
    custom,
    keeps_together,
    keeps_with_next,
    keeps_with_previous,
    sides,
    word_style,
)
from briefgen.tree import Block, Border, Cell, Colour, Edges, Row, Table
from briefgen.units import ZERO, Length

_VALIGN = {"middle": "middle", "bottom": "bottom"}
Grid = tuple[list[Any], list[Any]]


@dataclass(frozen=True, slots=True)
class Tables:
    """Converts table wrappers, using `blocks` for captions and for what stands in cells."""

    used: Used
    blocks: Blocks

    def of(self, wrapper: Any, frame: Frame) -> Iterator[Block]:
        """The table and its captions, in the order in which they are printed."""
        margin = sides(wrapper.style, "margin", frame.width)
        inner = frame.within(margin.left, margin.right)
        made: list[Block] = []
        for child in wrapper.children:
            if isinstance(child, boxes.TableBox):
                if table := self._table(wrapper, child, inner):
                    made.append(table)
            else:
                caption = self.blocks.of(child, inner)
                if caption and made and isinstance(made[-1], Table):
                    made[-1] = replace(made[-1], keep_last_row=True)
                made.extend(caption)
        if made:
            made[0] = replace(made[0], before=made[0].before + margin.top)
            made[-1] = replace(made[-1], after=made[-1].after + margin.bottom)
        yield from made

    def _table(self, wrapper: Any, box: Any, frame: Frame) -> Table | None:
        columns = self.used.columns.get(id(box.element), ())
        grid = getattr(box, "collapsed_border_grid", None)
        rows = tuple(self._rows(box, columns, grid if grid and grid[0] else None))
        if not rows:
            return None
        style = wrapper.style
        auto_left = style["margin_left"] == "auto"
        element = box.element
        anchored = custom(box.style, "anchor") == "page-bottom"
        # It takes no room in Word's text, so nothing but this would move it to a page of its own.
        alone = anchored and id(element) in self.used.heads
        return Table(
            selector=selector(box),
            columns=columns,
            rows=rows,
            left=frame.left,
            align=("center" if style["margin_right"] == "auto" else "right")
            if auto_left
            else "left",
            layout=element.get("role") == "presentation",
            anchor="page-bottom" if anchored else "",
            name=word_style(box.style),
            page_break_before=breaks_before(style) or breaks_before(box.style) or alone,
            keep_with_next=keeps_with_next(style) or keeps_with_next(box.style),
            id=identity(box),
            src=source(element),
        )

    def _rows(self, table: Any, columns: tuple[Length, ...], grid: Grid | None) -> Iterator[Row]:
        every = [(group, row) for group in table.children for row in group.children]
        for number, (group, row, after) in enumerate(_followed(every)):
            behind = (row.style, group.style, table.style)
            cells = tuple(self._cell(cell, number, columns, grid, behind) for cell in row.children)
            yield Row(
                cells=cells,
                height=self.used.height(row.element),
                header=bool(getattr(group, "is_header", False)),
                may_split=not keeps_together(row.style),
                keep_with_next=after,
            )

    def _cell(
        self,
        box: Any,
        row: int,
        columns: tuple[Length, ...],
        grid: Grid | None,
        behind: tuple[Any, ...],
    ) -> Cell:
        style = box.style
        width = sum(columns[box.grid_x : box.grid_x + box.colspan], ZERO)
        rules = _collapsed(box, row, grid) if grid else borders(style)
        padding = sides(style, "padding", width)
        share = 0.5 if grid else 1.0
        left = padding.left + (rules.left.width * share if rules.left else ZERO)
        right = padding.right + (rules.right.width * share if rules.right else ZERO)
        return Cell(
            blocks=self.blocks.cell(box, width - left - right),
            width=width,
            column=box.grid_x,
            colspan=box.colspan,
            rowspan=max(box.rowspan, 1),
            header=box.element_tag == "th",
            borders=rules,
            padding=replace(padding, left=left, right=right),
            background=_background((style, *behind)),
            valign=_VALIGN.get(style["vertical_align"], "top"),  # type: ignore[arg-type]  # values of _VALIGN
        )


def _followed(rows: Sequence[tuple[Any, Any]]) -> Iterator[tuple[Any, Any, bool]]:
    """The rows with their groups, and whether the next one has to be on the same page; the last one has none."""
    for index, (group, row) in enumerate(rows):
        behind = rows[index + 1 : index + 2]
        yield group, row, any(_kept(group, row, *each) for each in behind)


def _kept(group: Any, row: Any, next_group: Any, next_row: Any) -> bool:
    keeps = keeps_with_next(row.style) or keeps_with_previous(next_row.style)
    if group is not next_group:
        keeps = keeps or keeps_with_next(group.style) or keeps_with_previous(next_group.style)
    return keeps


def _background(styles: tuple[Any, ...]) -> Colour | None:
    tints = (colour(style["background_color"], style) for style in styles)
    return next((tint for tint in tints if tint is not None), None)


def _collapsed(box: Any, row: int, grid: Grid) -> Edges[Border | None]:
    """The winning rules around a cell (CSS 2.1, 17.6.2); the first segment stands for the whole side."""
    vertical, horizontal = grid
    left, right = box.grid_x, box.grid_x + box.colspan
    below = row + max(box.rowspan, 1)
    found = (
        horizontal[row][left],
        vertical[row][right],
        horizontal[below][left],
        vertical[row][left],
    )
    return Edges(*(border(line, width, tint, box.style) for _score, (line, width, tint) in found))
