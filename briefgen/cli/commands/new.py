"""Turn `briefgen new` into the folder of the next issue."""

from __future__ import annotations

import click

from briefgen.cli.commands import teaching
from briefgen.cli.commands.teaching import Command, Option
from briefgen.cli.terminal import Terminal


@click.command(cls=Command)
@click.argument("name", metavar="NAME")
@click.option(
    "--from", "previous", cls=Option, metavar="BRIEF", shell_complete=teaching.complete_brief
)
@click.pass_obj
def new(terminal: Terminal, name: str, previous: str | None) -> int:
    """Start the next issue."""
    from briefgen.build.files import publish
    from briefgen.project import open_project
    from briefgen.project.nextissue import next_issue

    project = open_project(terminal.base)
    refs = project.all_briefs().value or ()
    start = (project.find([previous]).value or ())[0].id if previous else None
    made = next_issue(project.world(), refs, *project.new_folder(name), start)
    assert made.value is not None
    publish({project.root / path: text.encode() for path, text in made.value.files.items()})
    terminal.show(made.messages, project.root)
    folder = terminal.path(project.root / made.value.folder)
    terminal.say(
        "new-made", folder=folder, previous=made.value.previous, count=len(made.value.files)
    )
    return 0
