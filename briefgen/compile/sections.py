"""Turn activities into sections: by organisation, by theme, or as brief.yaml lists them; whatever has no place is named.

An activity is printed once. Sections that list organisations choose first, then those of a theme (an activity goes under the
first of its themes that has a section), and `rest` takes what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from briefgen import model
from briefgen.bulletin import Item, Part, Section, Text, Theme
from briefgen.compile.activities import Entry, tasks_of
from briefgen.compile.figures import values_of
from briefgen.compile.lookup import Registries, optional
from briefgen.load import Document, Loaded
from briefgen.locale import locale
from briefgen.messages import Message, message


@dataclass(frozen=True, slots=True)
class Planned:
    """A section to be filled: one organisation, several, the rest or a theme; `index` is its number in brief.yaml."""

    organisations: tuple[str, ...] = ()
    theme: Theme | None = None
    rest: bool = False
    heading: Text | None = None
    text: Text | None = None
    index: int | None = None


@dataclass(slots=True)
class _Filling:
    """What came to stand in one section, by reporter where it is divided by organisations."""

    reporters: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arranged:
    """The sections, topics not yet worded (an item whose `topic` is set needs its sentence), and the plan behind each."""

    sections: tuple[Section, ...]
    plans: tuple[Planned, ...]
    messages: tuple[Message, ...]


def print_order(loaded: Loaded) -> tuple[Document[model.Summary], ...]:
    """The summaries in the order in which they are printed: as sections list them, the others as `arrange` says."""
    brief = loaded.brief.value
    words = locale(brief.language)
    names = {each.id: each.short or each.name for each in loaded.organisations.value.organisations}
    ordered = list(loaded.summaries)
    if brief.arrange.order == "date":
        ordered.sort(key=lambda each: _first_day(each.value))
    elif brief.arrange.order == "name":
        ordered.sort(key=lambda each: words.sort_key(names[each.value.organisation]))
    listed = [each for plan in brief.sections for each in _listed(plan)]
    rank = {key: number for number, key in enumerate(listed)}
    return tuple(sorted(ordered, key=lambda each: rank.get(each.value.organisation, len(rank))))


def arrange(
    loaded: Loaded,
    summaries: Sequence[Document[model.Summary]],
    entries: Sequence[Entry],
    known: Registries,
) -> Arranged:
    """The sections of a brief, filled from its `summaries` (in the order of printing) and their `entries`."""
    plans = _plans(loaded, summaries, known)
    by_reporter = {each.value.organisation: each for each in summaries}
    fillings = [_Filling() for _ in plans]
    left = _fill(plans, fillings, by_reporter, entries)
    messages = _left_over(plans, fillings, by_reporter, left)
    sections: list[Section] = []
    kept: list[Planned] = []
    for plan, filling in zip(plans, fillings, strict=True):
        section = _section(len(sections) + 1, plan, filling, by_reporter, known, loaded)
        if section.parts or (section.text and section.heading):
            sections.append(section)
            kept.append(plan)
        elif plan.index is not None:
            place = loaded.brief.marks.value_at(("sections", plan.index))
            messages.append(message("section-unfilled", place))
    return Arranged(tuple(sections), tuple(kept), tuple(messages))


def _first_day(summary: model.Summary) -> date:
    return min((each.date.from_ for each in summary.activities if each.date), default=date.max)


def _listed(plan: model.SectionPlan) -> tuple[str, ...]:
    return () if plan.organisations == "rest" else plan.organisations


def _plans(
    loaded: Loaded, summaries: Sequence[Document[model.Summary]], known: Registries
) -> list[Planned]:
    brief = loaded.brief
    if brief.value.sections:
        return [
            Planned(
                _listed(plan),
                known.themes[plan.theme] if plan.theme else None,
                plan.organisations == "rest",
                optional(brief, plan.heading, "sections", index, "heading"),
                optional(brief, plan.text, "sections", index, "text"),
                index,
            )
            for index, plan in enumerate(brief.value.sections)
        ]
    if brief.value.arrange.by == "organisation":
        return [Planned((each.value.organisation,)) for each in summaries]
    return [Planned(theme=known.themes[key]) for key in brief.value.arrange.themes or known.themes]


def _fill(
    plans: Sequence[Planned],
    fillings: Sequence[_Filling],
    by_reporter: Mapping[str, Document[model.Summary]],
    entries: Sequence[Entry],
) -> list[Entry]:
    """Put every entry into the filling of its section; the entries that have none are returned."""
    home = {key: n for n, plan in enumerate(plans) for key in plan.organisations}
    gathers = {plan.theme.id: n for n, plan in enumerate(plans) if plan.theme}
    rest = next((n for n, plan in enumerate(plans) if plan.rest), None)
    for key in by_reporter:
        if key in home:
            fillings[home[key]].reporters.append(key)
        elif rest is not None:
            fillings[rest].reporters.append(key)
    left: list[Entry] = []
    for entry in entries:
        themes = (each.id for each in entry.first.themes)
        at = home.get(entry.first.reporter.id)
        if at is None:
            at = next((gathers[key] for key in themes if key in gathers), rest)
        if at is None:
            left.append(entry)
        else:
            fillings[at].entries.append(entry)
    return left


def _left_over(
    plans: Sequence[Planned],
    fillings: Sequence[_Filling],
    by_reporter: Mapping[str, Document[model.Summary]],
    left: Iterable[Entry],
) -> list[Message]:
    """A warning for everything that no section prints; one for the whole summary where no theme could have taken it."""
    themed = any(plan.theme for plan in plans)
    placed = {key for filling in fillings for key in filling.reporters}
    messages: list[Message] = []
    for key, document in by_reporter.items():
        if key in placed:
            continue
        if not themed:
            place = document.marks.value_at(("organisation",))
            messages.append(message("summary-not-placed", place, id=key))
        elif document.value.text is not None:
            messages.append(message("text-not-placed", document.marks.value_at(("text",))))
    for entry in left if themed else ():
        ids = [each.id for each in entry.first.themes]
        code = "activity-not-placed" if ids else "activity-without-theme"
        messages.append(message(code, entry.place, themes=ids))
    return messages


def _section(
    number: int,
    plan: Planned,
    filling: _Filling,
    by_reporter: Mapping[str, Document[model.Summary]],
    known: Registries,
    loaded: Loaded,
) -> Section:
    if plan.theme:
        return _theme_section(number, plan, plan.theme, filling, known)
    single = len(plan.organisations) == 1
    documents = [by_reporter[key] for key in filling.reporters]
    heading = plan.heading
    if single and documents:
        heading = heading or optional(documents[0], documents[0].value.headline, "headline")
    items = _items(filling.entries, known, merge=not single)
    parts = tuple(_part(each, items, heading, known, loaded) for each in documents)
    printed = tuple(each for each in parts if _says_something(each) or (single and heading))
    here = {each.organisation for each in printed} | {e.first.reporter for e in filling.entries}
    reporters = (known.organisations[key] for key in filling.reporters)
    return Section(
        number,
        "organisation" if single and documents else "group",
        heading,
        plan.text,
        None,
        tuple(each for each in reporters if each in here),
        printed,
    )


def _theme_section(
    number: int, plan: Planned, theme: Theme, filling: _Filling, known: Registries
) -> Section:
    items = _items(filling.entries, known, merge=True)
    return Section(
        number,
        "theme",
        plan.heading or theme.label,
        plan.text or (theme.text if items else None),
        theme,
        known.in_order(each for item in items for each in item.organisations),
        (Part(None, None, None, items),) if items else (),
    )


def _part(
    document: Document[model.Summary],
    items: Iterable[Item],
    heading: Text | None,
    known: Registries,
    loaded: Loaded,
) -> Part:
    summary = document.value
    organisation = known.organisations[summary.organisation]
    headline = optional(document, summary.headline, "headline")
    return Part(
        organisation,
        None if headline == heading else headline,
        optional(document, summary.text, "text"),
        tuple(item for item in items if item.activities[0].reporter == organisation),
        values_of(document, known),
        tasks_of(document, summary.tasks, organisation, loaded.brief.value.date, "tasks"),
    )


def _says_something(part: Part) -> bool:
    return bool(part.headline or part.text or part.items or part.figures or part.tasks)


def _items(entries: Sequence[Entry], known: Registries, *, merge: bool) -> tuple[Item, ...]:
    """The entries as items; with `merge`, those that share a topic are one item at the place of the first."""
    shared: dict[str, list[Entry]] = {}
    for entry in entries:
        if merge and entry.first.topic:
            shared.setdefault(entry.first.topic, []).append(entry)
    items: list[Item] = []
    for entry in entries:
        together = shared.get(entry.first.topic or "", [entry])
        if together[0] is entry:
            items.append(_item(together, known))
    return tuple(items)


def _item(entries: Sequence[Entry], known: Registries) -> Item:
    first = entries[0].first
    activities = tuple(telling for entry in entries for telling in entry.tellings)
    organisations = known.in_order(each for one in activities for each in one.organisations)
    says_itself = first.title or first.text or first.short
    topic = first.topic if len(entries) > 1 or not says_itself else None
    return Item(activities, organisations, topic)
