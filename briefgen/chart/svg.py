"""Turn a chart into an SVG drawing: bars, lines or a pie with their numbers, axis, grid and legend.

Rows differ by lightness, lines by dashes and signs too, so that they can be told apart where print has no colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from html import escape
from itertools import pairwise
from math import cos, pi, sin

from briefgen.chart.plan import LINE, ems, legend_ems, lines, natural_height, plan_of, share
from briefgen.tree import Chart, ChartData, ChartLook, ChartNumber, TextStyle
from briefgen.units import pt

DASHES = ("", "4 2", "1 1.5", "4 1.5 1 1.5")
"""Of lines, in pt; the Word file has the same in its own words."""
SIGNS = ("circle", "square", "triangle", "diamond")
_HAIR, _THIN, _THICK = 0.4, 0.6, 1.5
_SIGN = 2.4
_BROWSER_SIZE, _BROWSER_WIDTH, _BROWSER_COLOURS = 10.5, 440, 6
_MIDDLE = 0.35
"""From the middle of a digit down to its base line, in type sizes."""
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
_SAFE = 0.95
"""Of a width that is only about known."""
_ABOVE, _BELOW = -0.7, 1.4
"""Where the numbers of lines stand, in type sizes from their points."""

Measure = Callable[[str], float]


def drawing(chart: Chart, measured: Measure) -> str:
    """The SVG of a chart of its used size, in pt. `measured` says how wide a text is.

    Where texts begin is worked out here: WeasyPrint draws what `text-anchor` moves apart from the tagged content.
    """
    look = chart.look
    colours = [f"#{each}" for each in look.colours]
    letters = f'font-family="{escape(",".join(look.style.families))}" fill="#{look.style.colour}"'
    letters += ' font-weight="bold"' if look.style.bold else ""
    return _drawn(_Pen(chart, colours, f"#{look.axis}", f"#{look.grid}", measured), letters)


def browser_drawing(data: ChartData, alt: str) -> str:
    """The SVG for a page in a browser, which has fonts and colours from the style sheet itself."""
    size, width = pt(_BROWSER_SIZE), pt(_BROWSER_WIDTH)
    look = ChartLook(TextStyle((), size, ""), ("",), "", "")
    chart = Chart(data, look, width, pt(natural_height(data, _BROWSER_SIZE)), alt)
    colours = [f"var(--chart-{number})" for number in range(1, _BROWSER_COLOURS + 1)]
    return _drawn(
        _Pen(chart, colours, "var(--chart-axis)", "var(--chart-grid)"), 'fill="currentColor"'
    )


def _drawn(pen: _Pen, letters: str) -> str:
    chart, plan = pen.chart, pen.plan
    if chart.data.kind == "pie":
        parts = list(pen.pie())
    else:
        parts = [*pen.axes(), *(pen.bars() if chart.data.kind == "bar" else pen.curves())]
        parts += [*pen.names(), *pen.legend()]
    size = f'width="{_n(plan.width)}pt" height="{_n(plan.height)}pt" viewBox="0 0 {_n(plan.width)} {_n(plan.height)}"'
    words = f'{letters} font-size="{_n(plan.size)}"'
    title = f"<title>{escape(chart.alt)}</title>" if chart.alt else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{title}<g {words}>{"".join(parts)}</g></svg>'


class _Pen:
    """Draws the parts of one chart."""

    def __init__(
        self,
        chart: Chart,
        colours: Sequence[str],
        axis: str,
        grid: str,
        measured: Measure | None = None,
    ) -> None:
        self.chart, self.data, self.plan = chart, chart.data, plan_of(chart)
        self.colours, self.axis, self.grid = colours, axis, grid
        self.measured = measured

    def colour(self, index: int) -> str:
        return self.colours[index % len(self.colours)]

    def axes(self) -> Iterator[str]:
        """The grid with the values at it, and the line on which bars stand."""
        plan, plot = self.plan, self.plan.plot
        low, right = plot.y + plot.height, plot.x + plot.width
        for tick in plan.ticks:
            colour = self.grid if tick else self.axis
            shown, far = self.data.shown(tick), plan.along(tick)
            if plan.across:
                x = plot.x + far
                yield _line(x, plot.y, x, low, colour, _THIN if not tick else _HAIR)
                yield self.words(shown, x, low + 1.2 * plan.size, "middle")
            else:
                y = low - far
                yield _line(plot.x, y, right, y, colour, _THIN if not tick else _HAIR)
                yield self.words(shown, plot.x - 0.5 * plan.size, y + _MIDDLE * plan.size, "end")

    def names(self) -> Iterator[str]:
        """The categories, under the plot or to its left."""
        plan, plot = self.plan, self.plan.plot
        step = LINE * plan.size
        for index, label in enumerate(plan.labels):
            middle = (index + 0.5) * plan.slot
            for number, text in enumerate(label):
                if plan.across:
                    y = plot.y + middle + (number - (len(label) - 1) / 2) * step
                    x = plot.x - 0.5 * plan.size
                    yield self.words(text, x, y + _MIDDLE * plan.size, "end")
                else:
                    y = plot.y + plot.height + 1.3 * plan.size + number * step
                    yield self.words(text, plot.x + middle, y, "middle")

    def bars(self) -> Iterator[str]:
        """The bars with their numbers at the end."""
        plan, plot = self.plan, self.plan.plot
        rows = len(self.data.rows)
        thick = plan.bar(rows)
        for index in range(len(self.data.categories)):
            start = index * plan.slot + (plan.slot - rows * thick) / 2
            for row, each in enumerate(self.data.rows):
                if (number := each.numbers[index]) is None:
                    continue
                long, side = plan.along(number.value), start + row * thick
                label = self.data.label(number)
                if plan.across:
                    box = (plot.x, plot.y + side, long, thick)
                    at = (
                        plot.x + long + 0.4 * plan.size,
                        plot.y + side + thick / 2 + _MIDDLE * plan.size,
                    )
                    words = self.words(label, *at, "start")
                else:
                    top = plot.y + plot.height - long
                    box = (plot.x + side, top, thick, long)
                    words = self.words(
                        label, plot.x + side + thick / 2, top - 0.4 * plan.size, "middle"
                    )
                yield _rect(*box, self.colour(row), self.axis) + words

    def curves(self) -> Iterator[str]:
        """The lines, broken where nothing was counted, with a sign and the number at every point."""
        for row, each in enumerate(self.data.rows):
            points = [
                None if n is None else (*self.point(index, n), n)
                for index, n in enumerate(each.numbers)
            ]
            path = "".join(
                f"M{_n(a[0])} {_n(a[1])}L{_n(b[0])} {_n(b[1])}"
                for a, b in pairwise(points)
                if a and b
            )
            dash = DASHES[row % len(DASHES)]
            dashed = f' stroke-dasharray="{dash}"' if dash else ""
            if path:
                yield f'<path d="{path}" fill="none" stroke="{self.colour(row)}" stroke-width="{_THICK}"{dashed}/>'
            for index, point in enumerate(points):
                if point is not None:
                    x, y, number = point
                    down = _BELOW if self.plan.label_below(self.data, row, index) else _ABOVE
                    words = self.words(
                        self.data.label(number), x, y + down * self.plan.size, "middle"
                    )
                    yield self.sign(row, x, y) + words

    def point(self, index: int, number: ChartNumber) -> tuple[float, float]:
        plot = self.plan.plot
        x = plot.x + (index + 0.5) * self.plan.slot
        return x, plot.y + plot.height - self.plan.along(number.value)

    def sign(self, row: int, x: float, y: float) -> str:
        """The sign of a row's points."""
        kind, r = SIGNS[row % len(SIGNS)], _SIGN
        fill = f'fill="{self.colour(row)}" stroke="{self.axis}" stroke-width="{_HAIR}"'
        if kind == "circle":
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" {fill}/>'
        corners = {
            "square": ((-r, -r), (r, -r), (r, r), (-r, r)),
            "triangle": ((0, -r), (r, r), (-r, r)),
            "diamond": ((0, -r), (r, 0), (0, r), (-r, 0)),
        }[kind]
        path = "L".join(f"{_n(x + a)} {_n(y + b)}" for a, b in corners)
        return f'<path d="M{path}Z" {fill}/>'

    def legend(self) -> Iterator[str]:
        """The names of the rows with their colours, in the middle under the plot."""
        plan = self.plan
        for line, entries in enumerate(plan.legend):
            names = [self.data.rows[index].name for index in entries]
            wide = (sum(map(legend_ems, names)) - 1.2) * plan.size
            x = (plan.width - wide) / 2
            y = plan.height - (len(plan.legend) - line) * 1.5 * plan.size + plan.size
            for index, name in zip(entries, names, strict=True):
                side, middle = 0.8 * plan.size, y - _MIDDLE * plan.size
                if self.data.kind == "bar":
                    yield _rect(x, middle - side / 2, side, side, self.colour(index), self.axis)
                else:
                    yield _line(x, middle, x + side, middle, self.colour(index), _THICK)
                    yield self.sign(index, x + side / 2, middle)
                yield self.words(name, x + 1.3 * plan.size, y, "start")
                x += legend_ems(name) * plan.size

    def pie(self) -> Iterator[str]:
        """The pieces clockwise from the top, each with its name, its number and its share beside it."""
        plan, plot = self.plan, self.plan.plot
        radius = plot.width / 2
        x, y = plot.x + radius, plot.y + radius
        numbers = [number for number in self.data.rows[0].numbers if number is not None]
        total = sum((number.value for number in numbers), Decimal(0))
        turned = Decimal(0)
        places: list[tuple[float, float, tuple[str, str]]] = []
        for index, number in enumerate(numbers):
            start, end = (2 * pi * float(t / total) for t in (turned, turned + number.value))
            turned += number.value
            yield _piece(x, y, radius, start, end, self.colour(index))
            middle = (start + end) / 2
            shown = self.data.label(number)
            if self.data.exact:
                shown += f" {share(number.value, total)}"
            label = self.data.categories[index], shown
            reach = radius + 0.6 * plan.size
            places.append((x + reach * sin(middle), y - reach * cos(middle), label))
        for side, anchor in ((1, "start"), (-1, "end")):
            mine = sorted((p for p in places if (p[0] >= x) == (side > 0)), key=lambda p: p[1])
            last = float("-inf")
            for at, height, label in mine:
                pieces = self.beside(*label, plan.width - at if side > 0 else at)
                last = max(
                    height - LINE * plan.size * (len(pieces) - 1) / 2, last + LINE * plan.size
                )
                for line, piece in enumerate(pieces):
                    last += LINE * plan.size if line else 0
                    yield self.words(piece, at, last + _MIDDLE * plan.size, anchor)

    def beside(self, name: str, numbers: str, room: float) -> Sequence[str]:
        """A piece's name and its numbers in one line, or, where they have no room in it, the numbers under the name."""
        one, size = f"{name} {numbers}", self.plan.size
        width = self.measured(one) if self.measured is not None else size * ems(one)
        return (one,) if width <= room else (*lines(name, _SAFE * room / size), numbers)

    def words(self, text: str, x: float, y: float, anchor: str) -> str:
        """A piece of text that begins at, is centred on, or ends at `x`."""
        if not text:
            return ""
        at = f' text-anchor="{anchor}"'
        if self.measured is not None:
            x, at = x - _BEFORE[anchor] * self.measured(text), ""
        return f'<text x="{_n(x)}" y="{_n(y)}"{at}>{escape(text)}</text>'


def _piece(x: float, y: float, radius: float, start: float, end: float, colour: str) -> str:
    outline = f'fill="{colour}" stroke="#FFFFFF" stroke-width="1"'
    if end - start > 2 * pi - 1e-9:
        return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" {outline}/>'
    a, b = ((x + radius * sin(t), y - radius * cos(t)) for t in (start, end))
    large = int(end - start > pi)
    arc = f"A{_n(radius)} {_n(radius)} 0 {large} 1 {_n(b[0])} {_n(b[1])}"
    return f'<path d="M{_n(x)} {_n(y)}L{_n(a[0])} {_n(a[1])}{arc}Z" {outline}/>'


def _rect(x: float, y: float, width: float, height: float, colour: str, outline: str) -> str:
    box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
    return f'<rect {box} fill="{colour}" stroke="{outline}" stroke-width="{_HAIR}"/>'


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, width: float) -> str:
    ends = f'x1="{_n(x)}" y1="{_n(y)}" x2="{_n(to_x)}" y2="{_n(to_y)}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def _n(value: float) -> str:
    """A measure with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
