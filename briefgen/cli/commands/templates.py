"""Turn `briefgen templates` into what templates there are and what can be set in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from briefgen.cli.commands import teaching
from briefgen.cli.commands.teaching import Command, Group
from briefgen.cli.terminal import Terminal, table, words
from briefgen.messages import Stop

if TYPE_CHECKING:
    from briefgen.template.parameters import Parameter


@click.group(cls=Group, no_args_is_help=True)
def templates() -> None:
    """Look at templates."""


@templates.command("list", cls=Command)
@click.pass_obj
def list_all(terminal: Terminal) -> int:
    """List the templates."""
    from briefgen.project import open_project
    from briefgen.template import list_templates, load_template

    world = open_project(terminal.base).world()
    rows = []
    for name in list_templates(world):
        found = load_template(world, name)
        terminal.show(found.messages, world.root)
        rows.append((name, found.value.title(terminal.language) if found.value else ""))
    for line in table(rows) if rows else []:
        terminal.print(line)
    return 0


@templates.command("show", cls=Command)
@click.argument("name", shell_complete=teaching.complete_template)
@click.pass_obj
def show(terminal: Terminal, name: str) -> int:
    """Show one template."""
    from briefgen.project import WRONG, open_project
    from briefgen.template import load_template

    project = open_project(terminal.base)
    found = load_template(project.world(), name)
    if found.value is None:
        unknown = any(said.code == "no-template" for said in found.messages)
        raise Stop(*found.messages, exit_code=WRONG if unknown else 1)
    terminal.show(found.messages, project.root)
    terminal.print(f"{name}: {found.value.title(terminal.language)}")
    terminal.print(" > ".join(found.value.folders))
    for parameter in found.value.parameters.values():
        terminal.print(f"  {_parameter(parameter, terminal.language)}")
    return 0


def _parameter(parameter: Parameter, language: str) -> str:
    label = parameter.labels.get(language) or next(iter(parameter.labels.values()), "")
    kind = "|".join(parameter.choices) or parameter.kind
    found = words(
        "parameter",
        language,
        name=parameter.name,
        type=kind,
        default=parameter.default or '""',
        label=label,
    )
    return found.rstrip(": ：")
