"""Turn `briefgen verify` into what differs from what was built: files, what they were made from, and with what."""

from __future__ import annotations

import click

from briefgen.cli.commands import teaching
from briefgen.cli.commands.check import STYLES, as_lines
from briefgen.cli.commands.teaching import Command, Option
from briefgen.cli.terminal import Terminal, words


@click.command(cls=Command)
@teaching.briefs_argument()
@click.option("-o", "--output", cls=Option, type=click.Path(file_okay=False), metavar="DIR")
@click.option(
    "--format", "style", cls=Option, type=click.Choice(STYLES), default="text", show_default=True
)
@click.pass_obj
def verify(terminal: Terminal, briefs: tuple[str, ...], output: str | None, style: str) -> int:
    """Say what differs from what was built."""
    from briefgen.project import open_project

    project = open_project(terminal.base)
    verified = project.verify(*briefs, output=output)
    shown = [terminal.placed(said, project.root) for said in verified.messages]
    for line in as_lines(shown, style, terminal.language):
        terminal.print(line)
    if style != "json":
        count, differing = len(verified.value or ()), len(shown)
        found = words(
            "differences" if differing != 1 else "difference", terminal.language, count=differing
        )
        found = found if differing else words("all-agree", terminal.language)
        terminal.say("verified-one" if count == 1 else "verified", count=count, found=found)
    return int(bool(shown))
