"""Turn a brief into a print run for each organisation: its own part as a brief of its own, many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.build import need_libraries
from briefgen.build.workers import Died, usual_count, work_through
from briefgen.messages import Message, Result, message
from briefgen.pipeline import Choices, Extract, extract
from briefgen.project.printing import run_of, subject_of
from briefgen.world import DiskWorld

if TYPE_CHECKING:
    from briefgen.handout import Handout, Subject, Wish
    from briefgen.listing import BriefRef
    from briefgen.project import Project

TEMPLATE = "feature"
"""The template for one organisation, when nobody names another."""
_WARM = (
    "briefgen.load",
    "briefgen.compile",
    "briefgen.template",
    "briefgen.style",
    "briefgen.writers.pdf",
)


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker needs to know."""

    root: Path
    ref: BriefRef
    choices: Choices
    organisation: str
    formats: tuple[str, ...]
    large: bool


def of_organisations(
    project: Project,
    ref: BriefRef,
    choices: Choices,
    wish: Wish,
    *,
    together: bool,
    large: bool = False,
) -> Result[Iterator[Handout]]:
    """The print runs of all organisations that reported, in protocol order; `together`: one for all of them.

    `large`: in large print.

    The value is None when one of them can't be made: whoever prints wants all or none. Files are named after the brief and
    the organisation's id.
    """
    need_libraries()
    world = project.world()
    found = subject_of(world, ref, choices)
    if found.value is None:
        return Result(None, found.messages)
    subject = replace(found.value, shares=(), copies=None, edition="large" * large)
    own = replace(choices, template=choices.template or TEMPLATE)
    formats = ("pdf", "docx") if wish.word else ("pdf",)
    tasks = [_Task(project.root, ref, own, key, formats, large) for key in _reporters(world, ref)]
    parts, said = _made(tasks, ref)
    if len(parts) < len(tasks):
        return Result(None, said)
    runs = (
        _together(world, parts, subject, wish) if together else _each(world, parts, subject, wish)
    )
    return Result(runs.value, (*said, *runs.messages))


def _reporters(world: DiskWorld, ref: BriefRef) -> list[str]:
    from briefgen.pipeline import run_stages
    from briefgen.writers import Stage

    bulletin = run_stages(world, ref, Choices(), Stage.BULLETIN)[Stage.BULLETIN].value
    return [each.id for each in bulletin.organisations] if bulletin else []


def _made(tasks: Sequence[_Task], ref: BriefRef) -> tuple[list[Extract], tuple[Message, ...]]:
    """The parts that could be made, and everything that is said, each thing once."""
    parts: list[Extract] = []
    said: dict[str, Message] = {}
    for made in work_through(_work, tasks, usual_count(len(tasks)), warm=_WARM):
        if isinstance(made, Died):
            said.setdefault("died", message("worker-died", brief=ref.id))
            continue
        said |= {each.line(): each for each in made.messages}
        parts += [made.value] if made.value else []
    return parts, tuple(said.values())


def _work(task: _Task) -> Result[Extract]:
    world = DiskWorld(task.root)
    return extract(world, task.ref, task.choices, task.organisation, task.formats, large=task.large)


def _each(
    world: DiskWorld, parts: Sequence[Extract], subject: Subject, wish: Wish
) -> Result[Iterator[Handout]]:
    runs: list[Handout] = []
    said: list[Message] = []
    for part in parts:
        edition = "-".join(filter(None, (part.organisation, subject.edition)))
        own = replace(subject, edition=edition, title=part.title, sheets=part.sheets)
        made = run_of(world, part.files, own, wish)
        said += made.messages
        if made.value is None:
            return Result(None, tuple(said))
        runs.append(made.value)
    return Result(iter(runs), tuple(said))


def _together(
    world: DiskWorld, parts: Sequence[Extract], subject: Subject, wish: Wish
) -> Result[Iterator[Handout]]:
    from briefgen.handout import prepare
    from briefgen.handout.joining import joined

    data = joined([(part.title, part.files["pdf"]) for part in parts])
    edition = "-".join(filter(None, ("organisations", subject.edition)))
    whole = replace(subject, sheets=parts[0].sheets, edition=edition, tail=False)
    return prepare(world, data, whole, wish).then(lambda made: Result(iter([made])))
