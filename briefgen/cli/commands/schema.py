"""Turn `briefgen schema` into JSON Schema files for editors."""

from __future__ import annotations

import click

from briefgen.cli.commands.teaching import Command, Option
from briefgen.cli.terminal import Terminal


@click.command(cls=Command)
@click.option("-o", "--output", cls=Option, type=click.Path(file_okay=False), metavar="DIR")
@click.pass_obj
def schema(terminal: Terminal, output: str | None) -> int:
    """Write the JSON Schemas."""
    from briefgen.build.files import publish
    from briefgen.project import open_project
    from briefgen.project.starter import SCHEMAS
    from briefgen.schema import schemas

    folder = terminal.base / output if output else open_project(terminal.base).root / SCHEMAS
    files = {folder / name: text.encode() for name, text in schemas().items()}
    publish(files)
    for path in files:
        terminal.print(terminal.path(path))
    return 0
