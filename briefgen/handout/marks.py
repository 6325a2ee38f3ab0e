"""Turn cells of a sheet into marks: where to cut, where to fold, and crosses that show whether front and back agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from briefgen.handout.geometry import Box, Matrix, apply, around
from briefgen.units import mm

Kind = Literal["crop", "fold", "registration"]
KINDS: tuple[Kind, ...] = ("crop", "fold", "registration")

OFFSET = mm(2).pt
"""Between what is cut out (with its bleed) and a mark."""
LENGTH = mm(5).pt
"""Of a mark."""
ROOM = OFFSET + LENGTH
_RADIUS = mm(1.5).pt
_PITCH = mm(8).pt
_WIDTH = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """A stroke from one point to another; fold marks are `dashed`."""

    x0: float
    y0: float
    x1: float
    y1: float
    dashed: bool = False

    def under(self, matrix: Matrix) -> Line:
        """The stroke as a transformation leaves it."""
        return Line(*apply(matrix, self.x0, self.y0), *apply(matrix, self.x1, self.y1), self.dashed)


@dataclass(frozen=True, slots=True)
class Cross:
    """A registration mark: a cross in a circle, which prints in every ink."""

    x: float
    y: float

    def under(self, matrix: Matrix) -> Cross:
        """The mark as a transformation leaves it."""
        return Cross(*apply(matrix, self.x, self.y))


Mark = Line | Cross


def ruled(area: Box) -> tuple[Line, ...]:
    """Lines to write on, 8 mm apart, as many as the area has room for."""
    count = int((area.height + 0.01) // _PITCH) if area.width > 0 else 0
    levels = [area.y1 - _PITCH * number for number in range(1, count + 1)]
    return tuple(Line(area.x0, y, area.x1, y) for y in levels)


def between(cells: tuple[Box, ...]) -> tuple[Line, ...]:
    """Lines that part the rows and the columns of a grid of cells, in the middle of the gaps."""
    block = around(cells)
    lefts, rights = _steps(cells, lambda cell: (cell.x0, cell.x1))
    lows, tops = _steps(cells, lambda cell: (cell.y0, cell.y1))
    upright = [(a + b) / 2 for a, b in zip(rights, lefts[1:], strict=False)]
    level = [(a + b) / 2 for a, b in zip(tops, lows[1:], strict=False)]
    lines = [Line(x, block.y0, x, block.y1) for x in upright]
    return tuple(lines + [Line(block.x0, y, block.x1, y) for y in level])


def _steps(
    cells: tuple[Box, ...], ends: Callable[[Box], tuple[float, float]]
) -> tuple[list[float], list[float]]:
    """Where the columns (or rows) of cells begin and where they end, in order."""
    found = {round(ends(cell)[0], 3): ends(cell) for cell in cells}
    steps = [found[key] for key in sorted(found)]
    return [first for first, _ in steps], [last for _, last in steps]


def around_cells(
    cells: tuple[Box, ...], kinds: frozenset[Kind], bleed: float, spine: float | None
) -> tuple[Mark, ...]:
    """The marks outside of all cells. `spine` is the x of a vertical fold (None: nothing is folded)."""
    block, away = around(cells), bleed + OFFSET
    marks: list[Mark] = []
    if "crop" in kinds:
        marks += _ticks(block, away, _cuts(cells, spine), _levels(cells))
    if "fold" in kinds and spine is not None:
        marks += _ticks(block, away, (spine,), (), dashed=True)
    if "registration" in kinds:
        middle_x, middle_y = (cells[0].x0 + cells[0].x1) / 2, (cells[0].y0 + cells[0].y1) / 2
        out = away + LENGTH / 2
        marks += [Cross(block.x0 - out, middle_y), Cross(block.x1 + out, middle_y)]
        marks += [Cross(middle_x, block.y0 - out), Cross(middle_x, block.y1 + out)]
    return tuple(marks)


def _cuts(cells: tuple[Box, ...], spine: float | None) -> tuple[float, ...]:
    edges = {round(x, 3) for cell in cells for x in (cell.x0, cell.x1)}
    return tuple(sorted(x for x in edges if spine is None or abs(x - spine) > 0.01))


def _levels(cells: tuple[Box, ...]) -> tuple[float, ...]:
    return tuple(sorted({round(y, 3) for cell in cells for y in (cell.y0, cell.y1)}))


def _ticks(
    block: Box, away: float, xs: Iterable[float], ys: Iterable[float], dashed: bool = False
) -> list[Line]:
    """Strokes at `xs` above and below the block, at `ys` left and right of it."""
    far = away + LENGTH
    lines = []
    for x in xs:
        lines.append(Line(x, block.y1 + away, x, block.y1 + far, dashed))
        lines.append(Line(x, block.y0 - far, x, block.y0 - away, dashed))
    for y in ys:
        lines.append(Line(block.x0 - far, y, block.x0 - away, y, dashed))
        lines.append(Line(block.x1 + away, y, block.x1 + far, y, dashed))
    return lines


def drawn(marks: Iterable[Mark], frames: Iterable[Box]) -> bytes:
    """The marks, and a thin line around each of `frames`, as PDF content; "" when there are none.

    The colour space /All, which the page's resources must have, is every ink at once.
    """
    parts = [stroke for mark in marks for stroke in _strokes(mark)]
    parts += [f"[] 0 d {n(b.x0)} {n(b.y0)} {n(b.width)} {n(b.height)} re S" for b in frames]
    if not parts:
        return b""
    return "\n".join(["q", f"{_WIDTH} w /All CS 1 SCN", *parts, "Q", ""]).encode()


def drawn_rules(rules: Iterable[Line]) -> bytes:
    """Lines to write on as PDF content, thin and grey; "" when there are none."""
    parts = [stroke for rule in rules for stroke in _strokes(rule)]
    return "\n".join(["q", "0.4 w 0.5 G", *parts, "Q", ""]).encode() if parts else b""


def _strokes(mark: Mark) -> list[str]:
    if isinstance(mark, Line):
        dash = "[3 2] 0 d" if mark.dashed else "[] 0 d"
        return [f"{dash} {n(mark.x0)} {n(mark.y0)} m {n(mark.x1)} {n(mark.y1)} l S"]
    x, y, arm, r = mark.x, mark.y, LENGTH / 2, _RADIUS
    k = r * 0.5523  # the handle of a Bézier curve that is a quarter of a circle
    circle = (
        f"{n(x + r)} {n(y)} m {n(x + r)} {n(y + k)} {n(x + k)} {n(y + r)} {n(x)} {n(y + r)} c "
        f"{n(x - k)} {n(y + r)} {n(x - r)} {n(y + k)} {n(x - r)} {n(y)} c "
        f"{n(x - r)} {n(y - k)} {n(x - k)} {n(y - r)} {n(x)} {n(y - r)} c "
        f"{n(x + k)} {n(y - r)} {n(x + r)} {n(y - k)} {n(x + r)} {n(y)} c S"
    )
    cross = (
        f"{n(x - arm)} {n(y)} m {n(x + arm)} {n(y)} l {n(x)} {n(y - arm)} m {n(x)} {n(y + arm)} l S"
    )
    return [f"[] 0 d {cross}", circle]


def n(value: float, places: int = 4) -> str:
    """A number as PDF writes it: no exponent, no zeros at the end."""
    return f"{value:.{places}f}".rstrip("0").rstrip(".")
