"""Turn `briefgen completion` into the script that teaches a shell to complete briefgen's command line."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from briefgen.cli.commands.teaching import Command
from briefgen.cli.terminal import Terminal

SHELLS = ("bash", "zsh", "fish")


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print a completion script."""
    terminal: Terminal = context.obj
    script = get_completion_class(shell)
    assert script is not None
    root = context.find_root().command
    # Formatted by hand, for click's own way starts a shell to ask its version.
    source = script(root, {}, "briefgen", "_BRIEFGEN_COMPLETE")
    terminal.print((source.source_template % source.source_vars()).strip())
    return 0
