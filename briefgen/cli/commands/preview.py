"""Turn `briefgen preview` into a server whose page in the browser follows every change."""

from __future__ import annotations

import os
from pathlib import Path

import click

from briefgen.cli.commands import teaching
from briefgen.cli.commands.teaching import Command, Option
from briefgen.cli.terminal import Terminal, words


@click.command(cls=Command)
@click.argument("brief", required=False, shell_complete=teaching.complete_brief)
@click.option(
    "-t", "--template", cls=Option, metavar="NAME", shell_complete=teaching.complete_template
)
@click.option("--port", cls=Option, type=click.IntRange(1, 65535), metavar="P")
@click.option("--editor", cls=Option, metavar="NAME")
@click.option("--no-open", "quiet", cls=Option, is_flag=True)
@click.pass_obj
def preview(
    terminal: Terminal,
    brief: str | None,
    template: str | None,
    port: int | None,
    editor: str | None,
    quiet: bool,
) -> int:
    """Look at the pages in the browser while they change."""
    from briefgen.build import need_libraries
    from briefgen.preview import Settings, need_extra, run
    from briefgen.preview.editors import EDITORS, VARIABLE, pattern_of
    from briefgen.preview.shapes import Choice
    from briefgen.project import open_project

    need_extra()
    named = editor if editor is not None else os.environ.get(VARIABLE, "")
    pattern = pattern_of(named)
    if pattern is None:
        text = words("bad-editor", terminal.language, text=repr(named), known=", ".join(EDITORS))
        raise click.BadParameter(text, param_hint="'--editor'" if editor is not None else VARIABLE)
    project = open_project(terminal.base)
    need_libraries()
    found = project.find([brief] if brief else [])
    terminal.show(found.messages, project.root)
    refs = found.value or ()
    first = Choice(max(refs, key=lambda ref: _touched(project.root / ref.folder)).id, template)
    terminal.say("previewing")
    run(project, first, Settings(port, pattern, browser=not quiet), terminal.print)
    return 0


def _touched(folder: Path) -> float:
    """When a brief was worked on last."""
    times = [path.stat().st_mtime for path in folder.glob("*.yaml") if path.is_file()]
    return max(times, default=0)
