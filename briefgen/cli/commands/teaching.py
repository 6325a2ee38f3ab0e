"""Turn the texts of `data/help.toml` into the help of commands and options, in the user's language, with examples.

Commands and options are declared without words; click asks the classes here when it prints help.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.terminal import Terminal, texts, words
from briefgen.readyhelp import language_of
from briefgen.writers import WRITERS
from briefgen.wrongcommand import faults_in

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from briefgen.project import Project
    from briefgen.readyhelp import Language


SCRIPTS = ("hans", "hant")
"""What --script takes."""


def language(context: click.Context | None = None) -> Language:
    """The language of the command line that is being read."""
    found = context or click.get_current_context(silent=True)
    chosen: Language | None = found.find_root().params.get("language") if found else None
    return chosen or language_of(os.environ)


def full_name(context: click.Context) -> str:
    """The name by which help.toml knows a command: "build", "templates list"."""
    return context.command_path.partition(" ")[2] or "briefgen"


class Option(click.Option):
    """An option whose help is looked up by the command's name and its own; `check` is the kind of its values (wrongcommand)."""

    def __init__(self, *declarations: Any, check: str = "", **given: Any) -> None:
        super().__init__(*declarations, **given)
        self.check = check

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:
        """The value. Raises click.BadParameter when it is none of its kind."""
        found = super().type_cast_value(ctx, value)
        values = found if self.multiple else (found,)
        for key, named in faults_in(self.check, values, tuple(WRITERS)):
            raise click.BadParameter(words(key, language(ctx), **named), ctx, self)
        return found

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option as it is written, and its help."""
        table = texts()["commands"]["briefgen" if self.name == "help" else full_name(ctx)]
        entry = table["options"][self.name]
        from copy import copy

        twin = copy(self)
        twin.help = entry[language(ctx)].replace("{formats}", ", ".join(WRITERS))
        return click.Option.get_help_record(twin, ctx)


class Command(click.Command):
    """A command that knows its description and its examples."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. The libraries that it imports need not compile anew what they compile on every start."""
        from briefgen.precompiled import serving

        with serving():
            return super().invoke(ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the description."""
        write_description(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option --help."""
        return help_option(self, ctx)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  click's signature
        """What it is for, in a line."""
        return short_help(self)


class Group(click.Group):
    """A command that has commands of its own."""

    command_class = Command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the description."""
        write_description(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option --help."""
        return help_option(self, ctx)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002  click's signature
        """What it is for, in a line."""
        return short_help(self)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The names in the order in which they were added, which is the order of use."""
        return list(self.commands)


def help_option(command: click.Command, ctx: click.Context) -> click.Option | None:
    """The option --help. Click's own has words, for which it imports `inspect` (10 ms in every command)."""
    names = command.get_help_option_names(ctx)
    if not names:
        return None
    return Option(names, is_flag=True, is_eager=True, expose_value=False, callback=_show_help)


def _show_help(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:  # noqa: ARG001  click's signature
    if wanted and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


def write_description(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write what the command does."""
    text = texts()["commands"][full_name(ctx)][language(ctx)].strip()
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text)


def write_examples(ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the examples."""
    chosen = language(ctx)
    with formatter.section(words("examples", chosen)):
        for command, english, chinese in texts()["commands"][full_name(ctx)]["examples"]:
            # As it would be typed: a wrapped command can't be copied.
            formatter.write(f"{'':>{formatter.current_indent}}{command}\n")
            with formatter.indentation():
                formatter.write_text(chinese if chosen == "zh" else english)


def short_help(command: click.Command) -> str:
    """What a command is for, in a line."""
    context = click.get_current_context(silent=True)
    above = full_name(context) if context else "briefgen"
    name = f"{above} {command.name}" if above != "briefgen" else str(command.name)
    text: str = texts()["commands"][name]["short"][language(context)]
    return text


# ---- arguments that several commands take ---------------------------------------------------------------------------


def briefs_argument(name: str = "briefs", count: int = -1) -> Callable[[Any], Any]:
    """The BRIEF arguments; `count` -1 takes any number of them."""
    return click.argument(
        name, nargs=count, required=count > 0, metavar="[BRIEF]..." if count < 0 else "BRIEF",
        shell_complete=complete_brief,
    )  # fmt: skip


def complete_brief(
    ctx: click.Context,
    _param: click.Parameter,
    incomplete: str,
) -> list[CompletionItem]:
    """The briefs whose name starts with what was typed, with their folders."""
    from click.shell_completion import CompletionItem

    refs = (ref for project in _project(ctx) for ref in project.all_briefs().value or ())
    return [CompletionItem(r.id, help=r.folder) for r in refs if r.id.startswith(incomplete)]


def complete_template(
    ctx: click.Context,
    _param: click.Parameter,
    incomplete: str,
) -> list[CompletionItem]:
    """The templates whose name starts with what was typed."""
    from click.shell_completion import CompletionItem

    from briefgen.template import list_templates

    names = (name for project in _project(ctx) for name in list_templates(project.world()))
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def complete_formats(
    _ctx: click.Context,
    _param: click.Parameter,
    incomplete: str,
) -> list[CompletionItem]:
    """The formats that may follow what was typed, commas included."""
    from click.shell_completion import CompletionItem

    before, comma, last = incomplete.rpartition(",")
    used = before.split(",")
    names = [name for name in WRITERS if name not in used and name.startswith(last)]
    return [CompletionItem(f"{before}{comma}{name}") for name in names]


def _project(ctx: click.Context) -> Iterator[Project]:
    """The project that is being typed about; nothing when there is none or its content is broken."""
    from briefgen.messages import Stop
    from briefgen.project import open_project

    try:
        yield open_project(ctx.find_root().params.get("directory") or ".")
    except Stop:
        return


def base_folder(directory: str | None) -> Path:
    """The folder from which the user's paths are read."""
    return Path(directory or ".").absolute()


def terminal_for(directory: str | None, chosen: Language | None) -> Terminal:
    """The terminal of a command line with these global options."""
    return Terminal(base_folder(directory), chosen or language_of(os.environ), Path.cwd())
