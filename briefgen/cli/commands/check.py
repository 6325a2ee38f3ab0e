"""Turn `briefgen check` into every message about the content and the template, as text, JSON or annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.commands import teaching
from briefgen.cli.commands.teaching import SCRIPTS, Command, Option
from briefgen.cli.terminal import Terminal, counted, plural
from briefgen.messages import Message, Result, Severity, sorted_messages

if TYPE_CHECKING:
    from briefgen.project import Project
    from briefgen.proof.parity import ParityReport
    from briefgen.script import Script

STYLES = ("text", "json", "github")


@click.command(cls=Command)
@teaching.briefs_argument()
@click.option(
    "--format", "style", cls=Option, type=click.Choice(STYLES), default="text", show_default=True
)
@click.option("--script", cls=Option, type=click.Choice(SCRIPTS))
@click.option("--parity", cls=Option, is_flag=True)
@click.option("--strict", cls=Option, is_flag=True)
@click.pass_obj
def check(
    terminal: Terminal,
    briefs: tuple[str, ...],
    style: str,
    script: Script | None,
    parity: bool,
    strict: bool,
) -> int:
    """Find every mistake."""
    from briefgen.project import open_project

    project = open_project(terminal.base)
    quiet = style == "json"
    checked = (
        _compared(terminal, project, briefs, script, quiet=quiet)
        if parity
        else project.check(*briefs, script=script)
    )
    found = checked.messages
    shown = [terminal.placed(said, project.root) for said in found]
    for line in as_lines(shown, style, terminal.language):
        terminal.print(line)
    if not quiet:
        total, count = counted(found, terminal.language), len(checked.value or ())
        terminal.say("checked-one" if count == 1 else "checked", count=count, found=total)
    limit = Severity.WARNING if strict else Severity.ERROR
    return int(any(said.severity >= limit for said in found))


def _compared(
    terminal: Terminal,
    project: Project,
    briefs: Sequence[str],
    script: Script | None,
    *,
    quiet: bool,
) -> Result[tuple[str, ...]]:
    """The briefs that were built and compared, and every message; a line of figures for each, unless `quiet`."""
    refs = project.find(briefs)
    said = list(refs.messages)
    for ref in refs.value or ():
        report = project.parity(ref, script=script)
        said += report.messages
        if report.value is not None and not quiet:
            _say_figures(terminal, ref.id, report.value)
    return Result(tuple(ref.id for ref in refs.value or ()), tuple(sorted_messages(said)))


def _say_figures(terminal: Terminal, brief: str, report: ParityReport) -> None:
    lines, language = report.lines, terminal.language
    figures = {
        "brief": brief,
        "pages": plural(report.pages, "page", language),
        "characters": report.characters,
        "same": f"{report.same / report.characters if report.characters else 1:.0%}",
        "flush": f"{report.flush:.0%}",
    }
    if lines is None:
        terminal.say("parity-words", **figures)
        return
    figures |= {"word": plural(lines.pages[1], "page", language), "lines": f"{lines.agreement:.1%}"}
    terminal.say("parity", **figures)


def as_lines(messages: Sequence[Message], style: str, language: str) -> Iterable[str]:
    """The messages in one of STYLES; JSON is one document."""
    if style == "json":
        entries = [as_data(found, language) for found in messages]
        return [json.dumps(entries, ensure_ascii=False, indent=2)]
    if style == "github":
        return [_annotation(found, language) for found in messages]
    return [found.line(language) for found in messages]


def as_data(found: Message, language: str) -> dict[str, Any]:
    """A message as JSON has it."""
    place = found.place
    return {
        "severity": found.severity.name.lower(),
        "code": found.code,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "text": found.text(language),
        "args": dict(found.args),
    }


_GITHUB = {Severity.INFO: "notice", Severity.WARNING: "warning", Severity.ERROR: "error"}


def _annotation(found: Message, language: str) -> str:
    """A workflow command of GitHub Actions; % and line ends are written as it wants them."""
    place = found.place
    properties = {"title": found.code}
    if place:
        spot = {"file": place.file, "line": place.line, "col": place.column}
        properties |= {key: str(value) for key, value in spot.items() if value}
    shown = ",".join(f"{key}={_escaped(value, True)}" for key, value in properties.items())
    return f"::{_GITHUB[found.severity]} {shown}::{_escaped(found.text(language), False)}"


def _escaped(text: str, in_property: bool) -> str:
    for letter in "%\r\n" + (":," if in_property else ""):
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text
