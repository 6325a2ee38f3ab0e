"""Turn the numbers of a chart and its size into where its parts stand. All measures are in pt, from the upper left corner.

Both the drawing of the PDF and the chart in the Word file follow this plan, so that they look alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import count

from briefgen.tree import Chart, ChartData

LINE = 1.25
"""The distance of lines inside a chart, in type sizes."""
_NOMINAL = 40.0
"""The width, in type sizes, for which it is decided which way bars run; a brief's line has about as many."""
_TALLEST = 60.0
_BESIDE, _BESIDE_AT_MOST = 38, 60
"""The percent of a chart's width that names beside bars take: usually, and where their lines would run into each other."""
_TICKS = 5
_WIDEST_COLUMN, _WIDEST_BAR = 3.2, 1.4
_CLOSE = 1.3
"""Points of lines nearer than this, in type sizes, have no room for a number between them."""
_LEAST_GAP, _MOST_GAP = 60, 500
"""Between groups of bars, in percent of a bar; more than 500 no word processor takes."""
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6]"
)
_WORDS = re.compile(rf"{_WIDE.pattern}|[^\s{_WIDE.pattern[1:]}+\s*")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the parts of a chart stand.

    `plot` is the inside of the axes, or the square around a pie. `across`: bars run from left to right. `ticks` are the
    values at the axis, from 0 to its end; `gap` lies between groups of bars, in percent of a bar. `labels` are the
    categories in lines; `legend` the rows of names under the plot, by their index.
    """

    size: float
    width: float
    height: float
    plot: Box
    across: bool
    ticks: tuple[Decimal, ...]
    gap: int
    labels: tuple[tuple[str, ...], ...]
    legend: tuple[tuple[int, ...], ...]

    @property
    def slot(self) -> float:
        """The room of one category."""
        length = self.plot.height if self.across else self.plot.width
        return length / len(self.labels)

    def along(self, value: Decimal) -> float:
        """How far a value is from the zero of its axis."""
        length = self.plot.width if self.across else self.plot.height
        return length * float(value / self.ticks[-1])

    def label_below(self, data: ChartData, row: int, index: int) -> bool:
        """Whether the number of a line's point stands under it, as another line's point is close above and none below."""
        own = data.rows[row].numbers[index]
        others = [each.numbers[index] for each in data.rows[:row] + data.rows[row + 1 :]]
        if own is None:
            return False
        here = self.along(own.value)
        apart = [self.along(other.value) - here for other in others if other is not None]
        near = _CLOSE * self.size
        return any(0 <= d < near for d in apart) and not any(-near < d < 0 for d in apart)

    def bar(self, rows: int) -> float:
        """The thickness of a bar where `rows` stand side by side."""
        return self.slot / (rows + self.gap / 100)


def ems(text: str) -> float:
    """About how wide a text is, in type sizes."""
    return sum(1.0 if _WIDE.match(c) else 0.68 if c.isupper() else 0.3 if c in " .,;:'il|" else 0.53 for c in text)  # fmt: skip


def lines(text: str, width: float) -> tuple[str, ...]:
    """A text in lines of at most `width` type sizes; between hanzi and at spaces it may be divided."""
    made = [""]
    for piece in _WORDS.findall(text):
        if made[-1] and ems((made[-1] + piece).rstrip()) > width:
            made.append("")
        made[-1] += piece
    return tuple(line.rstrip() for line in made)


def share(value: Decimal, total: Decimal) -> str:
    """The part of a whole in percent, as word processors round it."""
    return f"{(value * 100 / total).quantize(Decimal(1), ROUND_HALF_UP)}%"


def runs_across(data: ChartData) -> bool:
    """Whether bars run from left to right: names or numbers don't fit side by side under and over columns."""
    if data.kind != "bar":
        return False
    slot = 0.94 * _NOMINAL / len(data.categories)
    tall = any(
        len(made) > 2 or max(map(ems, made)) > slot
        for made in (lines(each, slot) for each in data.categories)
    )
    return tall or _widest(data) * len(data.rows) > slot


def natural_height(data: ChartData, size: float) -> float:
    """How high a chart wants to be when nobody says it."""
    categories, rows = len(data.categories), len(data.rows)
    legend = 1.8 if rows > 1 else 0
    if runs_across(data):
        names = LINE * max(map(len, _divided(data, _BESIDE / 100 * _NOMINAL))) + 0.3
        return size * min(_TALLEST, categories * max(rows * 1.1 + 0.45, names) + 2.2 + legend)
    return size * (14 + legend)


def plan_of(chart: Chart) -> Plan:
    """The plan of a chart of its used size."""
    data, size = chart.data, chart.look.style.size.pt
    width, height = chart.width.pt, chart.height.pt
    legend = _legend(data, width / size)
    below = size * (1.5 * len(legend) + 0.3) if legend else 0.0
    ticks, across = _ticks(data, _TICKS), runs_across(data)
    if data.kind == "pie":
        side = max(min(height - 3 * size, width * 0.45), size)
        plot = Box((width - side) / 2, (height - side) / 2, side, side)
        labels: _Labels = [(each,) for each in data.categories]
    elif across:
        plot, labels = _across(data, width / size, height - below, size)
        apart = max(ems(data.shown(tick)) for tick in ticks) + 0.6
        ticks = _ticks(data, max(1, min(_TICKS, int(plot.width / size / apart))))
    else:
        plot, labels = _upright(data, ticks, Box(0, 0, width, height - below), size)
    gap = _gap((plot.height if across else plot.width) / len(labels) / size, data, across)
    return Plan(size, width, height, plot, across, ticks, gap, tuple(labels), legend)


_Labels = list[tuple[str, ...]]


def _divided(data: ChartData, width: float) -> _Labels:
    return [lines(each, width) for each in data.categories]


def _across(data: ChartData, wide: float, height: float, size: float) -> tuple[Box, _Labels]:
    """The plot with the categories to its left; `wide` in type sizes."""
    slot, longest = (height / size - 2) / len(data.categories), max(map(ems, data.categories))
    for percent in range(_BESIDE, _BESIDE_AT_MOST, 2):
        labels = _divided(data, min(longest, percent / 100 * wide))
        if LINE * max(map(len, labels)) <= slot:
            break
    else:
        labels = _divided(data, min(longest, _BESIDE_AT_MOST / 100 * wide))
    left = max(ems(line) for label in labels for line in label) + 0.7
    right = _widest(data) + 1
    return Box(left * size, 0.3 * size, (wide - left - right) * size, height - 2 * size), labels


def _upright(
    data: ChartData, ticks: Sequence[Decimal], free: Box, size: float
) -> tuple[Box, _Labels]:
    """The plot with the categories under it."""
    left = (max(ems(data.shown(tick)) for tick in ticks) + 0.8) * size
    inner = free.width - left - 0.4 * size
    slot = 0.94 * inner / size / len(data.categories)
    labels = [lines(each, slot) for each in data.categories]
    under = size * (0.5 + LINE * max(map(len, labels)))
    return Box(left, 1.6 * size, inner, max(free.height - 1.6 * size - under, size)), labels


def _widest(data: ChartData) -> float:
    return max(ems(data.label(n)) for row in data.rows for n in row.numbers if n is not None)


def _ticks(data: ChartData, most: int) -> tuple[Decimal, ...]:
    """From 0 in at most so many steps of 1, 2 or 5 times a power of ten, no smaller than what the numbers are counted in."""
    largest = max(n.value for row in data.rows for n in row.numbers if n is not None)
    least = Decimal(1).scaleb(-data.decimals)
    largest = max(largest, least)
    for power in count(-data.decimals):
        for factor in (1, 2, 5):
            step = Decimal(factor).scaleb(power)
            steps = int((largest / step).to_integral_value(ROUND_CEILING))
            if steps <= most:
                return tuple(step * n for n in range(steps + 1))
    raise AssertionError("a step is always found")


def _gap(slot: float, data: ChartData, across: bool) -> int:
    """The gap that keeps few bars from becoming slabs; `slot` in type sizes."""
    widest = _WIDEST_BAR if across else _WIDEST_COLUMN
    gap = round((slot / widest - len(data.rows)) * 100)
    return min(max(gap, _LEAST_GAP), _MOST_GAP)


def _legend(data: ChartData, width: float) -> tuple[tuple[int, ...], ...]:
    """The names of several rows, as many in a line as fit."""
    made: list[list[int]] = []
    taken = 0.0
    for index, row in enumerate(data.rows) if len(data.rows) > 1 else ():
        wide = legend_ems(row.name)
        if not made or taken + wide > width:
            made.append([])
            taken = 0.0
        made[-1].append(index)
        taken += wide
    return tuple(map(tuple, made))


def legend_ems(name: str) -> float:
    """How wide an entry of the legend is: its sign, its name and the space behind it."""
    return ems(name) + 2.6
