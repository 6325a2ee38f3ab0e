"""Turn a template into what is wrong with it: over every brief of the project, and over briefs that strain it on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen import worstcase
from briefgen.build import need_libraries
from briefgen.build.files import publish
from briefgen.build.workers import Died, usual_count, work_through
from briefgen.messages import Message, Place, Result, Stop, message, sorted_messages
from briefgen.pipeline import Choices, examine
from briefgen.world import PACKAGE, LaidOver, World
from briefgen.writers import WRITERS

if TYPE_CHECKING:
    from briefgen.listing import BriefRef
    from briefgen.pipeline import Output
    from briefgen.project import Project
    from briefgen.template import Template

_ROOT = "content/worst-case"
_ALIKE = 3
"""Messages of one kind about one brief that are shown; the others would say the same."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A brief to try a template on. `label` is how it is named to the user; `invented`: it is a worst case."""

    label: str
    world: World
    ref: BriefRef
    parameters: Mapping[str, str]
    invented: bool


def trials(project: Project, template: Template) -> Iterator[Trial]:
    """Every brief of the project in a language of the template, then every worst case in each of these languages."""
    from briefgen.listing import BriefRef
    from briefgen.load import language_of

    languages = template.languages or worstcase.LANGUAGES
    for ref in project.all_briefs().value or ():
        if language_of(project.world(), ref) in languages:
            yield Trial(ref.id, project.world(), ref, {}, False)
    # What can be switched on is switched on where there is most to print.
    switched_on = {
        each.name: "yes" for each in template.parameters.values() if each.kind == "yesno"
    }
    for language in (each for each in worstcase.LANGUAGES if each in languages):
        for case in worstcase.CASES:
            world = LaidOver(project.world(), worstcase.worst_case(case, language), _ROOT)
            folder = worstcase.brief_folder(case, language)
            label = folder.rpartition("/")[2]
            given = switched_on if case == "everything" else {}
            yield Trial(label, world, BriefRef(label, folder), given, True)


def try_all(template: Template, tried: Sequence[Trial]) -> Iterator[Result[Mapping[str, Output]]]:
    """The outputs of each trial in the template's formats, in order, and what the template is to blame for.

    Raises Stop (exit code 3) when the machine lacks what an output needs.
    """
    work = partial(
        try_template, template.name, template.formats
    )  # a template can't be sent to a process
    made = work_through(
        work, tried, usual_count(len(tried)), warm=("briefgen.style", "briefgen.proof.layout")
    )
    for trial, found in zip(tried, made, strict=True):
        if isinstance(found, _Stopped):
            raise Stop(*found.messages, exit_code=found.exit_code)
        died = message("worker-died", Place(trial.label), brief=trial.label)
        yield Result(None, (died,)) if isinstance(found, Died) else found


@dataclass(frozen=True, slots=True)
class _Stopped:
    """The machine lacks something: an exception doesn't come whole out of another process."""

    messages: tuple[Message, ...]
    exit_code: int


def _try(
    name: str, formats: Sequence[str], trial: Trial
) -> Result[Mapping[str, Output]] | _Stopped:
    try:
        return try_template(name, formats, trial)
    except Stop as stop:
        return _Stopped(stop.messages, stop.exit_code)


def try_template(name: str, formats: Sequence[str], trial: Trial) -> Result[Mapping[str, Output]]:
    """The outputs of one trial, and what the template is to blame for."""
    made = examine(trial.world, trial.ref, formats, Choices(name, trial.parameters))
    if made.value is None and not trial.invented and not any(map(_is_in_template, made.messages)):
        # The content's own errors are for `briefgen check` to tell.
        return Result(
            None, (message("template-not-tried", Place(trial.ref.folder), brief=trial.label),)
        )
    if any(said.code == "briefs-not-printed" for said in made.messages):
        return Result(
            None, (message("template-not-for-volumes", Place(trial.ref.folder), brief=trial.label),)
        )
    return Result(made.value, tuple(_few(_placed(made.messages, trial))))


def load(project: Project, name: str) -> Result[Template]:
    """The template to check. Raises Stop: exit code 2 when there is none of that name, 3 when the machine lacks a library."""
    from briefgen.template import load_template

    need_libraries()
    found = load_template(project.world(), name)
    if found.value is None and any(
        said.code == "no-template" and said.place is None for said in found.messages
    ):
        raise Stop(*found.messages, exit_code=2)
    return found


def write(folder: Path, trial: Trial, outputs: Mapping[str, Output]) -> None:
    """Put what was made of a trial into a folder, to be looked at. Raises Stop when the disk doesn't allow it."""
    publish(
        {
            folder / f"{trial.label}{WRITERS[name].suffix}": made.data
            for name, made in outputs.items()
        }
    )


def _is_in_template(said: Message) -> bool:
    file = said.place.file if said.place else ""
    return file.startswith(("templates/", f"{PACKAGE}templates/"))


def _placed(messages: Sequence[Message], trial: Trial) -> Iterator[Message]:
    """The messages with a place that the user can find: a worst case has no files."""
    for said in sorted_messages(messages):
        if _is_in_template(said):
            yield said
        elif said.place is None:
            yield replace(
                said, place=Place(f"({trial.label})" if trial.invented else trial.ref.folder)
            )
        elif trial.invented:
            file = said.place.file.rpartition("/")[2]
            yield replace(
                said, place=Place(f"({trial.label})/{file}", said.place.line, said.place.column)
            )
        else:
            yield said


def _few(messages: Iterator[Message]) -> Iterator[Message]:
    """All that is said of the template's own files, and of other places the first few of each kind."""
    counts: dict[str, int] = {}
    last: dict[str, Message] = {}
    for said in messages:
        if _is_in_template(said):
            yield said
            continue
        counts[said.code] = counts.get(said.code, 0) + 1
        last[said.code] = said
        if counts[said.code] <= _ALIKE:
            yield said
    for code, count in counts.items():
        if count > _ALIKE:
            yield message("and-more", last[code].place, count=count - _ALIKE, code=code)
