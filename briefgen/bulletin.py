"""Turn nothing: the shape of a compiled bulletin, which is all that a template receives.

Everything here is final: ordered, grouped, counted and worded. A template only chooses what to print and how.
`briefgen build -f json` dumps it. Field names are the contract for template authors; `docs/templates.md` lists them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

TABLES = ("figures", "tasks")
"""What texts call the two tables: `[](#figures)`."""


class Text(str):
    """Words from a YAML file that remember where they stand.

    `src` is `file:line:path` ("beijing.yaml:12:activities/0/text"), the value of the `data-src` attribute in the HTML.
    Computed words (a default heading) have the src of what they were computed from, or "".
    """

    src: str

    def __new__(cls, words: str, src: str = "") -> Text:
        """`words` with the place from which they come."""
        self = super().__new__(cls, words)
        self.src = src
        return self


@dataclass(frozen=True, slots=True)
class Organisation:
    """A member organisation as a template sees it; `str()` gives the short name."""

    id: str
    name: Text
    short: Text
    level: str | None = None
    parent: str | None = None
    region: str | None = None

    def __str__(self) -> str:
        return self.short


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme; `text` is Markdown, None when there is none."""

    id: str
    label: Text
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day; equal for a single day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Number:
    """A counted quantity; `over` marks a lower bound (200余 / more than 200)."""

    value: Decimal
    over: bool = False


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure as counted in one place: label, unit and number."""

    id: str
    label: Text
    unit: Text
    number: Number


@dataclass(frozen=True, slots=True)
class OrganisationValue:
    """What one organisation counted towards a total."""

    organisation: Organisation
    number: Number


@dataclass(frozen=True, slots=True)
class FigureTotal:
    """A line of the table of figures.

    `declared` totals come from brief.yaml with their `source`; the others are computed, `by_organisation` being the parts
    (in protocol order; each activity once, under the organisation that reported it). `number` is None for a figure that
    is not to be totalled (`total: none`): only its parts are printed. A total of 0 is false, for `{% if %}`.
    """

    id: str
    label: Text
    unit: Text
    number: Number | None
    declared: bool = False
    source: Text | None = None
    by_organisation: tuple[OrganisationValue, ...] = ()

    def __bool__(self) -> bool:
        return self.number is None or self.number.value != 0


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One row of a chart's numbers, one for each of its categories; None where nothing was counted."""

    label: Text
    numbers: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of figures, numbered from 1 through the brief.

    `categories` are figures (then there is one series, the totals) or organisations (a series for each figure). All numbers
    have one `unit`, maybe empty. `caption` is plain text; texts call the chart `id`.
    """

    number: int
    kind: Literal["bar", "line", "pie"]
    caption: Text
    categories: tuple[Text, ...]
    series: tuple[ChartSeries, ...]
    unit: Text
    source: Text | None = None
    id: Text | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: `file` relative to the project folder with forward slashes; `alt` is never empty; texts call it `id`."""

    file: str
    alt: Text
    caption: Text | None
    src: str
    id: Text | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task; `overdue` is judged on the brief's date. `organisation` is who reported it."""

    task: Text
    owner: Text | None
    due: date | None
    status: Literal["open", "done", "cancelled"]
    overdue: bool
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class Week:
    """The tasks that are due in one calendar week, Monday to Sunday: `number` is that of ISO 8601.

    For the tasks without a due day `number` and `days` are None.
    """

    number: int | None
    days: Span | None
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. `organisations` are all that took part, the reporting one first; `text` and `short` are Markdown.

    `weight` is how much it matters, from 1 to 9: where room is short, the least is held over first.
    """

    title: Text | None
    dates: Span | None
    place: Text | None
    text: Text | None
    short: Text | None
    reporter: Organisation
    organisations: tuple[Organisation, ...]
    themes: tuple[Theme, ...]
    topic: str | None
    figures: tuple[FigureValue, ...]
    images: tuple[Image, ...]
    tasks: tuple[Task, ...]
    src: str
    weight: int = 5

    @property
    def joint(self) -> bool:
        """Whether more than one organisation took part."""
        return len(self.organisations) > 1


@dataclass(frozen=True, slots=True)
class Item:
    """What is printed at one spot of a section: an activity, or the activities of several organisations on one topic.

    For a merged topic `sentence` is the one sentence for all (plain text, names filled in) and `label` its short name;
    the activities' own texts, where they have any, are printed after it. Otherwise both are None, and there is one
    activity, or the same joint activity in the different words of several organisations, which are all printed.
    `organisations` are all that took part, in protocol order.
    """

    activities: tuple[Activity, ...]
    organisations: tuple[Organisation, ...]
    topic: str | None = None
    label: Text | None = None
    sentence: Text | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one organisation in a section, or (organisation None) what a theme gathers from many.

    `headline` is the summary's headline where the section's heading doesn't already print it, otherwise None.
    `text` is the summary's introduction (Markdown).
    """

    organisation: Organisation | None
    headline: Text | None
    text: Text | None
    items: tuple[Item, ...]
    figures: tuple[FigureValue, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One section, numbered from 1.

    `kind` organisation: one organisation, `heading` is its headline (None when it gave none: print the name).
    `kind` theme: `theme` is set, `heading` its label. `kind` group: an explicit section of several organisations.
    `organisations` are those whose summaries it prints, in the order of printing; in a theme section all that took part,
    in protocol order. `text` is Markdown.
    """

    number: int
    kind: Literal["organisation", "theme", "group"]
    heading: Text | None
    text: Text | None
    theme: Theme | None
    organisations: tuple[Organisation, ...]
    parts: tuple[Part, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items of all parts."""
        return tuple(item for part in self.parts for item in part.items)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities of all items."""
        return tuple(activity for item in self.items for activity in item.activities)


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of one organisation's summary."""

    organisation: Organisation
    headline: Text


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who should have reported and who did, each in protocol order; `expected` is empty when the brief expects nobody."""

    expected: tuple[Organisation, ...]
    reported: tuple[Organisation, ...]
    missing: tuple[Organisation, ...]
    late: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of the first page; None where the brief gives nothing."""

    name: Text
    number: int | None
    total: int | None
    issuer: Text | None
    secrecy: Text | None
    urgency: Text | None
    copy_number: bool
    motto: Text | None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets how many of the copies."""

    name: Text
    copies: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """报 (report), 送 (send), 发 (issue) and the number of copies; empty tuples where there is nobody.

    `recipients` are all of them in that order with their copies, empty when the brief gives nobody a number.
    """

    report: tuple[Text, ...]
    send: tuple[Text, ...]
    issue: tuple[Text, ...]
    copies: int | None
    recipients: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class Credits:
    """Who made it; None where the brief gives nothing."""

    editor: Text | None
    checker: Text | None
    approver: Text | None
    contact: Text | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each in the whole brief: sums that a lead or a table may state."""

    organisations: int
    activities: int
    joint: int
    sections: int
    images: int
    tasks: int
    tasks_done: int
    tasks_overdue: int


LeftOutKind = Literal[
    "activity", "picture", "chart", "task", "figure", "introduction", "note", "closing", "section"
]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not printed because a template has to fit a number of pages; `text` is what would be printed."""

    kind: LeftOutKind
    text: Text
    organisation: Organisation | None


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A compiled brief. `lead`, `note` and `closing` are Markdown, every Jinja expression in them already filled in.

    `organisations` are those that reported, in protocol order; `headlines` all headlines, in the same order; `tasks` all
    tasks by due day (those without one last), `weeks` the same by calendar week. `parameters` are the values that the
    brief gives to its template. `left_out` is what a template that has to fit a number of pages leaves out; nothing of it
    is anywhere else in the bulletin. `briefs` are those that it binds, each final and without `briefs` of its own: then
    `organisations`, `coverage`, `counts` and the computed `figures` are of all of them; it has no sections, headlines and
    tasks itself. `targets` are the captions of pictures and charts, `tables` those of tables in texts, by the ids that texts call
    them, printed or not.
    """

    id: str
    template: str
    language: Literal["zh-Hans", "zh-Hant", "en"]
    masthead: Masthead
    date: date
    period: Span | None
    title: Text
    subtitle: Text | None
    lead: Text | None
    note: Text | None
    closing: Text | None
    organisations: tuple[Organisation, ...]
    headlines: tuple[Headline, ...]
    sections: tuple[Section, ...]
    figures: tuple[FigureTotal, ...]
    charts: tuple[Chart, ...]
    tasks: tuple[Task, ...]
    coverage: Coverage
    counts: Counts
    distribution: Distribution | None
    credits: Credits | None
    parameters: Mapping[str, Text]
    weeks: tuple[Week, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    briefs: tuple[Bulletin, ...] = ()
    targets: Mapping[str, Text] = field(default_factory=dict)
    tables: Mapping[str, Text] = field(default_factory=dict)
