"""Turn `briefgen templates` into what templates there are and what can be set in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli.commands import teaching
from briefgen.cli.commands.check import STYLES, as_lines
from briefgen.cli.commands.teaching import Command, Group, Option
from briefgen.cli.terminal import Terminal, counted, pace, table, words
from briefgen.messages import Severity, Stop, sorted_messages

if TYPE_CHECKING:
    from briefgen.template import Template
    from briefgen.template.parameters import Parameter
    from briefgen.world import World


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
@click.option("--format", "style", cls=Option, type=click.Choice(("text", "json")), default="text")
@click.pass_obj
def show(terminal: Terminal, name: str, style: str) -> int:
    """Show one template."""
    from briefgen.project import WRONG, open_project
    from briefgen.template import load_house, load_template

    project = open_project(terminal.base)
    world = project.world()
    found = load_template(world, name)
    if found.value is None:
        unknown = any(said.code == "no-template" for said in found.messages)
        raise Stop(*found.messages, exit_code=WRONG if unknown else 1)
    house = load_house(world)
    terminal.show((*found.messages, *house.messages), project.root)
    given = {key: what.text for key, what in house.value.parameters.items()} if house.value else {}
    if style == "json":
        terminal.print(json.dumps(_entry(found.value, given), ensure_ascii=False, indent=2))
        return int(house.failed)
    terminal.print(f"{name}: {found.value.title(terminal.language)}")
    terminal.print(" > ".join(found.value.folders))
    terminal.print(_kind(world, found.value, terminal.language))
    for parameter in found.value.parameters.values():
        for line in _lines(parameter, given.get(parameter.name), terminal.language):
            terminal.print(f"  {line}")
    return int(house.failed)


def _kind(world: World, template: Template, language: str) -> str:
    """What the template is, and which Word files it stands on."""
    from briefgen.template import REFERENCE_FILE, nearest

    if template.form:
        return words("kind-form", language, file=template.form)
    reference = nearest(world, template, REFERENCE_FILE)
    if reference:
        return words("kind-reference", language, file=reference)
    return words("kind-page", language)


@templates.command("copy", cls=Command)
@click.argument("name", shell_complete=teaching.complete_template)
@click.argument("new", metavar="NEW")
@click.pass_obj
def copy(terminal: Terminal, name: str, new: str) -> int:
    """Start a template of your own."""
    from briefgen.project import open_project
    from briefgen.project.derive import derive_template

    project = open_project(terminal.base)
    made = derive_template(project, name, new, terminal.language)
    terminal.show(made.messages, project.root)
    for path in made.value or ():
        terminal.print(terminal.path(path))
    terminal.say("copied", name=new, parent=name, command=f"briefgen build -t {new}")
    return 0


@templates.command("check", cls=Command)
@click.argument("name", shell_complete=teaching.complete_template)
@click.option("--format", "style", cls=Option, type=click.Choice(STYLES), default="text")
@click.option("--strict", cls=Option, is_flag=True)
@click.option("-o", "--output", cls=Option, type=click.Path(file_okay=False), metavar="DIR")
@click.pass_obj
def check(terminal: Terminal, name: str, style: str, strict: bool, output: str | None) -> int:
    """Try a template."""
    from briefgen.build.progress import progress
    from briefgen.project import open_project, templatecheck

    project = open_project(terminal.base)
    template = templatecheck.load(project, name)
    said = list(template.messages)
    tried = list(templatecheck.trials(project, template.value)) if template.value else []
    with progress(len(tried), pace(terminal.language)) as bar:
        results = templatecheck.try_all(template.value, tried) if template.value else ()
        for trial, made in zip(tried, results, strict=True):
            bar.working_on(words("trying", terminal.language, brief=trial.label))
            said += made.messages
            if output and made.value is not None:
                templatecheck.write(terminal.base / output, trial, made.value)
            bar.one_done()
    found = sorted_messages(said)
    placed = [terminal.placed(each, project.root) for each in found]
    for line in as_lines(placed, style, terminal.language):
        terminal.print(line)
    if style != "json":
        total = counted(found, terminal.language)
        invented = sum(trial.invented for trial in tried)
        count = len(tried) - invented
        terminal.say("tried", name=name, briefs=count, worst=invented, found=total)
    limit = Severity.WARNING if strict else Severity.ERROR
    return int(any(each.severity >= limit for each in found))


def _lines(parameter: Parameter, house: str | None, language: str) -> Iterator[str]:
    """What there is to say of a parameter; `house` is the house style's value for it."""
    kind = "|".join(parameter.choices) or parameter.kind
    found = words(
        "parameter",
        language,
        name=parameter.name,
        type=kind,
        default=parameter.default or '""',
        label=_in(language, parameter.labels),
    )
    yield found.rstrip(": ：")
    if parameter.help:
        yield f"  {_in(language, parameter.help)}"
    if house is not None:
        yield "  " + words("house-style", language, value=house)


def _in(language: str, by_language: Mapping[str, str]) -> str:
    return by_language.get(language) or next(iter(by_language.values()), "")


def _entry(template: Template, house: Mapping[str, str]) -> dict[str, Any]:
    """A template as JSON has it; `house` is null where the house style says nothing."""
    parameters = [
        {
            "name": each.name,
            "type": each.kind,
            "default": each.default,
            "house": house.get(each.name),
            "choices": list(each.choices),
            "label": dict(each.labels),
            "help": dict(each.help),
        }
        for each in template.parameters.values()
    ]
    return {
        "name": template.name,
        "form": template.form,
        "title": dict(template.titles),
        "folders": list(template.folders),
        "formats": list(template.formats),
        "languages": list(template.languages),
        "parameters": parameters,
    }
