"""Turn an imposition and a press into surfaces: where on every side of paper every page lies, in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from briefgen.handout.geometry import (
    Box,
    Matrix,
    around,
    fitted,
    grid,
    half_turn,
    then,
)
from briefgen.handout.imposition import Binding, Cells, Imposition, tiled, tiles
from briefgen.handout.marks import ROOM, Kind, Line, Mark, around_cells, between, ruled
from briefgen.units import mm

Duplex = Literal["long", "short", "none"]
Dimensions = tuple[float, float]
"""Width and height in points."""
_SMALLEST = mm(5).pt
_BESIDE = mm(6).pt
"""Between a page and the lines for notes on it."""


@dataclass(frozen=True, slots=True)
class Press:
    """How sheets are printed, in points.

    `paper` is the sheet, upright; `size` the finished page (None: as large as the sheet allows). `margin` is the edge that the
    printer leaves white. `shift` moves pages away from the binding; `creep` moves them towards the fold, once for each sheet
    that lies outside. `frames` are around pages, `rules` between them. `duplex` is the edge about which sheets are turned (None:
    the one that keeps both sides upright).
    """

    paper: Dimensions
    size: Dimensions | None = None
    margin: float = 0
    gap: float = 0
    bleed: float = 0
    shift: float = 0
    creep: float = 0
    duplex: Duplex | None = None
    binding: Binding = "left"
    marks: frozenset[Kind] = frozenset()
    frames: bool = False
    rules: bool = False

    @property
    def edge(self) -> float:
        """What stays free at each edge of the paper: for the printer, and for marks where pages fill the sheet."""
        return max(self.margin, ROOM + self.bleed if self.marks else 0)


@dataclass(frozen=True, slots=True)
class Placement:
    """A page on a surface: how its own upright coordinates become the surface's, what of it is seen, where it is cut."""

    page: int
    matrix: Matrix
    clip: Box
    trim: Box


@dataclass(frozen=True, slots=True)
class Surface:
    """One side of a sheet; `rules` are lines to write on or between pages."""

    width: float
    height: float
    placements: tuple[Placement, ...]
    marks: tuple[Mark, ...] = ()
    frames: tuple[Box, ...] = ()
    rules: tuple[Line, ...] = ()

    def turned(self) -> Surface:
        """The side upside down."""
        turn = half_turn(self.width, self.height)
        placements = tuple(
            Placement(p.page, then(p.matrix, turn), p.clip.under(turn), p.trim.under(turn))
            for p in self.placements
        )
        marks = tuple(mark.under(turn) for mark in self.marks)
        frames = tuple(frame.under(turn) for frame in self.frames)
        rules = tuple(rule.under(turn) for rule in self.rules)
        return Surface(self.width, self.height, placements, marks, frames, rules)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a sheet lies: its width and height, and how many rows and columns of cells it has."""

    width: float
    height: float
    rows: int
    columns: int


def best_arrangement(
    press: Press, page: Dimensions, shapes: Sequence[tuple[int, int]]
) -> Arrangement:
    """Among upright and lying sheets and the (rows, columns) of `shapes`, that in which pages become largest."""
    found = []
    for width, height in (press.paper, press.paper[::-1]):
        for rows, columns in shapes:
            area = Box(0, 0, width, height).grown(-press.edge)
            cell = grid(area, rows, columns, press.gap, press.size)[0]
            if press.size:  # cells have their size anyway: the sheet lies so that they fit
                used = _block(press, rows, columns)
                scale = min(width / used[0], height / used[1])
            else:
                scale = min(cell.width / page[0], cell.height / page[1])
            found.append((round(scale, 6), Arrangement(width, height, rows, columns)))
    return max(found, key=lambda each: each[0])[1]


def _block(press: Press, rows: int, columns: int) -> Dimensions:
    assert press.size is not None
    return (
        columns * press.size[0] + (columns - 1) * press.gap,
        rows * press.size[1] + (rows - 1) * press.gap,
    )


def cells_of(press: Press, arrangement: Arrangement) -> tuple[Box, ...]:
    """The cells of a sheet, row by row."""
    area = Box(0, 0, arrangement.width, arrangement.height).grown(-press.edge)
    return grid(area, arrangement.rows, arrangement.columns, press.gap, press.size)


def place(
    imposition: Imposition,
    sizes: Sequence[Dimensions],
    press: Press,
    arrangement: Arrangement,
) -> tuple[Surface, ...]:
    """All sides in the order of printing, front and back of each sheet in turn.

    `sizes` are those of the pages. A back on which nothing is printed is a surface without placements when sheets are turned.
    """
    cells = cells_of(press, arrangement)
    turn = turns_over(press, arrangement)
    duplex = any(sheet.back for sheet in imposition.sheets)
    surfaces = []
    for sheet in imposition.sheets:
        backs = (sheet.back or (None,) * len(cells),) if duplex else ()
        for number, side in enumerate((sheet.front, *backs)):
            shifts = _shifts(imposition, press, sheet.depth, bool(number), len(cells))
            surface = _surface(side, sizes, press, arrangement, cells, shifts, imposition.folds > 0)
            surfaces.append(surface.turned() if number and turn else surface)
    return tuple(surfaces)


def place_notes(
    imposition: Imposition,
    sizes: Sequence[Dimensions],
    press: Press,
    arrangement: Arrangement,
) -> tuple[Surface, ...]:
    """The same with every page at the left of its cell, no wider than half of it, and lines to write on at its right."""
    cells = cells_of(press, arrangement)
    turn = turns_over(press, arrangement)
    duplex = any(sheet.back for sheet in imposition.sheets)
    surfaces = []
    for sheet in imposition.sheets:
        backs = (sheet.back or (None,) * len(cells),) if duplex else ()
        for number, side in enumerate((sheet.front, *backs)):
            shifts = _shifts(imposition, press, sheet.depth, bool(number), len(cells))
            moved = tuple(cell.moved(shift, 0) for cell, shift in zip(cells, shifts, strict=True))
            surface = _noted(side, sizes, press, arrangement, moved)
            surfaces.append(surface.turned() if number and turn else surface)
    return tuple(surfaces)


def _noted(
    side: Cells,
    sizes: Sequence[Dimensions],
    press: Press,
    arrangement: Arrangement,
    cells: tuple[Box, ...],
) -> Surface:
    placements: list[Placement] = []
    frames: list[Box] = []
    rules: list[Line] = []
    for page, cell in zip(side, cells, strict=True):
        if page is None:
            continue
        half = Box(cell.x0, cell.y0, (cell.x0 + cell.x1) / 2, cell.y1)
        matrix = fitted(*sizes[page], half)
        box = Box(0, 0, *sizes[page]).under(matrix)
        moved = (*matrix[:4], matrix[4] - (box.x0 - cell.x0), matrix[5] + cell.y1 - box.y1)
        seen = Box(0, 0, *sizes[page]).under(moved)
        placements.append(Placement(page, moved, seen, seen))
        frames.append(seen)
        rules += ruled(Box(seen.x1 + _BESIDE, cell.y0, cell.x1, cell.y1))
    marks = around_cells(cells, press.marks, press.bleed, None)
    shown = tuple(frames) if press.frames else ()
    width, height = arrangement.width, arrangement.height
    return Surface(width, height, tuple(placements), marks, shown, tuple(rules))


def turns_over(press: Press, arrangement: Arrangement) -> bool:
    """Whether backs are printed upside down, because sheets are turned about a horizontal edge."""
    if press.duplex in (None, "none"):
        return False
    lying = arrangement.width > arrangement.height
    return press.duplex == ("long" if lying else "short")


def _shifts(
    imposition: Imposition, press: Press, depth: int, back: bool, cells: int
) -> tuple[float, ...]:
    """How far the page in each cell moves to the right."""
    if imposition.folds:
        away = press.shift - depth * press.creep
        return (-away, away)
    sign = 1 if (press.binding == "left") != back else -1
    return (sign * press.shift,) * cells


def _surface(
    side: Cells,
    sizes: Sequence[Dimensions],
    press: Press,
    arrangement: Arrangement,
    cells: tuple[Box, ...],
    shifts: Sequence[float],
    folded: bool,
) -> Surface:
    paper = Box(0, 0, arrangement.width, arrangement.height)
    placements = []
    frames = []
    for page, cell, shift in zip(side, cells, shifts, strict=True):
        if page is not None:
            matrix = fitted(*sizes[page], cell)
            moved = (*matrix[:4], matrix[4] + shift, matrix[5])
            page_box = Box(0, 0, *sizes[page]).under(moved)
            clip = _bled(cell, cells, press.bleed).common(paper).common(page_box.grown(press.bleed))
            placements.append(Placement(page, moved, clip, cell))
            frames.append(page_box.common(cell))
    spine = (cells[0].x1 + cells[1].x0) / 2 if folded else None
    marks = around_cells(cells, press.marks, press.bleed, spine)
    shown = tuple(frames) if press.frames else ()
    rules = between(cells) if press.rules and placements else ()
    width, height = arrangement.width, arrangement.height
    return Surface(width, height, tuple(placements), marks, shown, rules)


def _bled(cell: Box, cells: tuple[Box, ...], bleed: float) -> Box:
    """A cell with its bleed; towards a neighbour no more than half of what is between them."""
    if not bleed:
        return cell
    x0, y0, x1, y1 = (bleed,) * 4
    for other in cells:
        if other.x1 <= cell.x0 + 0.01:
            x0 = min(x0, (cell.x0 - other.x1) / 2)
        if other.x0 >= cell.x1 - 0.01:
            x1 = min(x1, (other.x0 - cell.x1) / 2)
        if other.y1 <= cell.y0 + 0.01:
            y0 = min(y0, (cell.y0 - other.y1) / 2)
        if other.y0 >= cell.y1 - 0.01:
            y1 = min(y1, (other.y0 - cell.y1) / 2)
    return Box(cell.x0 - x0, cell.y0 - y0, cell.x1 + x1, cell.y1 + y1)


def fits(press: Press, arrangement: Arrangement) -> tuple[bool, bool]:
    """Whether the cells fit on the printable part of the paper, and whether the marks fit beside them."""
    cells = cells_of(press, arrangement)
    if not press.size:
        fine = min(cells[0].width, cells[0].height) > _SMALLEST
        return fine, fine
    block = around(cells)
    slack = min(block.x0, block.y0) + 0.01
    return slack >= press.margin, slack >= (ROOM + press.bleed if press.marks else 0)


def place_poster(
    size: Dimensions, page: int, rows: int, columns: int, press: Press, overlap: float
) -> tuple[Surface, ...]:
    """A page spread over many sheets, row by row from the top; neighbours share a strip of `overlap` points."""
    found = []
    for width, height in (press.paper, press.paper[::-1]):
        area = Box(0, 0, width, height).grown(-press.edge)
        whole = tiled(rows, columns, area.width, area.height, overlap)
        scale = min(whole[0] / size[0], whole[1] / size[1])
        found.append((round(scale, 6), width, height, area, whole))
    _, width, height, area, whole = max(found, key=lambda each: each[0])
    fit = fitted(*size, Box(0, 0, *whole))
    surfaces = []
    for tile in tiles(rows, columns, area.width, area.height, overlap):
        moved = (*fit[:4], fit[4] - tile.x + area.x0, fit[5] - tile.y + area.y0)
        marks = around_cells((area,), press.marks, 0, None)
        frames = (area,) if press.frames else ()
        placement = Placement(page, moved, area, area)
        surfaces.append(Surface(width, height, (placement,), marks, frames))
    return tuple(surfaces)
