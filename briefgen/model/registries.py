"""Turn what may be written in the registries into types: organisations, themes and figures."""

from __future__ import annotations

from typing import Literal

from briefgen.fields import Id, Line, Markdown, Strict


class Organisation(Strict):
    """A member that may report."""

    id: Id
    """Short name in Latin letters; also the file name of its summaries."""
    name: Line
    """Full official name."""
    short: Line | None = None
    """Name used in running text and headings; the full name when left out."""
    level: str | None = None
    """Rank or kind (province, district, branch …), for `expects`."""
    parent: Id | None = None
    """Id of the organisation above it."""
    region: str | None = None
    """Part of the country or town, for `expects`."""


class OrganisationRegistry(Strict):
    """organisations.yaml: who may report; the order of the list is the protocol order."""

    organisations: tuple[Organisation, ...]
    """The organisations, in protocol order."""


class Theme(Strict):
    """A heading under which activities of many organisations are gathered."""

    id: Id
    """Short name used in `themes:`."""
    label: Line
    """The heading that is printed."""
    text: Markdown | None = None
    """A paragraph printed under the heading."""


class ThemeRegistry(Strict):
    """themes.yaml: the themes in the order in which a brief by theme prints them."""

    themes: tuple[Theme, ...]
    """The themes, in the order of printing."""


class Term(Strict):
    """A term that is written in one certain way in each script."""

    hans: Line
    """In simplified characters."""
    hant: Line
    """In traditional characters."""


class TermRegistry(Strict):
    """terms.yaml: what a change between simplified and traditional characters (--script) writes otherwise, or leaves alone."""

    terms: tuple[Term, ...] = ()
    """Terms with their form in both scripts."""
    keep: tuple[Line, ...] = ()
    """Words that stay as they are written."""


class FigureKind(Strict):
    """A quantity that summaries may count."""

    id: Id
    """Short name used in `figures:`."""
    label: Line
    """What is counted: 发放问卷, participants."""
    unit: str = ""
    """Unit printed after the number: 份, 人, 个."""
    total: Literal["sum", "max", "latest", "none"] = "sum"
    """How the numbers of several activities make one: added up, the largest, the last by date, or not at all."""


class FigureRegistry(Strict):
    """figures.yaml: the figures that may be counted, in the order of the table."""

    figures: tuple[FigureKind, ...]
    """The figures, in the order of the table."""
