"""Turn the command line's own help into docs/cli.md: `python -m briefgen.cli.reference > docs/cli.md`.

With a language as its argument, into the pages of help that lie ready (see readyhelp); with `commands`, into the table of what
each command takes (see wrongcommand).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from briefgen.cli import program
from briefgen.cli.commands.teaching import Option, full_name
from briefgen.cli.terminal import texts
from briefgen.readyhelp import WIDE, bound
from briefgen.writers import WRITERS
from briefgen.wrongcommand import FLAG, FORMATS, MANY, ONE

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


def ready_commands() -> str:
    """The file of commands: what each takes, and the texts about values of kinds of our own."""
    return "".join("\t".join(cells) + "\n" for cells in _command_lines())


def _command_lines() -> Iterator[tuple[str, ...]]:
    for key in ("bad-format", "bad-format-near", "bad-jobs", "bad-setting"):
        for language, text in texts()["words"][key].items():
            yield "text", f"{key} {language}", text
    for context in _contexts(click.Context(program, info_name="briefgen", terminal_width=WIDE - 2)):
        with context:
            yield "command", context.command_path, context.get_usage()
            for parameter in context.command.get_params(context):
                yield _parameter_line(parameter, context)


def _parameter_line(parameter: click.Parameter, context: click.Context) -> tuple[str, ...]:
    option = parameter if isinstance(parameter, click.Option) else None
    names = " ".join((*option.opts, *option.secondary_opts)) if option else ""
    many = parameter.multiple or parameter.nargs < 0
    count = FLAG if option and option.is_flag else MANY if many else ONE
    assert abs(parameter.nargs) == 1, "nothing yet takes two words at a time"
    kind, detail = _kind(parameter)
    needed = ["required"] if parameter.required else []
    hint = parameter.get_error_hint(context)
    return "parameter", hint, names, count, kind, " ".join([*needed, *detail])


def _kind(parameter: click.Parameter) -> tuple[str, list[str]]:
    """The kind of a parameter's values, and what belongs to it; "" where only the parser knows."""
    kind = parameter.type
    if isinstance(parameter, Option) and parameter.check:
        return parameter.check, list(WRITERS) if parameter.check == FORMATS else []
    if parameter.is_eager and isinstance(kind, click.Choice):
        return "language", list(kind.choices)
    if parameter.is_eager:
        return "answer", []
    if parameter.callback is not None:
        return "", []
    if isinstance(kind, click.Choice):
        return "choice", list(kind.choices)
    if isinstance(kind, click.IntRange):
        return "range", [str(limit) for limit in (kind.min, kind.max) if limit is not None]
    if isinstance(kind, click.Path):
        return ("folder", []) if kind.dir_okay and not kind.file_okay else ("", [])
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return "flag", []
    return ("text" if isinstance(kind, click.types.StringParamType) else ""), []


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


def _asked(what: str = "") -> str:
    if what == "commands":
        return ready_commands()
    return ready_help(what) if what else reference()


if __name__ == "__main__":
    click.echo(_asked(*sys.argv[1:]), nl=False)
