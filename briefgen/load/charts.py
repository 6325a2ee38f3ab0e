"""Turn the charts of brief.yaml into messages about those that can't be drawn, whatever the summaries say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from briefgen.load.draft import EACH, Draft, select
from briefgen.messages import Message, message
from briefgen.yamltext import Data, Marked, Path

MOST_SERIES = 6
"""Figures side by side for each organisation: more colours can't be told apart in grey."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the registry says of each figure, and which figures brief.yaml states for the whole brief."""

    units: Mapping[str, str]
    apart: frozenset[str]
    declared: frozenset[str]


def check_charts(draft: Draft) -> Iterator[Message]:
    """Charts without figures, with several units, with rows that a pie has no room for, of numbers that nobody has."""
    if draft.brief is None:
        return
    known = _known(draft)
    for path, chart in select(draft.brief.data, "charts", EACH):
        figures = chart.get("figures") if isinstance(chart, dict) else None
        if isinstance(chart, dict) and isinstance(figures, list):
            yield from _chart(draft.brief, path, chart, figures, known)


def by_organisation(by: Data, figures: int) -> bool:
    """Whether organisations stand side by side in a chart of so many figures; `by` None: nobody said it."""
    return by == "organisation" or (by is None and figures == 1)


def _known(draft: Draft) -> _Known:
    units, apart = {}, set()
    for _, each in select(draft.figures.data, "figures", EACH) if draft.figures else ():
        if isinstance(each, dict) and isinstance(name := each.get("id"), str):
            units[name] = str(each.get("unit") or "")
            if each.get("total") == "none":
                apart.add(name)
    brief = draft.brief.data if draft.brief else None
    declared = {str(value) for _, value in select(brief, "figures", EACH, "figure")}
    return _Known(units, frozenset(apart), frozenset(declared))


def _chart(
    brief: Marked, path: Path, chart: Mapping[str, Data], figures: list[Data], known: _Known
) -> Iterator[Message]:
    at = brief.marks.value_at
    if not figures:
        yield message("chart-without-figures", at((*path, "figures")))
    shares = by_organisation(chart.get("by"), len(figures))
    if shares and chart.get("kind") == "pie" and len(figures) > 1:
        yield message("chart-pie-series", at((*path, "figures", 1)))
    elif shares and len(figures) > MOST_SERIES:
        spot = at((*path, "figures", MOST_SERIES))
        yield message("chart-series", spot, count=len(figures), limit=MOST_SERIES)
    first: str | None = None
    for index, name in enumerate(figures):
        if not isinstance(name, str) or name not in known.units:
            continue
        spot, unit = at((*path, "figures", index)), known.units[name]
        first = unit if first is None else first
        if unit != first:
            yield message("chart-units", spot, id=name, unit=unit or "–", first=first or "–")
        if shares and name in known.declared:
            yield message("chart-declared", spot, id=name)
        elif not shares and name in known.apart and name not in known.declared:
            yield message("chart-not-totalled", spot, id=name)
