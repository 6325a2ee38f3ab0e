"""Turn `briefgen build` into built briefs: a line for each file, a summary, and again on every change when watching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import click

from briefgen.cli.commands import teaching
from briefgen.cli.commands.teaching import SCRIPTS, Command, Option
from briefgen.cli.terminal import Terminal, echo, pace, plural, size, words
from briefgen.writers import USUAL, WRITERS
from briefgen.wrongcommand import FORMATS, JOBS, SETTINGS

if TYPE_CHECKING:
    from briefgen.build import BuiltFile, Options, Outcome
    from briefgen.project import Project
    from briefgen.script import Script


@click.command(cls=Command)
@teaching.briefs_argument()
@click.option(
    "-t", "--template", cls=Option, metavar="NAME", shell_complete=teaching.complete_template
)
@click.option(
    "-f", "--format", "formats", cls=Option, multiple=True, metavar="LIST", check=FORMATS,
    default=[",".join(USUAL)], show_default=True, shell_complete=teaching.complete_formats,
)  # fmt: skip
@click.option("-o", "--output", cls=Option, type=click.Path(file_okay=False), metavar="DIR")
@click.option("--set", "parameters", cls=Option, multiple=True, metavar="KEY=VALUE", check=SETTINGS)
@click.option("--no-attach", "attach", cls=Option, is_flag=True, default=True, flag_value=False)
@click.option("--script", cls=Option, type=click.Choice(SCRIPTS))
@click.option("--terms", cls=Option, is_flag=True)
@click.option("-j", "--jobs", cls=Option, metavar="N|ADDRESS", check=JOBS)
@click.option("--strict", cls=Option, is_flag=True)
@click.option("--force", cls=Option, is_flag=True)
@click.option("--json", "events", cls=Option, is_flag=True)
@click.option("--watch", cls=Option, is_flag=True)
@click.pass_obj
def build(
    terminal: Terminal,
    briefs: tuple[str, ...],
    template: str | None,
    formats: tuple[str, ...],
    output: str | None,
    parameters: tuple[str, ...],
    script: Script | None,
    terms: bool,
    attach: bool,
    jobs: str | None,
    strict: bool,
    force: bool,
    events: bool,
    watch: bool,
) -> int:
    """Build briefs."""
    from briefgen.build import Options
    from briefgen.pipeline import Choices
    from briefgen.project import open_project

    project = open_project(terminal.base)
    wanted = {name.strip() for value in formats for name in value.split(",")}
    settings = {
        key.strip(): value for key, _, value in (each.partition("=") for each in parameters)
    }
    options = Options(
        formats=tuple(name for name in WRITERS if name in wanted) or USUAL,
        choices=Choices(template, settings, attach, script, terms),
        output=project.base / output if output else None,
        strict=strict,
        force=force,
        jobs=int(jobs) if jobs and jobs.isdecimal() else None,
        cluster=jobs if jobs and not jobs.isdecimal() else "",
    )
    once = _build_for_scripts if events else _build
    if watch:
        return _watch(terminal, project, briefs, options, once)
    return once(terminal, project, briefs, options)[0]


def _build(
    terminal: Terminal, project: Project, briefs: Sequence[str], options: Options
) -> tuple[int, dict[str, str]]:
    """Build once and tell of it; the exit code, and what was read."""
    from briefgen.build.progress import progress

    found = project.find(briefs)
    terminal.show(found.messages, project.root)
    refs = found.value or ()
    outcomes: list[Outcome] = []
    with progress(len(refs), pace(terminal.language)) as bar:
        bar.working_on(words("building", terminal.language, brief=refs[0].id))
        for outcome in project.outcomes(refs, options):
            outcomes.append(outcome)
            _tell(terminal, project, outcome)
            bar.one_done()
            following = refs[min(len(outcomes), len(refs) - 1)]
            bar.working_on(words("building", terminal.language, brief=following.id))
    if len(outcomes) > 1:
        echo(_summary(outcomes, terminal.language), err=True)
    reads = {path: then for outcome in outcomes for path, then in outcome.reads.items()}
    return max(int(found.failed), *(outcome.exit_code for outcome in outcomes)), reads


def _build_for_scripts(
    terminal: Terminal, project: Project, briefs: Sequence[str], options: Options
) -> tuple[int, dict[str, str]]:
    """The same, told in events."""
    from briefgen.cli.events import Events
    from briefgen.messages import Stop

    tell = Events(terminal, project.root)
    outcomes: list[Outcome] = []
    try:
        found = project.find(briefs)
        refs = found.value or ()
        tell.started([ref.id for ref in refs], options.formats, found.messages)
        for outcome in project.outcomes(refs, options):
            outcomes.append(outcome)
            tell.ended(_became(outcome), outcome)
    except Stop as stop:
        tell.stopped(stop.messages, stop.exit_code)
        raise
    code = max([int(found.failed), *(outcome.exit_code for outcome in outcomes)])
    tell.finished(map(_became, outcomes), code)
    return code, {path: then for outcome in outcomes for path, then in outcome.reads.items()}


def _tell(terminal: Terminal, project: Project, outcome: Outcome) -> None:
    terminal.show(outcome.messages, project.root)
    if outcome.trace:
        terminal.trace(outcome.trace)
    for file in outcome.files:
        terminal.print(_line(terminal, file))


def _line(terminal: Terminal, file: BuiltFile) -> str:
    """`output/2019-08.pdf  4 pages, 212 KB`."""
    facts = [] if file.pages is None else [plural(file.pages, "page", terminal.language)]
    facts.append(size(file.size))
    if not file.fresh:
        facts.append(words("unchanged", terminal.language))
    return f"{terminal.path(file.path)}  {words('comma', terminal.language).join(facts)}"


def _summary(outcomes: Iterable[Outcome], language: str) -> str:
    counts = Counter(_became(outcome) for outcome in outcomes)
    shown = [
        words(key, language, count=counts[kind])
        for kind, key in (("built", "built"), ("unchanged", "kept"), ("failed", "failed"))
        if counts[kind]
    ]
    return words("comma", language).join(shown)


def _became(outcome: Outcome) -> str:
    if outcome.exit_code:
        return "failed"
    return "built" if any(file.fresh for file in outcome.files) else "unchanged"


_Once = Callable[["Terminal", "Project", "Sequence[str]", "Options"], "tuple[int, dict[str, str]]"]


def _watch(
    terminal: Terminal, project: Project, briefs: Sequence[str], options: Options, once: _Once
) -> int:
    """Build, wait for a change, build again; only an interruption ends it."""
    from briefgen.build.watch import wait_for_change
    from briefgen.messages import Stop

    reads: dict[str, str] = {}
    while True:
        try:
            _, reads = once(terminal, project, briefs, options)
        except Stop as stop:
            terminal.show(stop.messages, project.root)
        reads = (
            project.listing_reads() | reads
        )  # what was read of a file says more than that it is there
        terminal.say("watching", count=len(reads))
        for path in wait_for_change(project.root, reads):
            terminal.say("changed", file=terminal.path(project.root / path))
