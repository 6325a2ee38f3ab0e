"""Turn `briefgen status` into a table: who was expected, who reported, who is missing or late, which outputs are stale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from briefgen.cli.commands import teaching
from briefgen.cli.commands.teaching import Command, Option
from briefgen.cli.terminal import Terminal, table, words
from briefgen.messages import Message, Severity, sorted_messages

if TYPE_CHECKING:
    from briefgen.build.status import BriefStatus
    from briefgen.bulletin import Organisation

_COLUMNS = ("brief", "expected", "reported", "missing", "late", "output")


@click.command(cls=Command)
@teaching.briefs_argument()
@click.option("-o", "--output", cls=Option, type=click.Path(file_okay=False), metavar="DIR")
@click.pass_obj
def status(terminal: Terminal, briefs: tuple[str, ...], output: str | None) -> int:
    """Show who has reported, and what is stale."""
    from briefgen.build.status import brief_status
    from briefgen.project import open_project

    project = open_project(terminal.base)
    folder = project.base / output if output else project.root / "output"
    refs = project.find(briefs)
    found = [brief_status(project.root, ref, folder) for ref in refs.value or ()]
    errors = [said for said in refs.messages if said.severity is Severity.ERROR] + _errors(found)
    terminal.show(errors, project.root)
    for line in table([_head(terminal), *(_row(terminal, one) for one in found)]):
        terminal.print(line)
    if len(found) == 1:
        for line in _names(terminal, found[0]):
            terminal.print(line)
    return int(bool(errors))


def _errors(found: Iterable[BriefStatus]) -> list[Message]:
    messages = [said for one in found for said in one.messages if said.severity is Severity.ERROR]
    return sorted_messages(messages)


def _head(terminal: Terminal) -> Sequence[str]:
    return [words(column, terminal.language) for column in _COLUMNS]


def _row(terminal: Terminal, one: BriefStatus) -> Sequence[str]:
    unknown = words("unknown", terminal.language)
    counts = [unknown] * 4
    if one.coverage is not None:
        groups = (
            one.coverage.expected,
            one.coverage.reported,
            one.coverage.missing,
            one.coverage.late,
        )
        counts = [str(len(group)) for group in groups]
    outputs = [words(found.state, terminal.language, format=found.format) for found in one.outputs]
    return [one.brief, *counts, words("list-comma", terminal.language).join(outputs)]


def _names(terminal: Terminal, one: BriefStatus) -> Iterable[str]:
    """Who they are, where a name helps: those that reported, and those to be reminded."""
    if one.coverage is None:
        return
    groups = {
        "reported": one.coverage.reported,
        "missing": one.coverage.missing,
        "late": one.coverage.late,
    }
    for key, group in groups.items():
        if group:
            yield _group(terminal, key, group)


def _group(terminal: Terminal, key: str, group: Sequence[Organisation]) -> str:
    names = words("list-comma", terminal.language).join(str(organisation) for organisation in group)
    label = words(key, terminal.language)
    return words("names", terminal.language, label=label, count=len(group), names=names)
