"""Turn the charts that brief.yaml asks for into numbers by category, from the totals of figures and their shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from briefgen import model
from briefgen.bulletin import Chart, ChartSeries, FigureTotal, Number, Text
from briefgen.compile.lookup import Registries, optional
from briefgen.compile.wording import Wording
from briefgen.load import Document
from briefgen.load.charts import by_organisation
from briefgen.messages import Message, message

_MOST = {"bar": 40, "line": 40, "pie": 8}
"""Categories that a reader can still tell apart."""


def charts(
    document: Document[model.Brief],
    counted: Mapping[str, FigureTotal],
    declared: Sequence[FigureTotal],
    known: Registries,
    wording: Wording,
) -> tuple[tuple[Chart, ...], list[Message]]:
    """The charts in the brief's order. `counted` are the totals by figure, `declared` the lines of the table of figures.

    A figure that nobody counted is left out with a warning, and so is a chart in which nothing is left to show.
    """
    stated = {each.id: each for each in declared if each.declared}
    drawn: list[Chart] = []
    messages: list[Message] = []
    for index, plan in enumerate(document.value.charts):
        figures = []
        for number, name in enumerate(plan.figures):
            if (total := stated.get(name) or counted.get(name)) is not None:
                figures.append((number, total))
            else:
                place = document.marks.value_at(("charts", index, "figures", number))
                messages.append(message("chart-uncounted", place, id=name))
        shares = by_organisation(plan.by, len(plan.figures))
        if shares:
            messages += _repeated(document, index, figures)
        totals = [total for _, total in figures]
        categories, series = _shares(totals, known) if shares else _totals(totals)
        place = document.marks.value_at(("charts", index))
        if not _shows_something(series, plan.kind):
            messages.append(message("chart-empty", place))
            continue
        if len(categories) > _MOST[plan.kind]:
            limit = _MOST[plan.kind]
            messages.append(message("chart-crowded", place, count=len(categories), limit=limit))
        caption = document.text(plan.caption, "charts", index, "caption")
        drawn.append(
            Chart(
                number=len(drawn) + 1,
                kind=plan.kind,
                caption=wording.line(caption),
                categories=categories,
                series=series,
                unit=totals[0].unit,
                source=optional(document, plan.source, "charts", index, "source"),
                id=optional(document, plan.id, "charts", index, "id"),
            )
        )
    return tuple(drawn), messages


def _totals(figures: Sequence[FigureTotal]) -> tuple[tuple[Text, ...], tuple[ChartSeries, ...]]:
    """One row: the total of each figure. It has no name of its own."""
    numbers = tuple(figure.number for figure in figures)
    return tuple(figure.label for figure in figures), (ChartSeries(Text(""), numbers),)


def _shares(
    figures: Sequence[FigureTotal], known: Registries
) -> tuple[tuple[Text, ...], tuple[ChartSeries, ...]]:
    """A row for each figure: what each organisation that has any of them counted."""
    shares = [{each.organisation.id: each.number for each in f.by_organisation} for f in figures]
    have = [each for each in known.organisations.values() if any(each.id in row for row in shares)]
    series = tuple(
        ChartSeries(figure.label, tuple(row.get(each.id) for each in have))
        for figure, row in zip(figures, shares, strict=True)
    )
    return tuple(each.short for each in have), series


def _shows_something(series: Sequence[ChartSeries], kind: str) -> bool:
    numbers = [number for each in series for number in each.numbers if number is not None]
    return any(map(_some, numbers)) if kind == "pie" else bool(numbers)


def _some(number: Number) -> bool:
    return number.value > Decimal(0)


def _repeated(
    document: Document[model.Brief], index: int, figures: Sequence[tuple[int, FigureTotal]]
) -> Iterator[Message]:
    """Figures that are not totalled and of which an organisation has several numbers: one point can't show them."""
    for number, figure in figures:
        counts = Counter(each.organisation.short for each in figure.by_organisation)
        name, times = max(counts.items(), key=lambda item: item[1], default=("", 0))
        if times > 1:
            place = document.marks.value_at(("charts", index, "figures", number))
            args = {"id": figure.id, "organisation": name, "count": times}
            yield message("chart-several-numbers", place, **args)
