"""Turn nothing: the part of the styled tree's shape that holds charts: numbers by category, and how they look."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from briefgen.tree.styles import Colour, TextStyle
from briefgen.units import Length


@dataclass(frozen=True, slots=True)
class ChartNumber:
    """A number of a chart; `over` marks a lower bound."""

    value: Decimal
    over: bool = False


@dataclass(frozen=True, slots=True)
class ChartRow:
    """The numbers of one row, one for each category (None: nothing was counted); `name` is "" where there is one row only."""

    name: str
    numbers: tuple[ChartNumber | None, ...]


@dataclass(frozen=True, slots=True)
class ChartData:
    """What a chart shows. `grouped` numbers have a comma at every thousand; `over_mark` follows those that are lower bounds."""

    kind: Literal["bar", "line", "pie"]
    categories: tuple[str, ...]
    rows: tuple[ChartRow, ...]
    grouped: bool = False
    over_mark: str = "+"

    @property
    def exact(self) -> bool:
        """Whether no number is a lower bound; shares of such are not known."""
        return not any(n.over for row in self.rows for n in row.numbers if n is not None)

    @property
    def decimals(self) -> int:
        """How many decimals every number is shown with: as many as the longest has."""
        exponents = [
            number.value.normalize().as_tuple().exponent
            for row in self.rows
            for number in row.numbers
            if number is not None
        ]
        return max((-e for e in exponents if isinstance(e, int)), default=0) if exponents else 0

    def label(self, number: ChartNumber) -> str:
        """The number as it is printed."""
        return self.shown(number.value) + (self.over_mark if number.over else "")

    def shown(self, value: Decimal) -> str:
        """A bare number, of the axis for example."""
        places = max(self.decimals, 0)
        return f"{value:,.{places}f}" if self.grouped else f"{value:.{places}f}"


@dataclass(frozen=True, slots=True)
class ChartLook:
    """How a chart looks: its letters, the colours of rows (of a pie: of its pieces), of axis and outlines, of grid lines."""

    style: TextStyle
    colours: tuple[Colour, ...]
    axis: Colour
    grid: Colour

    def colour(self, index: int) -> Colour:
        """The colour of a row or piece; they begin again behind the last."""
        return self.colours[index % len(self.colours)]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in a line, of its used size. `alt` says all its numbers in words; `src` is its provenance."""

    data: ChartData
    look: ChartLook
    width: Length
    height: Length
    alt: str
    src: str = ""
