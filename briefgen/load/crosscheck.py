"""Turn the files of a brief into messages about what only shows when they are seen together.

Dates against the period, sections against each other, figures against the summaries, and whatever says nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from pydantic import TypeAdapter, ValidationError

from briefgen.fields import Day, DayOrSpan, Span
from briefgen.load.draft import EACH, KEY, Draft, select
from briefgen.load.references import registered
from briefgen.messages import Message, message, suggestion
from briefgen.model import Activity, Summary
from briefgen.yamltext import Data, Marked, Path
from briefgen.yamltext.validate import excerpt, listed

_DAY: TypeAdapter[date] = TypeAdapter(Day)
_SPAN: TypeAdapter[Span] = TypeAdapter(DayOrSpan)


def check_together(draft: Draft) -> Iterator[Message]:
    """Everything in the draft that is wrong or odd although each file by itself may be right (ids are checked elsewhere)."""
    if draft.brief:
        yield from _sections(draft.brief)
        yield from _dates(draft.brief, draft)
        yield from _declared(draft.brief, draft)
        yield from _unused_topics(draft.brief, draft)
        yield from _nobody_expected(draft.brief, draft)
        yield from _too_few_copies(draft.brief)
    for marked in draft.summaries.values():
        yield from _says_nothing(marked)


def _given(mapping: Data, key: str) -> bool:
    return isinstance(mapping, dict) and mapping.get(key) not in (None, [], {})


def _sections(brief: Marked) -> Iterator[Message]:
    at = brief.marks.value_at
    home: dict[str, Path] = {}
    rest: Path | None = None
    for path, section in select(brief.data, "sections", EACH):
        if not isinstance(section, dict):
            continue
        by_theme, by_list = _given(section, "theme"), _given(section, "organisations")
        if by_theme and by_list:
            yield message("section-both", brief.marks.key_at((*path, "theme")))
        elif not by_theme and not by_list:
            yield message("section-empty", at(path))
        if section.get("organisations") == "rest":
            if rest is not None:
                spot = at((*path, "organisations"))
                yield message("rest-twice", spot, line=at(rest).line)
            rest = rest or path
        for item, value in select(section, "organisations", EACH):
            if not isinstance(value, str):
                continue
            first = home.setdefault(value, path)
            if first != path:
                spot = at((*path, *item))
                yield message("organisation-in-two-sections", spot, id=value, line=at(first).line)


def _dates(brief: Marked, draft: Draft) -> Iterator[Message]:
    issue = _day(brief.data.get("date"))
    period = _span(brief.data.get("period"))
    for marked in draft.summaries.values():
        received = _day(marked.data.get("received"))
        if issue and received and received > issue:
            place = marked.marks.value_at(("received",))
            yield message("date-after-issue", place, date=received, issue=issue)
        for path, value in select(marked.data, "activities", EACH, "date"):
            span = _span(value)
            if span is None:
                continue
            if issue and span.from_ > issue:
                place = marked.marks.value_at((*path, "from"))
                yield message("date-after-issue", place, date=span.from_, issue=issue)
            elif period and (span.to < period.from_ or span.from_ > period.to):
                place = marked.marks.value_at((*path, "from"))
                yield message(
                    "date-outside-period",
                    place,
                    date=span.from_,
                    first=period.from_,
                    last=period.to,
                )


def _day(value: Data) -> date | None:
    try:
        return _DAY.validate_python(value)
    except ValidationError:
        return None


def _span(value: Data) -> Span | None:
    try:
        return _SPAN.validate_python(value)
    except ValidationError:
        return None


def _declared(brief: Marked, draft: Draft) -> Iterator[Message]:
    counted: dict[str, list[str]] = {}
    for file, marked in draft.summaries.items():
        for steps in (("figures", KEY), ("activities", EACH, "figures", KEY)):
            for _, value in select(marked.data, *steps):
                files = counted.setdefault(str(value), [])
                if PurePosixPath(file).name not in files:
                    files.append(PurePosixPath(file).name)
    for path, value in select(brief.data, "figures", EACH, "figure"):
        if isinstance(value, str) and value in counted:
            place = brief.marks.value_at(path)
            yield message(
                "figure-declared-and-counted", place, id=value, files=listed(counted[value])
            )


def _unused_topics(brief: Marked, draft: Draft) -> Iterator[Message]:
    if not draft.complete:
        return
    used = {
        value
        for marked in draft.summaries.values()
        for _, value in select(marked.data, "activities", EACH, "topic")
        if isinstance(value, str)
    }
    for path, value in select(brief.data, "topics", KEY):
        if value not in used:
            yield message("topic-unused", brief.marks.key_at(path), id=value)


def _nobody_expected(brief: Marked, draft: Draft) -> Iterator[Message]:
    wanted = brief.data.get("expects")
    if not isinstance(wanted, dict) or draft.organisations is None:
        return
    everybody = [item for _, item in select(draft.organisations.data, "organisations", EACH)]
    filters = {key: wanted.get(key) for key in ("level", "region", "parent")}
    filters = {key: value for key, value in filters.items() if isinstance(value, str)}
    ids = [value for _, value in registered(draft.organisations, "organisations")]
    alone = False
    for key, value in filters.items():
        known = {item.get(key) for item in everybody if isinstance(item, dict)}
        names = [name for name in known if isinstance(name, str)]
        if value in known:
            continue
        alone = True
        # A parent that isn't registered has its own message already.
        if key != "parent" or value in ids:
            yield message(
                "expects-nobody",
                brief.marks.value_at(("expects", key)),
                key=key,
                found=excerpt(value),
                suggestion=suggestion(str(value), names),
                known=listed(sorted(names)) or "-",
            )
    nobody = not any(
        isinstance(item, dict) and all(item.get(key) == value for key, value in filters.items())
        for item in everybody
    )
    if nobody and not alone and filters:
        yield message("expects-nobody-together", brief.marks.value_at(("expects",)))


_ACTIVITY_KEYS = {field.alias or name for name, field in Activity.model_fields.items()}
_SUMMARY_KEYS = {field.alias or name for name, field in Summary.model_fields.items()}
_SAYING = ("headline", "activities", "text", "figures", "tasks")


def _too_few_copies(brief: Marked) -> Iterator[Message]:
    """Recipients who are to get more copies than are printed."""
    shares = [
        each
        for name in ("report", "send", "issue")
        for _, each in select(brief.data, "distribution", name, EACH)
    ]
    if not any(isinstance(each, dict) for each in shares):
        return  # names alone say nothing of how many they get
    counts = [each.get("copies", 1) if isinstance(each, dict) else 1 for each in shares]
    for path, printed in select(brief.data, "distribution", "copies"):
        written = [str(value) for value in (printed, *counts)]
        if all(value.isdecimal() for value in written):
            total, *parts = map(int, written)
            if total < sum(parts):
                place = brief.marks.value_at(path)
                yield message("copies-too-few", place, copies=total, shared=sum(parts))


def _says_nothing(marked: Marked) -> Iterator[Message]:
    """Activities and summaries with nothing to print. A misspelt key may be what is missing: that is said already."""
    for path, activity in select(marked.data, "activities", EACH):
        if not isinstance(activity, dict) or activity.keys() - _ACTIVITY_KEYS:
            continue
        if not any(_given(activity, key) for key in ("title", "text", "short", "topic")):
            yield message("empty-activity", marked.marks.value_at(path))
    if marked.data.keys() <= _SUMMARY_KEYS and not any(_given(marked.data, key) for key in _SAYING):
        yield message("empty-summary", marked.marks.value_at(()))
