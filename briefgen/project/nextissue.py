"""Turn the last brief into the folder of the next one: number + 1, dates moved on, a stub for each organisation.

The new brief.yaml is the old text with a few values replaced where they stand, so that comments, order and line breaks
stay as their writer left them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import yaml

from briefgen.filenames import is_portable
from briefgen.messages import Message, Place, Result, Severity, Stop, message
from briefgen.world import DiskWorld, World

if TYPE_CHECKING:
    from briefgen.bulletin import Bulletin, Organisation
    from briefgen.listing import BriefRef
    from briefgen.model import Brief

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_OF_ONE_ISSUE = ("title", "subtitle", "lead", "note", "closing", "sections", "topics")
_SCHEMA_LINE = re.compile(r"# yaml-language-server: \$schema=\S+\n")


@dataclass(frozen=True, slots=True)
class NextIssue:
    """The files of a new brief by project path, and the id of the brief that it follows."""

    folder: str
    previous: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Issue:
    """A brief with its compiled content; `above` is the folder of its folder."""

    ref: BriefRef
    brief: Brief
    bulletin: Bulletin

    @property
    def above(self) -> str:
        return self.ref.folder.rpartition("/")[0]


def next_issue(
    world: DiskWorld,
    refs: Sequence[BriefRef],
    name: str,
    above: str | None = None,
    previous: str | None = None,
) -> Result[NextIssue]:
    """The folder of the brief `name`, which follows `previous`; nothing is written.

    `above` is the folder that will hold it (None: the one that holds the previous issue); `previous` None means the brief
    with the latest date, of those in `above` when that is given. The messages point to the words that are still those of the
    previous issue. Raises Stop: exit code 2 when the name is no name or is taken, 1 when there is no brief to start from.
    """
    if not _ID.fullmatch(name) or not is_portable(name):
        raise Stop(message("bad-brief-id", brief=name), exit_code=2)
    taken = [ref.folder for ref in refs if ref.id == name]
    series = _series(world, refs, above, previous) if not taken else []
    folder = taken[0] if taken else f"{above or series[-1].above}/{name}"
    if taken or world.is_dir(folder) or world.is_file(folder):
        raise Stop(message("exists-already", file=folder), exit_code=2)
    return _written(world, series, folder)


def _series(
    world: DiskWorld, refs: Sequence[BriefRef], above: str | None, previous: str | None
) -> list[_Issue]:
    """The issues of one bulletin up to the one to follow, by date."""
    issues: list[_Issue] = []
    errors: list[Message] = []
    for ref in refs:
        issue = _issue(DiskWorld(world.root), ref)
        if issue.value is not None:
            issues.append(issue.value)
        elif previous in (None, ref.id):
            errors += [said for said in issue.messages if said.severity is Severity.ERROR]
    issues.sort(key=lambda issue: (issue.bulletin.date, issue.ref.id))
    candidates = [
        issue
        for issue in issues
        if (issue.ref.id == previous if previous else above in (None, issue.above))
    ]
    if not candidates:
        raise Stop(message("no-previous"), *errors)
    last = candidates[-1]
    return [issue for issue in issues if _one_series(issue, last)] + [last]


def _issue(world: World, ref: BriefRef) -> Result[_Issue]:
    from briefgen.compile import compile_brief
    from briefgen.load import load_brief

    loaded = load_brief(world, ref)
    compiled = loaded.then(compile_brief)
    if loaded.value is None or compiled.value is None:
        return Result(None, compiled.messages)
    return Result(_Issue(ref, loaded.value.brief.value, compiled.value))


def _one_series(issue: _Issue, last: _Issue) -> bool:
    return (
        issue.above == last.above
        and issue.bulletin.masthead.name == last.bulletin.masthead.name
        and issue.bulletin.date < last.bulletin.date
    )


def _written(world: World, series: Sequence[_Issue], folder: str) -> Result[NextIssue]:
    last = series[-1]
    text = world.read(f"{last.ref.folder}/brief.yaml").decode("utf-8-sig")
    move = _move(series)
    edited = _edit(text, _changes(last.brief, move))
    files = {f"{folder}/brief.yaml": edited}
    for organisation in last.bulletin.coverage.expected or last.bulletin.organisations:
        stub = _stub(organisation, last.bulletin.language, _schema_line(world, last))
        files[f"{folder}/{organisation.id}.yaml"] = stub
    said = list(_review(edited, f"{folder}/brief.yaml", last.ref.id))
    if move is None:
        said.insert(0, message("date-unmoved", Place(f"{folder}/brief.yaml"), previous=last.ref.id))
    return Result(NextIssue(folder, last.ref.id, files), tuple(said))


# ---- how far the dates move -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    """How far to the next issue: whole months, or days."""

    months: int = 0
    days: int = 0

    def __call__(self, day: date) -> date:
        if not self.months:
            return day + timedelta(self.days)
        return _months_on(day, self.months)


def _move(series: Sequence[_Issue]) -> _Move | None:
    """How far the dates move on: as from the last issue but one to the last, or by the period; None: nothing tells."""
    last = series[-1].bulletin
    if last.period and _is_whole_months(last.period.first, last.period.last):
        first, end = last.period.first, last.period.last
        return _Move(months=(end.year - first.year) * 12 + end.month - first.month + 1)
    if len(series) > 1:
        return _Move(days=(last.date - series[-2].bulletin.date).days)
    if last.period:
        return _Move(days=(last.period.last - last.period.first).days + 1)
    return None


def _is_whole_months(first: date, last: date) -> bool:
    return first.day == 1 and (last + timedelta(1)).day == 1


def _months_on(day: date, months: int) -> date:
    """The same day of the month `months` later; the last day stays the last, and no day is past the end of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    end = _last_of_month(date(year, month + 1, 1))
    stays_last = day == _last_of_month(day)
    return end if stays_last or day.day > end.day else end.replace(day=day.day)


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


# ---- editing the text -----------------------------------------------------------------------------------------------


def _changes(last: Brief, move: _Move | None) -> dict[tuple[str, ...], str]:
    """The new values by path."""
    new_date = move(last.date) if move else last.date
    changes: dict[tuple[str, ...], str] = {}
    if last.masthead.number is not None:
        same_year = new_date.year == last.date.year
        changes["masthead", "number"] = str(last.masthead.number + 1 if same_year else 1)
    if last.masthead.total is not None:
        changes["masthead", "total"] = str(last.masthead.total + 1)
    if move is None:
        return changes
    days = {
        ("date",): last.date,
        ("deadline",): last.deadline,
        ("period", "from"): last.period.from_ if last.period else None,
        ("period", "to"): last.period.to if last.period else None,
    }
    return changes | {path: move(day).isoformat() for path, day in days.items() if day}


def _edit(text: str, changes: dict[tuple[str, ...], str]) -> str:
    """`text` with the scalars at these paths replaced; the rest, comments included, stays as it is."""
    nodes = dict(_scalars(_compose(text), ()))
    spans = [
        (nodes[path].start_mark.index, nodes[path].end_mark.index, value)
        for path, value in changes.items()
        if path in nodes
    ]
    for start, end, value in sorted(spans, reverse=True):
        text = text[:start] + value + text[end:]
    return text


def _compose(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.MappingNode)  # load.py has read it before
    return node


def _scalars(
    node: yaml.Node, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], yaml.ScalarNode]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, (*path, key.value))
    elif isinstance(node, yaml.ScalarNode):
        yield path, node


def _review(text: str, file: str, previous: str) -> Iterator[Message]:
    """A message for each thing that was written for the previous issue and says nothing by itself about this one."""
    for key, value in _compose(text).value:
        computed = isinstance(value, yaml.ScalarNode) and "{{" in value.value
        declared = key.value == "figures" and any(
            isinstance(item, yaml.MappingNode) for item in value.value
        )
        if declared or (key.value in _OF_ONE_ISSUE and not computed):
            place = Place(file, key.start_mark.line + 1, key.start_mark.column + 1)
            yield message("review-field", place, key=key.value, previous=previous)


# ---- the stubs ------------------------------------------------------------------------------------------------------

_STUB = {
    "en": """\
{schema}organisation: {id}  # {name}
# Until there is a headline, a text or an activity here, this organisation counts as missing.
#headline:
#activities:
#  - title:
#    date:
#    place:
#    text: |
#
""",
    "zh": """\
{schema}organisation: {id}  # {name}
# 写上标题、正文或活动之前，本单位算作未报送。
#headline:
#activities:
#  - title:
#    date:
#    place:
#    text: |
#
""",
}


def _stub(organisation: Organisation, language: str, schema: str) -> str:
    words = _STUB["en" if language == "en" else "zh"]
    return words.format(schema=schema, id=organisation.id, name=organisation.name)


def _schema_line(world: World, last: _Issue) -> str:
    """The line by which editors find the schema, as the previous issue's summaries have it; "" when they have none."""
    for organisation in last.bulletin.organisations:
        path = f"{last.ref.folder}/{organisation.id}.yaml"
        if world.is_file(path):
            found = _SCHEMA_LINE.match(world.read(path).decode("utf-8-sig"))
            return found[0] if found else ""
    return ""
