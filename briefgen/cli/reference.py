"""Turn the command line's own help into docs/cli.md: `python -m briefgen.cli.reference > docs/cli.md`.

With a language as its argument, into the pages of help that lie ready (see readyhelp).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from briefgen.cli import program
from briefgen.cli.commands.teaching import full_name
from briefgen.cli.terminal import texts
from briefgen.readyhelp import WIDE, bound

_EXIT_CODES = {
    "0": "done",
    "1": "the content or the template has errors",
    "2": "the command was wrong",
    "3": "the machine lacks something; the message says what to install",
    "130": "interrupted; the files that were there are whole",
}


def reference() -> str:
    """The page: every command with its arguments, options and examples, and the exit codes."""
    return "\n".join(_page()) + "\n"


def ready_help(language: str) -> str:
    """The file of all pages of help in `language`, as a wide terminal shows them."""
    root = click.Context(program, info_name="briefgen", terminal_width=WIDE - 2)
    root.params = {"language": language}
    pages = {}
    for context in _contexts(root):
        with context:
            pages[context.command_path.partition(" ")[2]] = f"{context.get_help()}\n"
    return bound(pages)


def _page() -> Iterator[str]:
    yield "# The command line"
    yield ""
    yield "This page is made from `briefgen --help` (`python -m briefgen.cli.reference > docs/cli.md`)."
    root = click.Context(program, info_name="briefgen")
    root.params = {"language": "en"}
    for context in _contexts(root):
        yield from _command(context)
    yield from ("", "## Exit codes", "")
    for code, meaning in _EXIT_CODES.items():
        yield f"- `{code}` {meaning}"


def _contexts(context: click.Context) -> Iterator[click.Context]:
    yield context
    command = context.command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _contexts(click.Context(below, parent=context, info_name=name))


def _command(context: click.Context) -> Iterator[str]:
    entry = texts()["commands"][full_name(context)]
    pieces = " ".join(context.command.collect_usage_pieces(context))
    yield from ("", f"## {context.command_path}", "", f"    {context.command_path} {pieces}", "")
    yield entry["en"].strip()
    options = [
        parameter.get_help_record(context)
        for parameter in context.command.get_params(context)
        if isinstance(parameter, click.Option)
    ]
    yield from ("", "| option | |", "| --- | --- |")
    for record in options:
        if record is not None:
            yield f"| `{_cell(record[0])}` | {_cell(record[1])} |"
    yield ""
    for example, english, _chinese in entry["examples"]:
        yield f"- `{example}`: {english}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("  [", " [")


if __name__ == "__main__":
    click.echo(ready_help(sys.argv[1]) if sys.argv[1:] else reference(), nl=False)
