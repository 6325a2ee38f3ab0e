"""Turn the words of a command line into calls: one module for each command, listed here in the order of the help."""

from __future__ import annotations

import click

from briefgen.commands.build import build
from briefgen.commands.check import check
from briefgen.commands.completion import completion
from briefgen.commands.doctor import doctor
from briefgen.commands.init import init
from briefgen.commands.new import new
from briefgen.commands.schema import schema
from briefgen.commands.status import status
from briefgen.commands.templates import templates

COMMANDS: tuple[click.Command, ...] = (
    build,
    check,
    status,
    new,
    init,
    templates,
    schema,
    doctor,
    completion,
)
