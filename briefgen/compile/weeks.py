"""Turn tasks into the calendar weeks in which they are due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from briefgen.bulletin import Span, Task, Week


def weeks_of(tasks: Iterable[Task]) -> tuple[Week, ...]:
    """The weeks (ISO 8601: Monday to Sunday) of tasks that are ordered by due day; those without a day come last, as one."""
    return tuple(_week(monday, tuple(group)) for monday, group in groupby(tasks, _monday))


def _monday(task: Task) -> date | None:
    return task.due - timedelta(days=task.due.weekday()) if task.due else None


def _week(monday: date | None, tasks: tuple[Task, ...]) -> Week:
    if monday is None:
        return Week(None, None, tasks)
    return Week(monday.isocalendar().week, Span(monday, monday + timedelta(days=6)), tasks)
