"""Turn a table of the tree into a fixed table of Word, with grid and cell widths that agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from briefgen.tree import NO_BORDERS, NO_SPACE, Block, Border, Cell, Edges, Row, Table
from briefgen.units import ZERO, Length
from briefgen.writers.word.builtin import style_id
from briefgen.writers.word.draft import Text
from briefgen.writers.word.properties import SIDES, border_attributes
from briefgen.writers.word.shape import SEPARATOR
from briefgen.writers.word.xml import element, w

Story = Callable[[Text, Iterable[Block]], str]
_VALIGN = {"top": "top", "middle": "center", "bottom": "bottom"}
# Cells that go on, and gaps: a paragraph too low to make their row higher.
_EMPTY = w("p", w("pPr", w("pStyle", val=style_id(SEPARATOR))))


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in a row: the cell that begins here, or (`goes_on`) one that comes from above; None: nothing."""

    column: int
    span: int
    cell: Cell | None
    goes_on: bool = False


def table_xml(text: Text, table: Table, story: Story) -> str:
    """The table; `story` writes what stands in a cell."""
    edges = [edge.twips for edge in accumulate(table.columns, initial=ZERO)]
    # LibreOffice moves a floating table to the left by the margin that all cells share.
    usual = NO_SPACE if table.anchor else _usual_padding(table)
    rows = _slots(table)
    made = [
        _row(text, row, slots, edges, usual, story, last=index == len(rows) - 1)
        for index, (row, slots) in enumerate(zip(table.rows, rows, strict=True))
    ]
    grid = "".join(w("gridCol", w=wide - narrow) for narrow, wide in pairwise(edges))  # fmt: skip
    return w("tbl", _properties(text, table, edges[-1], usual) + w("tblGrid", grid) + "".join(made))


def _properties(text: Text, table: Table, width: int, usual: Edges[Length]) -> str:
    place = _floating(text, table) if table.anchor else ""
    indent = w("tblInd", w=table.left.twips, type="dxa")
    return w(
        "tblPr",
        place
        + w("tblW", w=width, type="dxa")
        + w("jc", val=table.align)
        + (indent if table.align == "left" and not place else "")
        + w("tblLayout", type="fixed")
        + _margins("tblCellMar", usual)
        + w("tblLook", val="0000" if table.layout else "0020"),
    )


def _floating(text: Text, table: Table) -> str:
    """Tied to the lower edge of the text area of the page on which the next paragraph stands.

    Counted from the paper's edge: LibreOffice lets a table as wide as the text float only then.
    """
    across = {"w:tblpX": str((text.margin + table.left).twips)}
    if table.align != "left":
        across = {"w:tblpXSpec": table.align}
    place = {
        "w:leftFromText": "0",
        "w:rightFromText": "0",
        "w:topFromText": str(max(0, table.before.twips)),
        "w:vertAnchor": "margin",
        "w:horzAnchor": "page" if table.align == "left" else "margin",
        **across,
        "w:tblpYSpec": "bottom",
    }
    return element("w:tblpPr", place) + w("tblOverlap", val="never")


def _row(
    text: Text,
    row: Row,
    slots: Sequence[_Slot],
    edges: Sequence[int],
    usual: Edges[Length],
    story: Story,
    *,
    last: bool,
) -> str:
    before, after, inner = _outside(slots)
    height = _height(row).twips
    head = (
        (w("gridBefore", val=before.span) if before else "")
        + (w("gridAfter", val=after.span) if after else "")
        + (w("wBefore", w=_width(before, edges), type="dxa") if before else "")
        + (w("wAfter", w=_width(after, edges), type="dxa") if after else "")
        + ("" if row.may_split else w("cantSplit"))
        + (w("trHeight", val=height, hRule="atLeast") if height else "")
        + (w("tblHeader") if row.header and not last else "")
    )
    cells = "".join(_cell(text, slot, edges, usual, story) for slot in inner)
    return w("tr", (w("trPr", head) if head else "") + cells)


def _height(row: Row) -> Length:
    """The least height of a row between its rules: CSS counts half of each rule to the row, the others add them."""
    taken = ZERO
    for side in ("top", "bottom"):
        rules = [getattr(cell.borders, side) for cell in row.cells]
        taken += max((rule.width for rule in rules if rule), default=ZERO) * 0.5
    return max(row.height - taken, ZERO)


def _outside(slots: Sequence[_Slot]) -> tuple[_Slot | None, _Slot | None, Sequence[_Slot]]:
    """What is empty at the left and at the right of a row, and the slots between."""
    before = slots[0] if len(slots) > 1 and slots[0].cell is None else None
    after = slots[-1] if len(slots) > 1 and slots[-1].cell is None else None
    return before, after, slots[1 if before else 0 : -1 if after else len(slots)]


def _cell(text: Text, slot: _Slot, edges: Sequence[int], usual: Edges[Length], story: Story) -> str:
    cell = slot.cell
    head = w("tcW", w=_width(slot, edges), type="dxa")
    head += w("gridSpan", val=slot.span) if slot.span > 1 else ""
    if cell is None:
        return w("tc", w("tcPr", head) + _EMPTY)
    if cell.rowspan > 1:
        head += w("vMerge") if slot.goes_on else w("vMerge", val="restart")
    head += _borders(cell.borders)
    if cell.background:
        head += w("shd", val="clear", color="auto", fill=cell.background)
    head += _margins("tcMar", cell.padding) if cell.padding != usual else ""
    head += w("vAlign", val=_VALIGN[cell.valign]) if cell.valign != "top" else ""
    return w("tc", w("tcPr", head) + (_EMPTY if slot.goes_on else story(text, cell.blocks)))


@lru_cache(maxsize=1024)
def _borders(borders: Edges[Border | None]) -> str:
    if borders == NO_BORDERS:
        return ""
    sides = "".join(
        w(side, **_cell_border(getattr(borders, side)))
        for side in SIDES
        if getattr(borders, side) is not None
    )
    return w("tcBorders", sides)


def _cell_border(border: Border) -> Mapping[str, str]:
    return border_attributes(border)


@lru_cache(maxsize=1024)
def _margins(tag: str, padding: Edges[Length]) -> str:
    sides = (w(side, w=max(0, getattr(padding, side).twips), type="dxa") for side in SIDES)
    return w(tag, "".join(sides))


def _width(slot: _Slot, edges: Sequence[int]) -> int:
    return edges[min(slot.column + slot.span, len(edges) - 1)] - edges[slot.column]


def _usual_padding(table: Table) -> Edges[Length]:
    counts: dict[Edges[Length], int] = {}
    for row in table.rows:
        for cell in row.cells:
            counts[cell.padding] = counts.get(cell.padding, 0) + 1
    return max(counts, key=lambda padding: counts[padding], default=NO_SPACE)


def _slots(table: Table) -> list[list[_Slot]]:
    """For each row the cells that begin in it, those that come from above, and the gaps, from left to right.

    Where cells overlap, the one that begins wins, and the other ends before it: no words are lost.
    """
    hanging: dict[
        int, tuple[Cell, int]
    ] = {}  # column -> a cell from above and the rows it still takes
    made = []
    for index, row in enumerate(table.rows):
        slots, below = _row_slots(row, hanging, len(table.columns))
        rows_left = len(table.rows) - index - 1
        hanging = {c: (cell, left) for c, (cell, left) in below.items() if left and rows_left}
        made.append(slots)
    return made


def _row_slots(
    row: Row, hanging: Mapping[int, tuple[Cell, int]], width: int
) -> tuple[list[_Slot], dict[int, tuple[Cell, int]]]:
    """The slots of a row, and the cells that it hands down with the rows that they still take."""
    starting = {cell.column: cell for cell in row.cells}
    slots: list[_Slot] = []
    below: dict[int, tuple[Cell, int]] = {}
    column = 0
    while column < width:
        end = min((c for c in (*starting, width) if c > column), default=width)
        cell, left = hanging.get(column, (None, 0))
        if column in starting:
            cell = starting[column]
            slots.append(_Slot(column, min(cell.colspan, end - column), cell))
            below[column] = (cell, cell.rowspan - 1)
        elif cell is not None and cell.colspan <= end - column:
            slots.append(_Slot(column, cell.colspan, cell, goes_on=True))
            below[column] = (cell, left - 1)
        else:
            end = min((c for c in (*hanging, end) if c > column), default=end)
            slots.append(_Slot(column, end - column, None))
        column += slots[-1].span
    return slots, below
