"""Turn a loaded brief into a bulletin: select, order, group, count, and word what is computed.

The text fields come last, one after the other, so that each sees what is final and nothing else: topics, sections, title,
subtitle, lead, note, closing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from types import MappingProxyType
from typing import Any

from briefgen import model
from briefgen.bulletin import (
    Bulletin,
    Chart,
    Counts,
    Coverage,
    Credits,
    Distribution,
    Headline,
    Masthead,
    Organisation,
    Recipient,
    Section,
    Span,
    Task,
    Text,
)
from briefgen.compile import binding
from briefgen.compile.activities import Entry, entries_of, tasks_of, told_once
from briefgen.compile.binding import Bound
from briefgen.compile.charts import charts
from briefgen.compile.figures import nothing_counted, table, totals
from briefgen.compile.lookup import Registries, optional, registries
from briefgen.compile.sections import arrange, print_order
from briefgen.compile.weeks import weeks_of
from briefgen.compile.wording import Wording
from briefgen.load import Document, Loaded
from briefgen.markup import TABLE_NAME, problems, table_captions
from briefgen.messages import Message, Result


def compile_brief(loaded: Loaded) -> Result[Bulletin]:
    """The bulletin of a brief; the value is None when one of its text fields, or of those that it binds, has an error."""
    made = _compiled(loaded)
    return Result(made.value.bulletin if made.value else None, made.messages)


def _compiled(loaded: Loaded) -> Result[Bound]:
    parts = [_compiled(each) for each in loaded.briefs]
    messages = tuple(each for part in parts for each in part.messages)
    bound = [part.value for part in parts if part.value is not None]
    if len(bound) < len(parts):
        return Result(None, messages)
    own = _own(loaded, bound)
    return Result(own.value, (*messages, *own.messages))


def _own(loaded: Loaded, bound: Sequence[Bound]) -> Result[Bound]:
    brief = loaded.brief.value
    known = registries(loaded)
    summaries = print_order(loaded)
    reported = [
        entry
        for document in summaries
        for entry in entries_of(document, known, loaded.ref.folder, brief.date)
    ]
    entries, messages = told_once(reported, known)
    arranged = arrange(loaded, summaries, entries, known)
    counted = binding.totals(bound, known) if bound else totals(entries, loaded.summaries, known)
    figures, unfound = table(loaded.brief, counted, known)
    tasks = _tasks(loaded, entries, known)
    coverage = coverage_of(loaded)
    values: dict[str, Any] = {
        "id": loaded.ref.id,
        "template": brief.template,
        "language": brief.language,
        "masthead": _masthead(loaded.brief),
        "date": brief.date,
        "period": Span(brief.period.from_, brief.period.to) if brief.period else None,
        "organisations": coverage.reported,
        "headlines": _headlines(loaded.summaries, known),
        "figures": figures,
        "tasks": tasks,
        "weeks": weeks_of(tasks),
        "coverage": coverage,
        "counts": binding.counts(bound, len(coverage.reported))
        if bound
        else _counts(loaded, entries, arranged.sections, tasks),
        "briefs": tuple(each.bulletin for each in bound),
        "distribution": _distribution(loaded.brief),
        "credits": _credits(loaded.brief),
        "parameters": MappingProxyType(
            {
                key: loaded.brief.text(words, "parameters", key)
                for key, words in brief.parameters.items()
            }
        ),
    }
    figure = {**nothing_counted(known), **counted, **{each.id: each for each in figures}}
    wording = Wording(loaded.brief, values | {"figure": MappingProxyType(figure)})
    values["sections"] = tuple(map(wording.section, arranged.sections, arranged.plans))
    wording.names["sections"] = values["sections"]
    values["charts"], undrawn = charts(loaded.brief, counted, figures, known, wording)
    for name in ("title", "subtitle"):
        values[name] = wording.field(name)
    for name in ("lead", "note", "closing"):
        values[name] = wording.field(name, markdown=True)
    values["targets"] = _targets(loaded, values["charts"])
    values["tables"] = _captioned(_texts(loaded, values))
    everything = (
        *messages,
        *arranged.messages,
        *unfound,
        *undrawn,
        *_markdown_problems(loaded.summaries, values["sections"], entries),
        *wording.messages,
    )
    result: Result[None] = Result(None, everything)
    if result.failed:
        return Result(None, everything)
    stated = {each.id: each for each in figures}
    return Result(Bound(Bulletin(**values), {**counted, **stated}), everything)


def _reporter(document: Document[model.Summary], known: Registries) -> Organisation:
    return known.organisations[document.value.organisation]


def _headlines(
    summaries: Iterable[Document[model.Summary]], known: Registries
) -> tuple[Headline, ...]:
    return tuple(
        Headline(_reporter(each, known), each.text(each.value.headline, "headline"))
        for each in summaries
        if each.value.headline is not None
    )


def _tasks(loaded: Loaded, entries: Iterable[Entry], known: Registries) -> tuple[Task, ...]:
    """All tasks by due day, those without one last; of one day in protocol order."""
    issued = loaded.brief.value.date
    found = [task for entry in entries for task in entry.first.tasks]
    for document in loaded.summaries:
        reporter = _reporter(document, known)
        found += tasks_of(document, document.value.tasks, reporter, issued, "tasks")
    rank = {key: number for number, key in enumerate(known.organisations)}
    found.sort(key=lambda task: (task.due or date.max, rank[task.organisation.id]))
    return tuple(found)


def coverage_of(loaded: Loaded) -> Coverage:
    """Who was expected and who reported; no wording of the brief can keep it from being known."""
    known = registries(loaded)
    deadline = loaded.brief.value.deadline
    expected = _expected(loaded.brief.value.expects, known)
    if loaded.briefs:
        return binding.coverage([coverage_of(each) for each in loaded.briefs], expected, known)
    reported = tuple(_reporter(each, known) for each in loaded.summaries)
    late = tuple(
        _reporter(each, known)
        for each in loaded.summaries
        if deadline and each.value.received and each.value.received > deadline
    )
    missing = tuple(each for each in expected if each not in reported)
    return Coverage(expected, reported, missing, late)


def _expected(
    expects: str | tuple[str, ...] | model.Expects | None, known: Registries
) -> tuple[Organisation, ...]:
    everybody = known.organisations.values()
    match expects:
        case None:
            return ()
        case model.Expects():
            return tuple(each for each in everybody if _fits(each, expects))
        case tuple():
            return tuple(each for each in everybody if each.id in expects)
    return tuple(everybody)


def _fits(organisation: Organisation, wanted: model.Expects) -> bool:
    pairs = (
        (wanted.level, organisation.level),
        (wanted.region, organisation.region),
        (wanted.parent, organisation.parent),
    )
    return all(want is None or want == has for want, has in pairs)


def _counts(
    loaded: Loaded, entries: Sequence[Entry], sections: Sequence[Section], tasks: Sequence[Task]
) -> Counts:
    return Counts(
        organisations=len(loaded.summaries),
        activities=len(entries),
        joint=sum(entry.first.joint for entry in entries),
        sections=len(sections),
        images=sum(len(entry.first.images) for entry in entries),
        tasks=len(tasks),
        tasks_done=sum(task.status == "done" for task in tasks),
        tasks_overdue=sum(task.overdue for task in tasks),
    )


def _masthead(brief: Document[model.Brief]) -> Masthead:
    written = brief.value.masthead
    return Masthead(
        brief.text(written.name, "masthead", "name"),
        written.number,
        written.total,
        optional(brief, written.issuer, "masthead", "issuer"),
        optional(brief, written.secrecy, "masthead", "secrecy"),
        optional(brief, written.urgency, "masthead", "urgency"),
        written.copy_number,
        optional(brief, written.motto, "masthead", "motto"),
    )


def _distribution(brief: Document[model.Brief]) -> Distribution | None:
    written = brief.value.distribution
    if written is None:
        return None
    lists = {name: _recipients(brief, getattr(written, name), name) for name in _DISTRIBUTED}
    report, send, issue = (tuple(each.name for each in found) for found in lists.values())
    every = (*written.report, *written.send, *written.issue)
    counted = any(isinstance(each, model.Recipient) for each in every)
    shares = tuple(each for found in lists.values() for each in found) if counted else ()
    copies = written.copies or sum(share.copies for share in shares) or None
    return Distribution(report, send, issue, copies, shares)


_DISTRIBUTED = ("report", "send", "issue")


def _recipients(
    brief: Document[model.Brief], entries: Sequence[str | model.Recipient], name: str
) -> list[Recipient]:
    return [
        Recipient(brief.text(each.name, "distribution", name, n, "name"), each.copies)
        if isinstance(each, model.Recipient)
        else Recipient(brief.text(each, "distribution", name, n), 1)
        for n, each in enumerate(entries)
    ]


def _credits(brief: Document[model.Brief]) -> Credits | None:
    written = brief.value.credits
    if written is None:
        return None
    return Credits(
        **{
            each.name: optional(brief, getattr(written, each.name), "credits", each.name)
            for each in fields(Credits)
        }
    )


def _targets(loaded: Loaded, drawn: Iterable[Chart]) -> Mapping[str, Text]:
    """The captions of pictures and charts by their ids; that of a chart which isn't drawn as it is written."""
    found = {}
    for document in loaded.summaries:
        for n, activity in enumerate(document.value.activities):
            for m, image in enumerate(activity.images):
                if image.id:
                    path = ("activities", n, "images", m, "caption")
                    found[image.id] = document.text(image.caption or "", *path)
    for n, plan in enumerate(loaded.brief.value.charts):
        if plan.id:
            found[plan.id] = loaded.brief.text(plan.caption, "charts", n, "caption")
    found |= {str(chart.id): chart.caption for chart in drawn if chart.id}
    return MappingProxyType(found)


def _texts(loaded: Loaded, values: Mapping[str, Any]) -> Iterator[Text]:
    """Everything that may hold a table; the longer wording of an activity after the shorter one."""
    found = [values[name] for name in ("lead", "note", "closing")]
    found += [section.text for section in values["sections"]]
    for document in loaded.summaries:
        found.append(optional(document, document.value.text, "text"))
        for n, activity in enumerate(document.value.activities):
            for name in ("short", "text"):
                words = getattr(activity, name)
                found.append(optional(document, words, "activities", n, name))
    if loaded.themes:
        for n, theme in enumerate(loaded.themes.value.themes):
            found.append(optional(loaded.themes, theme.text, "themes", n, "text"))
    return (text for text in found if text is not None)


def _captioned(texts: Iterable[Text]) -> Mapping[str, Text]:
    """The captions of the tables that have a name, by these."""
    found = {
        name: Text(words, text.src)
        for text in texts
        if TABLE_NAME in text
        for name, words in table_captions(text)
    }
    return MappingProxyType(found)


def _markdown_problems(
    summaries: Iterable[Document[model.Summary]],
    sections: Iterable[Section],
    entries: Iterable[Entry],
) -> Iterable[Message]:
    texts: list[Text | None] = [optional(each, each.value.text, "text") for each in summaries]
    for entry in entries:
        texts += [words for each in entry.tellings for words in (each.text, each.short)]
    texts += [section.theme.text for section in sections if section.theme]
    for text in texts:
        if text is not None:
            yield from problems(text)
