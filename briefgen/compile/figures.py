"""Turn the numbers of many activities into totals, each with the share of every organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from briefgen import model
from briefgen.bulletin import FigureTotal, FigureValue, Number, OrganisationValue
from briefgen.compile.activities import Entry
from briefgen.compile.lookup import Kind, Registries
from briefgen.load import Document
from briefgen.messages import Message, message


@dataclass(frozen=True, slots=True)
class _Count:
    """One number as it was counted; `day` None: it belongs to no day."""

    organisation: str
    number: Number
    day: date | None


def totals(
    entries: Iterable[Entry], summaries: Sequence[Document[model.Summary]], known: Registries
) -> Mapping[str, FigureTotal]:
    """The total of every figure that was counted at all, in the registry's order; each activity counts once."""
    counts: dict[str, list[_Count]] = {key: [] for key in known.kinds}
    for entry in entries:
        day = entry.first.dates.last if entry.first.dates else None
        for figure in entry.first.figures:
            counts[figure.id].append(_Count(entry.first.reporter.id, figure.number, day))
    for document in summaries:
        for key, written in document.value.figures.items():
            number = Number(written.value, written.over)
            counts[key].append(_Count(document.value.organisation, number, None))
    return {key: _total(known.kinds[key], found, known) for key, found in counts.items() if found}


def nothing_counted(known: Registries) -> Mapping[str, FigureTotal | None]:
    """What each figure is while no summary has it: a sum is 0, and of what is not added up there is nothing (None)."""
    return {
        key: FigureTotal(key, kind.label, kind.unit, Number(Decimal(0)))
        if kind.total == "sum"
        else None
        for key, kind in known.kinds.items()
    }


def values_of(document: Document[model.Summary], known: Registries) -> tuple[FigureValue, ...]:
    """The numbers of a summary that belong to no single activity."""
    return tuple(known.kinds[key].value(each) for key, each in document.value.figures.items())


def table(
    document: Document[model.Brief], counted: Mapping[str, FigureTotal], known: Registries
) -> tuple[tuple[FigureTotal, ...], list[Message]]:
    """The lines of the brief's table of figures, in its order; what nobody counted is left out with a warning."""
    lines: list[FigureTotal] = []
    messages: list[Message] = []
    for index, wanted in enumerate(document.value.figures):
        if isinstance(wanted, model.DeclaredFigure):
            lines.append(_declared(document, wanted, index, known))
        elif wanted in counted:
            lines.append(counted[wanted])
        else:
            place = document.marks.value_at(("figures", index))
            messages.append(message("figure-uncounted", place, id=wanted))
    return tuple(lines), messages


def _declared(
    document: Document[model.Brief], wanted: model.DeclaredFigure, index: int, known: Registries
) -> FigureTotal:
    kind = known.kinds[wanted.figure]
    number = Number(wanted.value.value, wanted.value.over)
    source = document.text(wanted.source, "figures", index, "source")
    return FigureTotal(kind.id, kind.label, kind.unit, number, True, source)


def _total(kind: Kind, counts: Sequence[_Count], known: Registries) -> FigureTotal:
    shares = []
    for organisation in known.organisations.values():
        own = [each for each in counts if each.organisation == organisation.id]
        if kind.total == "none":
            shares += [OrganisationValue(organisation, each.number) for each in own]
        elif own:
            shares.append(OrganisationValue(organisation, _combined(kind, own)))
    number = None if kind.total == "none" else _combined(kind, counts)
    return FigureTotal(kind.id, kind.label, kind.unit, number, by_organisation=tuple(shares))


def _combined(kind: Kind, counts: Sequence[_Count]) -> Number:
    over = any(each.number.over for each in counts)
    if kind.total == "latest":
        # Of several on one day the last counts, hence backwards.
        return max(reversed(counts), key=lambda each: each.day or date.min).number
    if kind.total == "max":
        return Number(max(each.number.value for each in counts), over)
    return Number(sum((each.number.value for each in counts), Decimal(0)), over)
