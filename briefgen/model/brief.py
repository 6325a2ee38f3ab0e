"""Turn what may be written in brief.yaml into types: the masthead of one issue, and how it is arranged."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from briefgen.fields import Amount, Day, Id, Jinja, JinjaMarkdown, Line, Span, Strict


def _kind(value: object) -> str:
    """Which form of a field was written, so that a wrong value is measured against that form alone."""
    if isinstance(value, str):
        return "<word>"
    return "<list>" if isinstance(value, (list, tuple)) else "<mapping>"


def _ids_or_rest(value: object) -> object:
    if value == "rest" or isinstance(value, (list, tuple)):
        return value
    raise PydanticCustomError("ids_or_rest", "neither a list nor rest")


def _ids_or_filter(value: object) -> object:
    if isinstance(value, str) and value != "all":
        raise PydanticCustomError("expects", "not all, a list or a filter")
    return value


def _empty_topic(value: object) -> object:
    return {} if value is None else value


def _id_or_declared(value: object) -> str:
    return "<mapping>" if isinstance(value, (dict, BaseModel)) else "<word>"


class Masthead(Strict):
    """The head of the first page."""

    name: Line
    """The bulletin's name, printed large: 工作简报."""
    number: int | None = Field(default=None, ge=0)
    """Number of this issue in the year."""
    total: int | None = Field(default=None, ge=0)
    """Running number since the first issue."""
    issuer: Line | None = None
    """Who issues it."""
    secrecy: Line | None = None
    """Secrecy mark or notice: 内部资料."""
    urgency: Line | None = None
    """Urgency mark: 特急."""
    copy_number: bool = False
    """Whether each copy bears a number; the printed page keeps a place for it."""
    motto: Line | None = None
    """A line under the name."""


class Expects(Strict):
    """A filter over the registry: who should have reported."""

    level: str | None = None
    """Only organisations of this level."""
    region: str | None = None
    """Only organisations of this region."""
    parent: Id | None = None
    """Only organisations under this one."""


class Arrange(Strict):
    """How the sections come about when `sections` doesn't list them."""

    by: Literal["organisation", "theme"] = "organisation"
    """One section for each organisation, or one for each theme."""
    order: Literal["protocol", "date", "name"] = "protocol"
    """Order of the organisations: the registry's, by the first activity's date, or by name."""
    themes: tuple[Id, ...] = ()
    """Which themes, in which order; all of the registry when left out."""


class SectionPlan(Strict):
    """One section of an explicit arrangement."""

    heading: Jinja | None = None
    """Heading; the headline of its only organisation, or the theme's label, when left out."""
    organisations: Annotated[
        Annotated[tuple[Id, ...], Tag("<list>")] | Annotated[Literal["rest"], Tag("<word>")],
        Discriminator(_kind),
        BeforeValidator(_ids_or_rest),
    ] = ()
    """Ids of the organisations in this section; `rest` is every one that no other section names."""
    theme: Id | None = None
    """Or: the theme whose activities are gathered here."""
    text: JinjaMarkdown | None = None
    """A paragraph under the heading."""


class Topic(Strict):
    """A thing that several organisations did."""

    label: Line | None = None
    """Short name."""
    text: Jinja | None = None
    """One sentence for all: {{ organisations | names }}先后邀请宣讲团作宣讲。 When left out, the names and the label make it."""


class DeclaredFigure(Strict):
    """A total that the summaries can't give, stated for the whole brief."""

    figure: Id
    """Figure id."""
    value: Amount
    """The number."""
    source: Line
    """Where the number is from; printed under the table."""


class ChartPlan(Strict):
    """A chart of figures."""

    kind: Literal["bar", "line", "pie"] = "bar"
    """How it is drawn; bars when left out."""
    figures: tuple[Id, ...]
    """Ids of the figures, in order; all with one unit."""
    by: Literal["figure", "organisation"] | None = None
    """What stands side by side: the figures with their totals, or the organisations with their shares.

    When left out, the organisations for a single figure, and the figures where there are several.
    """
    caption: Jinja
    """What it shows; printed under it, after its number."""
    source: Line | None = None
    """Where the numbers are from; printed under the caption."""
    id: Id | None = None
    """What texts of the brief call it: [](#id) prints its number."""


class Recipient(Strict):
    """Who receives how many copies."""

    name: Line
    """As it is printed."""
    copies: int = Field(default=1, ge=1)
    """How many copies they get."""


_Recipients = tuple[
    Annotated[
        Annotated[Line, Tag("<word>")] | Annotated[Recipient, Tag("<mapping>")],
        Discriminator(_id_or_declared),
    ],
    ...,
]


class Distribution(Strict):
    """Who receives the bulletin: names, or {name, copies}."""

    report: _Recipients = ()
    """报: superiors."""
    send: _Recipients = ()
    """送: peers."""
    issue: _Recipients = ()
    """发: subordinates."""
    copies: int | None = Field(default=None, ge=1)
    """How many copies are printed; when left out, what the recipients get together."""


class Credits(Strict):
    """Who made it."""

    editor: Line | None = None
    """Editor."""
    checker: Line | None = None
    """Who checked it."""
    approver: Line | None = None
    """Who released it."""
    contact: Line | None = None
    """Telephone, e-mail."""


class Brief(Strict):
    """brief.yaml: the masthead of one issue and how it is arranged."""

    template: Line = "bulletin"
    """Name of the template."""
    language: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"
    """Language of the brief."""
    masthead: Masthead
    """The head of the first page."""
    date: Day
    """Day of issue."""
    period: Span | None = None
    """The days that the brief covers; activities outside are pointed out."""
    deadline: Day | None = None
    """Last day for summaries; what came in later is late."""
    title: Jinja
    """Title over the text."""
    subtitle: Jinja | None = None
    """Second line of the title."""
    lead: JinjaMarkdown | None = None
    """Opening paragraphs."""
    note: JinjaMarkdown | None = None
    """Editor's note (编者按), printed before the text."""
    closing: JinjaMarkdown | None = None
    """Closing paragraphs."""
    compiles: tuple[Line, ...] = ()
    """Ids of other briefs of the project, which this one binds into one volume (汇编), in this order."""
    expects: (
        Annotated[
            Annotated[Literal["all"], Tag("<word>")]
            | Annotated[tuple[Id, ...], Tag("<list>")]
            | Annotated[Expects, Tag("<mapping>")],
            Discriminator(_kind),
            BeforeValidator(_ids_or_filter),
        ]
        | None
    ) = None
    """Who should have reported: all, a list of ids, or a filter; nobody is missed when left out."""
    arrange: Arrange = Arrange()
    """How the text is divided."""
    sections: tuple[SectionPlan, ...] = ()
    """Explicit sections; they override `arrange`."""
    topics: dict[Id, Annotated[Topic, BeforeValidator(_empty_topic)]] = Field(default_factory=dict)
    """Topics on which activities merge."""
    figures: tuple[
        Annotated[
            Annotated[Id, Tag("<word>")] | Annotated[DeclaredFigure, Tag("<mapping>")],
            Discriminator(_id_or_declared),
        ],
        ...,
    ] = ()
    """Figures of the table, in order: an id is totalled from the summaries; {figure, value, source} is declared here."""
    charts: tuple[ChartPlan, ...] = ()
    """Charts of figures, in order."""
    distribution: Distribution | None = None
    """Distribution block at the foot of the last page."""
    credits: Credits | None = None
    """Editor, checker, contact."""
    parameters: dict[str, str] = Field(default_factory=dict)
    """Values for the template's parameters."""
