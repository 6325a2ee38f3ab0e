"""Turn the words of a command line into calls: one module for each command, listed here in the order of the help."""

from __future__ import annotations

import click

from briefgen.cli.commands.build import build
from briefgen.cli.commands.check import check
from briefgen.cli.commands.completion import completion
from briefgen.cli.commands.doctor import doctor
from briefgen.cli.commands.fonts import fonts
from briefgen.cli.commands.handout import handout
from briefgen.cli.commands.init import init
from briefgen.cli.commands.new import new
from briefgen.cli.commands.preview import preview
from briefgen.cli.commands.schema import schema
from briefgen.cli.commands.status import status
from briefgen.cli.commands.templates import templates

COMMANDS: tuple[click.Command, ...] = (
    build,
    check,
    status,
    new,
    init,
    preview,
    handout,
    templates,
    fonts,
    schema,
    doctor,
    completion,
)
