"""Turn boxes and transformations into others: the plane geometry of sheets, in points from the lower left corner."""

from __future__ import annotations

from dataclasses import dataclass

Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f of PDF: x' = a x + c y + e, y' = b x + d y + f."""

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Points."""
        return self.y1 - self.y0

    def grown(self, by: float) -> Box:
        """The box with `by` points more on each side (less when negative)."""
        return Box(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)

    def moved(self, dx: float, dy: float) -> Box:
        """The box elsewhere."""
        return Box(self.x0 + dx, self.y0 + dy, self.x1 + dx, self.y1 + dy)

    def common(self, other: Box) -> Box:
        """What both cover; it may be empty, with no width or height."""
        x0, y0 = max(self.x0, other.x0), max(self.y0, other.y0)
        return Box(x0, y0, max(x0, min(self.x1, other.x1)), max(y0, min(self.y1, other.y1)))

    def under(self, matrix: Matrix) -> Box:
        """The smallest upright box around what the matrix makes of this one."""
        corners = [apply(matrix, x, y) for x in (self.x0, self.x1) for y in (self.y0, self.y1)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Box(min(xs), min(ys), max(xs), max(ys))


def around(boxes: tuple[Box, ...]) -> Box:
    """The smallest box around at least one other."""
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a point goes."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def then(first: Matrix, second: Matrix) -> Matrix:
    """One transformation that does both, `first` first."""
    a, b, c, d, e, f = first
    x, y = apply(second, e, f)
    g, h, i, j, _, _ = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, x, y)


def half_turn(width: float, height: float) -> Matrix:
    """A sheet turned upside down in its place."""
    return (-1, 0, 0, -1, width, height)


def fitted(width: float, height: float, box: Box) -> Matrix:
    """A page scaled, both ways alike, to the middle of a box."""
    scale = min(box.width / width, box.height / height)
    x = box.x0 + (box.width - width * scale) / 2
    y = box.y0 + (box.height - height * scale) / 2
    return (scale, 0, 0, scale, x, y)


def grid(
    area: Box, rows: int, columns: int, gap: float = 0, size: tuple[float, float] | None = None
) -> tuple[Box, ...]:
    """The cells of an area, row by row from the upper left.

    With a `size` the cells are of that size, in the middle of the area, and may stick out of it; without, they fill it.
    """
    width = size[0] if size else (area.width - gap * (columns - 1)) / columns
    height = size[1] if size else (area.height - gap * (rows - 1)) / rows
    left = area.x0 + (area.width - columns * width - gap * (columns - 1)) / 2
    top = area.y1 - (area.height - rows * height - gap * (rows - 1)) / 2
    return tuple(
        Box(
            left + column * (width + gap),
            top - row * (height + gap) - height,
            left + column * (width + gap) + width,
            top - row * (height + gap),
        )
        for row in range(rows)
        for column in range(columns)
    )


def inverse(matrix: Matrix) -> Matrix:
    """The transformation that undoes one which loses nothing."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    return (
        d / area,
        -b / area,
        -c / area,
        a / area,
        (c * f - d * e) / area,
        (b * e - a * f) / area,
    )
