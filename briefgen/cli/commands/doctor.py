"""Turn `briefgen doctor` into a report on this machine."""

from __future__ import annotations

import click

from briefgen.cli.commands.teaching import Command
from briefgen.cli.terminal import Terminal


@click.command(cls=Command)
@click.pass_obj
def doctor(terminal: Terminal) -> int:
    """Look at this machine."""
    from briefgen.doctor import examine, exit_code, report

    checks = examine(terminal.language)
    for line in report(checks, terminal.language):
        terminal.print(line)
    return exit_code(checks)
