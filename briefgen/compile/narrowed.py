"""Turn a bulletin of many organisations into the bulletin of one of them: what it did, counted and has to do.

Handed to a template for one organisation, it is printed as an issue of its own under the same masthead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from briefgen.bulletin import (
    Activity,
    Bulletin,
    Counts,
    Coverage,
    FigureTotal,
    FigureValue,
    Item,
    Organisation,
    Part,
    Section,
    Span,
    Task,
    Text,
)
from briefgen.compile.weeks import weeks_of
from briefgen.locale import locale


def narrowed(bulletin: Bulletin, organisation: str) -> Bulletin | None:
    """The bulletin with only what the organisation of that id reported or took part in; None when that is nothing.

    Masthead, date, distribution and credits stay. The title is its headline (its name when it gave none), the period runs
    from its first day to its last; subtitle, lead, note and closing go, as they speak of all. Figures are its shares.
    """
    who = _named(bulletin, organisation)
    if who is None:
        return None
    parts = _parts(bulletin, who)
    headline = next((h.headline for h in bulletin.headlines if h.organisation == who), None)
    section = Section(1, "organisation", headline, None, None, (who,), (_one(parts, who),))
    activities = section.activities
    tasks = tuple(task for task in bulletin.tasks if _concerns(task, who, activities))
    return replace(
        bulletin,
        period=_period(activities) or bulletin.period,
        title=headline or who.name,
        subtitle=None,
        lead=None,
        note=None,
        closing=None,
        organisations=(who,),
        headlines=tuple(each for each in bulletin.headlines if each.organisation == who),
        sections=(section,),
        figures=_figures(bulletin.figures, who),
        tasks=tasks,
        weeks=weeks_of(tasks),
        coverage=_coverage(bulletin.coverage, who),
        counts=_counts(section, tasks),
    )


def _named(bulletin: Bulletin, key: str) -> Organisation | None:
    """The organisation, when it reported or took part in what another one reported."""
    partners = (each for a in _activities(bulletin) for each in a.organisations)
    every: Iterable[Organisation] = chain(bulletin.organisations, partners)
    return next((each for each in every if each.id == key), None)


def _activities(bulletin: Bulletin) -> Iterator[Activity]:
    return (activity for section in bulletin.sections for activity in section.activities)


def _parts(bulletin: Bulletin, who: Organisation) -> list[Part]:
    """The parts of all sections, each with what concerns the organisation; its own come first."""
    parts = [
        replace(part, items=tuple(_items(part.items, who, bulletin.language)))
        for section in bulletin.sections
        for part in section.parts
    ]
    own = [part for part in parts if part.organisation == who]
    return own + [part for part in parts if part.organisation != who and part.items]


def _one(parts: Sequence[Part], who: Organisation) -> Part:
    """One part of several: the organisation's own introduction and numbers, and all items."""
    own = next((part for part in parts if part.organisation == who), None)
    figures: tuple[FigureValue, ...] = own.figures if own else ()
    items = tuple(item for part in parts for item in part.items)
    return Part(who, None, own.text if own else None, items, figures, own.tasks if own else ())


def _items(items: Iterable[Item], who: Organisation, language: str) -> Iterator[Item]:
    """The items in which it took part; what merged on a topic stands by itself again."""
    for item in items:
        if item.topic is None:
            if who in item.organisations:
                yield item
            continue
        for activity in item.activities:
            if who in activity.organisations:
                yield _alone(item, activity, language)


def _alone(item: Item, activity: Activity, language: str) -> Item:
    """One activity of a topic, with a sentence of its own where it has no words."""
    single = Item((activity,), activity.organisations)
    if activity.title or activity.text or activity.short:
        return single
    sentence = item.sentence
    if item.label is not None and len(item.activities) > 1:
        names = [each.short for each in activity.organisations]
        sentence = Text(locale(language).topic(names, item.label), item.label.src)
    return replace(single, topic=item.topic, label=item.label, sentence=sentence)


def _concerns(task: Task, who: Organisation, activities: Iterable[Activity]) -> bool:
    """Whether a task is its own, or follows from what it did with the organisation that reported it."""
    return task.organisation == who or any(task in activity.tasks for activity in activities)


def _figures(figures: Iterable[FigureTotal], who: Organisation) -> tuple[FigureTotal, ...]:
    """The lines to which it counted, with its share as the number; what is declared for all is left out."""
    made = []
    for figure in figures:
        shares = tuple(share for share in figure.by_organisation if share.organisation == who)
        if shares:
            number = None if figure.number is None else shares[0].number
            made.append(replace(figure, number=number, by_organisation=shares))
    return tuple(made)


def _coverage(coverage: Coverage, who: Organisation) -> Coverage:
    lists = (coverage.expected, coverage.reported, coverage.missing, coverage.late)
    return Coverage(*(tuple(each for each in found if each == who) for found in lists))


def _period(activities: Iterable[Activity]) -> Span | None:
    days = [activity.dates for activity in activities if activity.dates]
    if not days:
        return None
    return Span(min(each.first for each in days), max(each.last for each in days))


def _counts(section: Section, tasks: Sequence[Task]) -> Counts:
    # The tellings of a joint activity after the first add words only; it is one activity.
    told = [item.activities[0] for item in section.items]
    return Counts(
        organisations=1,
        activities=len(told),
        joint=sum(activity.joint for activity in told),
        sections=1,
        images=sum(len(activity.images) for activity in section.activities),
        tasks=len(tasks),
        tasks_done=sum(task.status == "done" for task in tasks),
        tasks_overdue=sum(task.overdue for task in tasks),
    )
