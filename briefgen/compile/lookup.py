"""Turn the registries of a brief into what its ids stand for, as a bulletin has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from briefgen import model
from briefgen.bulletin import FigureValue, Number, Organisation, Text, Theme
from briefgen.load import Document, Loaded


@dataclass(frozen=True, slots=True)
class Kind:
    """A quantity that may be counted, and how several numbers of it make one."""

    id: str
    label: Text
    unit: Text
    total: Literal["sum", "max", "latest", "none"]

    def value(self, number: model.Quantity) -> FigureValue:
        """A number of this kind."""
        return FigureValue(self.id, self.label, self.unit, Number(number.value, number.over))


@dataclass(frozen=True, slots=True)
class Registries:
    """What ids stand for; each mapping is in the order of its registry. `ranks` are the places of the organisations in theirs."""

    organisations: Mapping[str, Organisation]
    themes: Mapping[str, Theme]
    kinds: Mapping[str, Kind]
    ranks: Mapping[str, int]

    def in_order(self, organisations: Iterable[Organisation]) -> tuple[Organisation, ...]:
        """The organisations in protocol order, each once."""
        wanted = {each.id for each in organisations} & self.ranks.keys()
        return tuple(self.organisations[key] for key in sorted(wanted, key=self.ranks.__getitem__))


def registries(loaded: Loaded) -> Registries:
    """The registries of a loaded brief; those that it has no files for are empty."""
    themes, figures = loaded.themes, loaded.figures
    organisations = {
        each.id: _organisation(loaded.organisations, each, index)
        for index, each in enumerate(loaded.organisations.value.organisations)
    }
    return Registries(
        organisations,
        {
            each.id: _theme(themes, each, index)
            for index, each in enumerate(themes.value.themes if themes else ())
            if themes
        },
        {
            each.id: _kind(figures, each, index)
            for index, each in enumerate(figures.value.figures if figures else ())
            if figures
        },
        {key: rank for rank, key in enumerate(organisations)},
    )


def optional(document: Document[Any], words: str | None, *path: str | int) -> Text | None:
    """The words with their place, or None when there are none."""
    return None if words is None else document.text(words, *path)


def _organisation(
    document: Document[model.OrganisationRegistry], each: model.Organisation, index: int
) -> Organisation:
    name = document.text(each.name, "organisations", index, "name")
    short = optional(document, each.short, "organisations", index, "short")
    return Organisation(each.id, name, short or name, each.level, each.parent, each.region)


def _theme(document: Document[model.ThemeRegistry], each: model.Theme, index: int) -> Theme:
    label = document.text(each.label, "themes", index, "label")
    return Theme(each.id, label, optional(document, each.text, "themes", index, "text"))


def _kind(document: Document[model.FigureRegistry], each: model.FigureKind, index: int) -> Kind:
    label = document.text(each.label, "figures", index, "label")
    unit = document.text(each.unit, "figures", index, "unit")
    return Kind(each.id, label, unit, each.total)
