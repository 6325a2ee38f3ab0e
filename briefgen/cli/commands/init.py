"""Turn `briefgen init` into a new project folder."""

from __future__ import annotations

import click

from briefgen.cli.commands.teaching import Command, Option
from briefgen.cli.terminal import Language, Terminal


@click.command(cls=Command)
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option("--language", "content_language", cls=Option, type=click.Choice(["en", "zh"]))
@click.pass_obj
def init(terminal: Terminal, folder: str, content_language: Language | None) -> int:
    """Start a project."""
    from briefgen.project.starter import start_project
    from briefgen.world import DiskWorld

    target = terminal.base / folder
    language = content_language or terminal.language
    files = start_project(target, language, DiskWorld(target).today())
    terminal.say("init-made", folder=terminal.path(target), count=len(files))
    return 0
