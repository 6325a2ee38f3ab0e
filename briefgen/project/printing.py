"""Turn a brief or any PDF into the files of its print run: build what is stale, put it on paper, publish file by file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.build import Options
from briefgen.build.files import publish
from briefgen.form import Form
from briefgen.messages import Place, Result, Stop, message
from briefgen.pipeline import Choices, large_print, run_stages
from briefgen.world import DiskWorld
from briefgen.writers import Stage

if TYPE_CHECKING:
    from briefgen.handout import Handout, Subject, Wish
    from briefgen.listing import BriefRef
    from briefgen.project import Project

_LARGEST_FILE = 1_000_000_000  # bytes; a PDF is held in memory several times


@dataclass(frozen=True, slots=True)
class Printed:
    """A file that stands in its place; `size` in bytes."""

    path: Path
    size: int


def of_brief(
    project: Project,
    ref: BriefRef,
    choices: Choices,
    output: Path | None,
    wish: Wish,
    *,
    large: bool = False,
) -> Result[Handout]:
    """The print run of a brief, whose PDF is built first when it is out of date; None when it has errors.

    `large`: set anew in large print, which is no file of its own.
    """
    formats = ("pdf", "docx") if wish.word else ("pdf",)
    options = Options(formats=formats, choices=choices, output=output, jobs=1)
    (outcome,) = project.outcomes((ref,), options)
    if outcome.exit_code or not outcome.files:
        if outcome.exit_code == 3:
            raise Stop(*outcome.messages, exit_code=3)
        return Result(None, outcome.messages)
    world = project.world()
    found = subject_of(world, ref, choices)
    if found.value is None:
        return Result(None, found.messages)
    subject, said = found.value, outcome.messages
    if large:
        subject = replace(subject, edition="large")
        printed = large_print(world, ref, choices, formats)
        said += printed.messages
    else:
        printed = Result({file.format: file.path.read_bytes() for file in outcome.files})
    if printed.value is None:
        return Result(None, said)
    made = run_of(world, printed.value, subject, wish)
    return Result(made.value, (*said, *made.messages))


def run_of(
    world: DiskWorld, files: Mapping[str, bytes], subject: Subject, wish: Wish
) -> Result[Handout]:
    """The print run of a PDF, and of the Word file that goes with it when copies of that are wanted as well."""
    from briefgen.handout import in_word, prepare

    made = prepare(world, files["pdf"], subject, wish)
    if not wish.word:
        return made
    return made.then(partial(in_word, files["docx"], subject=subject, wish=wish))


def subject_of(world: DiskWorld, ref: BriefRef, choices: Choices) -> Result[Subject]:
    """What a print run needs to know of a brief."""
    from briefgen.handout import Subject
    from briefgen.handout.numbers import Share

    stages = run_stages(world, ref, choices, Stage.PAGE, fitting=False)
    bulletin, page = stages[Stage.BULLETIN].value, stages[Stage.PAGE].value
    if page is None or bulletin is None:
        return Result(None, stages[Stage.PAGE].messages)
    distribution = bulletin.distribution
    recipients = distribution.recipients if distribution else ()
    shares = tuple(Share(str(each.name), each.copies) for each in recipients)
    subject = Subject(
        name=choices.edition(ref.id),
        title=bulletin.title.replace("\n", " "),
        language=bulletin.language,
        day=bulletin.date,
        tail=bool(distribution or bulletin.credits),
        shares=shares,
        copies=distribution.copies if distribution else None,
        sheets=() if isinstance(page, Form) else page.sheets,
    )
    return Result(subject)


def of_file(path: Path, language: str, wish: Wish, root: Path) -> Result[Handout]:
    """The print run of any PDF; None when it can't be read or printed. Pictures of a watermark are those below `root`."""
    from briefgen.handout import Subject, prepare

    place = Place(str(path))
    try:
        if path.stat().st_size > _LARGEST_FILE:
            limit = f"{_LARGEST_FILE // 1_000_000} MB"
            return Result(None, (message("too-large", place, file=path.name, limit=limit),))
        data = path.read_bytes()
    except PermissionError:
        return Result(None, (message("no-permission", place, file=path.name),))
    except OSError as error:
        reason = error.strerror or str(error)
        return Result(None, (message("io-error", place, file=path.name, reason=reason),))
    return prepare(DiskWorld(root), data, Subject(path.stem, path.stem, language), wish)


def write(folder: Path, handout: Handout) -> Iterator[Printed]:
    """Publish the files of a print run in a folder, each when it is made; what stands there is whole at any time."""
    for name, data in handout.files:
        path = folder / name
        publish({path: data})
        yield Printed(path, len(data))
