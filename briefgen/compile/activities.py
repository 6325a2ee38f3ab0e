"""Turn summaries into activities: every id resolved, and a joint activity that was reported twice told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from briefgen import model
from briefgen.bulletin import Activity, Image, Organisation, Span, Task
from briefgen.compile.lookup import Registries, optional
from briefgen.load import Document
from briefgen.messages import Message, Place, message
from briefgen.world import join


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity as it is printed, once; a joint one that was reported in different words has several tellings.

    The first telling holds everything (figures, images, tasks, all organisations); the others add only their words.
    """

    tellings: tuple[Activity, ...]
    place: Place

    @property
    def first(self) -> Activity:
        """The telling that holds everything."""
        return self.tellings[0]


def entries_of(
    document: Document[model.Summary], known: Registries, folder: str, issued: date
) -> tuple[Entry, ...]:
    """What one organisation reports, in the order of its summary.

    `folder` is the brief's, for its pictures; what is open and due before `issued` is overdue.
    """
    return tuple(
        Entry(
            (_activity(document, index, known, folder, issued),),
            document.marks.value_at(("activities", index)),
        )
        for index in range(len(document.value.activities))
    )


def tasks_of(
    document: Document[model.Summary],
    tasks: Sequence[model.Task],
    reporter: Organisation,
    issued: date,
    *path: str | int,
) -> tuple[Task, ...]:
    """The tasks that stand at `path` ("tasks", or "activities", 0, "tasks")."""
    return tuple(
        Task(
            document.text(task.task, *path, index, "task"),
            optional(document, task.owner, *path, index, "owner"),
            task.due,
            task.status,
            task.status == "open" and task.due is not None and task.due < issued,
            reporter,
        )
        for index, task in enumerate(tasks)
    )


def _activity(
    document: Document[model.Summary], index: int, known: Registries, folder: str, issued: date
) -> Activity:
    written = document.value.activities[index]
    here: tuple[str | int, ...] = ("activities", index)
    reporter = known.organisations[document.value.organisation]
    partners = known.in_order(known.organisations[each] for each in written.with_)
    title = optional(document, written.title, *here, "title")
    return Activity(
        title,
        Span(written.date.from_, written.date.to) if written.date else None,
        optional(document, written.place, *here, "place"),
        optional(document, written.text, *here, "text"),
        optional(document, written.short, *here, "short"),
        reporter,
        (reporter, *partners),
        tuple(known.themes[each] for each in written.themes),
        written.topic,
        tuple(known.kinds[key].value(number) for key, number in written.figures.items()),
        tuple(
            _image(document, image, title or reporter.short, folder, *here, "images", number)
            for number, image in enumerate(written.images)
        ),
        tasks_of(document, written.tasks, reporter, issued, *here, "tasks"),
        document.text("", *here).src,
        written.weight,
    )


def _image(
    document: Document[model.Summary],
    image: model.Image,
    otherwise: str,
    folder: str,
    *path: str | int,
) -> Image:
    caption = optional(document, image.caption, *path, "caption")
    alt = optional(document, image.alt, *path, "alt") or caption
    file = document.text(join(folder, image.file), *path, "file")
    return Image(
        str(file),
        alt or document.text(otherwise, *path),
        caption,
        file.src,
        optional(document, image.id, *path, "id"),
    )


def told_once(entries: Sequence[Entry], known: Registries) -> tuple[list[Entry], list[Message]]:
    """The entries with those put together that report the same joint activity, at the place of the first.

    It is the same when each reporter names the other, and the days and the title (or topic, or text) agree. A different
    text stays as a second telling, a different number is left out; both with a warning.
    """
    merged: list[Entry] = []
    reported: dict[str, list[int]] = {}  # what stands in `merged`, by who reported it first
    messages: list[Message] = []
    for entry in entries:
        own = entry.first.reporter.id
        partners = {each.id for each in entry.first.organisations} - {own}
        near = sorted(n for partner in partners for n in reported.get(partner, ()))
        at = next((n for n in near if _same(merged[n].first, entry.first)), None)
        if at is None:
            reported.setdefault(own, []).append(len(merged))
            merged.append(entry)
        else:
            messages += _disagreements(merged[at], entry)
            merged[at] = _together(merged[at], entry, known)
    return merged, messages


def _same(one: Activity, other: Activity) -> bool:
    return (
        one.reporter != other.reporter
        and one.reporter in other.organisations
        and other.reporter in one.organisations
        and one.dates == other.dates
        and (_same_name(one, other) or _same_text(one, other))
    )


def _same_name(one: Activity, other: Activity) -> bool:
    if one.title is not None and other.title is not None:
        return one.title == other.title
    return one.topic == other.topic and (one.topic is not None or one.title == other.title)


def _same_text(one: Activity, other: Activity) -> bool:
    return None not in (one.text, other.text) and one.text == other.text


def _disagreements(kept: Entry, entry: Entry) -> list[Message]:
    first, second = kept.first, entry.first
    messages = []
    where = {"organisation": first.reporter, "line": kept.place}
    if _tells_more(kept, second):
        messages.append(message("joint-twice", entry.place, **where))
    numbers = {figure.id: figure.number for figure in first.figures}
    for figure in second.figures:
        if numbers.get(figure.id, figure.number) != figure.number:
            label = {"figure": figure.id, "kept": numbers[figure.id].value}
            messages.append(message("joint-number", entry.place, **where, **label))
    return messages


def _tells_more(kept: Entry, second: Activity) -> bool:
    """Whether the text says something that no telling says yet."""
    told = [each.text.split() for each in kept.tellings if each.text]
    return bool(told) and second.text is not None and second.text.split() not in told


def _together(kept: Entry, entry: Entry, known: Registries) -> Entry:
    first, second = kept.first, entry.first
    partners = known.in_order((*first.organisations[1:], *second.organisations))
    counted = {figure.id for figure in first.figures}
    pictured = {image.file for image in first.images}
    planned = {task.task for task in first.tasks}
    whole = replace(
        first,
        title=first.title or second.title,
        place=first.place or second.place,
        text=first.text or second.text,
        short=first.short or second.short,
        organisations=(first.reporter, *(each for each in partners if each != first.reporter)),
        themes=first.themes or second.themes,
        topic=first.topic or second.topic,
        figures=first.figures + tuple(f for f in second.figures if f.id not in counted),
        images=first.images + tuple(i for i in second.images if i.file not in pictured),
        tasks=first.tasks + tuple(t for t in second.tasks if t.task not in planned),
        weight=max(first.weight, second.weight),
    )
    words = replace(
        second,
        title=None,
        place=None,
        organisations=whole.organisations,
        figures=(),
        images=(),
        tasks=(),
    )
    others = (words,) if _tells_more(kept, second) else ()
    return Entry((whole, *kept.tellings[1:], *others), kept.place)
