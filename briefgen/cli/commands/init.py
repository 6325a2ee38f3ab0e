"""Turn `briefgen init` into a new project folder."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

import click

from briefgen.cli.commands.teaching import Command, Option
from briefgen.cli.terminal import Terminal

if TYPE_CHECKING:
    from briefgen.readyhelp import Language


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
    where = terminal.path(target)
    there = "" if where == "." else f"cd {quote(where)} && "
    terminal.say("init-made", folder=where, count=len(files), command=f"{there}briefgen build")
    return 0
