"""Tasks by the calendar week of their due day."""

from __future__ import annotations

from datetime import date

from briefgen.bulletin import Span
from tests.unit.test_compile import clean

TASKS = """\
tasks:
  - {task: 元旦, due: 2027-01-01}
  - {task: 周日, due: 2026-11-22}
  - {task: 没有期限}
  - {task: 周一, due: 2026-11-16}
  - {task: 次周一, due: 2026-11-23}
"""


def test_a_week_runs_from_monday_to_sunday_and_what_has_no_day_comes_last() -> None:
    bulletin = clean("", bei=TASKS)
    assert [[task.task for task in week.tasks] for week in bulletin.weeks] == [
        ["周一", "周日"],
        ["次周一"],
        ["元旦"],
        ["没有期限"],
    ]
    assert [(week.number, week.days) for week in bulletin.weeks] == [
        (47, Span(date(2026, 11, 16), date(2026, 11, 22))),
        (48, Span(date(2026, 11, 23), date(2026, 11, 29))),
        (53, Span(date(2026, 12, 28), date(2027, 1, 3))),
        (None, None),
    ]


def test_the_weeks_hold_all_tasks_in_their_order() -> None:
    bulletin = clean("", bei=TASKS, nan="tasks: [{task: 同一周, due: 2026-11-17}]")
    assert [task for week in bulletin.weeks for task in week.tasks] == list(bulletin.tasks)
    assert clean("", bei="text: 无任务").weeks == ()
