"""Turn a number of pages into sheets: which page lies in which cell of which side. Arithmetic only, no PDF.

Pages count from 0; None is a blank. The cells of a side are listed row by row from the upper left, as one sees that side
after turning the sheet over like a page of a book (about a vertical edge).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Cells = tuple[int | None, ...]
Binding = Literal["left", "right"]
Order = Literal["across", "down"]

GRIDS = {2: (1, 2), 4: (2, 2), 6: (2, 3), 8: (2, 4), 9: (3, 3)}
"""Pages on a side of an n-up, with rows and columns when the sheet lies so that there are more columns than rows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of paper. `back` is empty when nothing is printed there.

    `depth` is how many sheets of its booklet lie between this one and the outside.
    """

    front: Cells
    back: Cells = ()
    depth: int = 0

    @property
    def sides(self) -> tuple[Cells, ...]:
        """The printed sides, front first."""
        return (self.front, self.back) if self.back else (self.front,)


@dataclass(frozen=True, slots=True)
class Imposition:
    """All sheets, in the order of printing; `folds` is how many of them are folded once."""

    rows: int
    columns: int
    sheets: tuple[Sheet, ...]
    folds: int = 0

    @property
    def blanks(self) -> int:
        """How many cells stay empty."""
        return sum(side.count(None) for sheet in self.sheets for side in sheet.sides)


def padded(count: int, multiple: int, tail: bool = False) -> Cells:
    """The pages in reading order, blanks added up to a multiple.

    With a `tail` the blanks come before the last page, so that it stays on the outside of the back.
    """
    pages: list[int | None] = list(range(count))
    at = count - 1 if tail and count > 1 else count
    pages[at:at] = [None] * (-count % multiple)
    return tuple(pages)


def booklet(
    count: int, signature: int | None = None, binding: Binding = "left", tail: bool = False
) -> Imposition:
    """Sheets with two pages on a side, to be nested, folded and stapled through the fold.

    `signature` is how many sheets are folded together (None: all of them); the last signature has what is left.
    """
    reading = padded(count, 4, tail)
    step = 4 * signature if signature else len(reading)
    sheets: list[Sheet] = []
    for start in range(0, len(reading), max(step, 1)):
        sheets += _signature(reading[start : start + step], binding)
    return Imposition(1, 2, tuple(sheets), folds=len(sheets))


def _signature(pages: Cells, binding: Binding) -> list[Sheet]:
    """The nested sheets of one signature, the outermost first."""
    sheets = []
    for depth in range(len(pages) // 4):
        first, last = 2 * depth, len(pages) - 1 - 2 * depth
        front: Cells = (pages[last], pages[first])
        back: Cells = (pages[first + 1], pages[last - 1])
        if binding == "right":
            front, back = front[::-1], back[::-1]
        sheets.append(Sheet(front, back, depth))
    return sheets


def nup(
    count: int,
    rows: int,
    columns: int,
    order: Order = "across",
    binding: Binding = "left",
    duplex: bool = True,
) -> Imposition:
    """Pages side by side in reading order: `across` fills rows, `down` columns; right binding runs from the right."""
    each = rows * columns
    reading = padded(count, each)
    sides = [
        _ordered(reading[start : start + each], rows, columns, order, binding)
        for start in range(0, len(reading), each)
    ]
    return Imposition(rows, columns, _paired(sides, duplex))


def _ordered(pages: Cells, rows: int, columns: int, order: Order, binding: Binding) -> Cells:
    cells: list[int | None] = []
    for row in range(rows):
        for column in range(columns):
            along = column if binding == "left" else columns - 1 - column
            cells.append(pages[row * columns + along if order == "across" else along * rows + row])
    return tuple(cells)


def _paired(sides: Sequence[Cells], duplex: bool) -> tuple[Sheet, ...]:
    if not duplex:
        return tuple(Sheet(side) for side in sides)
    return tuple(
        Sheet(sides[n], sides[n + 1] if n + 1 < len(sides) else ()) for n in range(0, len(sides), 2)
    )


def cards(count: int, rows: int, columns: int, duplex: bool = False) -> Imposition:
    """Cut and stack: cut the pile of sheets into cells, lay the piles on each other in the order of the cells.

    With `duplex` a card is two pages, front and back.
    """
    sides = 2 if duplex else 1
    reading = padded(count, sides)
    number = -(-len(reading) // sides)
    deep = -(-number // (rows * columns))
    sheets = []
    for sheet in range(deep):
        chosen = [cell * deep + sheet for cell in range(rows * columns)]
        front = tuple(_card(reading, card * sides) for card in chosen)
        back: Cells = ()
        if duplex:
            behind = [_card(reading, card * sides + 1) for card in chosen]
            back = tuple(
                behind[row * columns + columns - 1 - column]
                for row in range(rows)
                for column in range(columns)
            )
        sheets.append(Sheet(front, back))
    return Imposition(rows, columns, tuple(sheets))


def _card(reading: Cells, at: int) -> int | None:
    return reading[at] if at < len(reading) else None


@dataclass(frozen=True, slots=True)
class Tile:
    """One piece of a poster, in the poster's own coordinates: points from its lower left corner."""

    row: int
    column: int
    x: float
    y: float


def tiles(rows: int, columns: int, width: float, height: float, overlap: float) -> tuple[Tile, ...]:
    """Where each piece of a poster lies, row by row from the top; pieces are `width` by `height` and overlap neighbours."""
    return tuple(
        Tile(row, column, column * (width - overlap), (rows - 1 - row) * (height - overlap))
        for row in range(rows)
        for column in range(columns)
    )


def tiled(
    rows: int, columns: int, width: float, height: float, overlap: float
) -> tuple[float, float]:
    """Width and height of the poster that the pieces make."""
    return columns * (width - overlap) + overlap, rows * (height - overlap) + overlap
