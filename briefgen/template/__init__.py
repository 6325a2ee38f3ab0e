"""Turn a template and a bulletin into an HTML page with its style sheets.

A template is a folder: `template.yaml`, `page.html.j2`, `style.css`, `labels.<language>.yaml`. One that `extends` another has
all of that one's files and says only what differs: a file of the same name replaces the parent's page or macros, style sheets
and labels are added up. `templates/house.yaml` sets parameters and labels for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from jinja2 import BaseLoader, Environment, TemplateNotFound

from briefgen.bulletin import Bulletin, Text
from briefgen.locale import locale
from briefgen.markup import place_of
from briefgen.messages import Message, Place, Result, Severity, message
from briefgen.sandbox import make_environment
from briefgen.sandbox.errors import explain
from briefgen.template.chain import (
    MASTHEAD_NAME,
    PAGE_FILE,
    Template,
    list_templates,
    load_template,
)
from briefgen.template.compiled import Compiled
from briefgen.template.house import House, Reword, load_house, mistakes
from briefgen.template.labels import labels_of
from briefgen.template.parameters import (
    Given,
    Value,
    canonical,
    css_property,
    css_string,
    css_value,
    values_for,
)
from briefgen.template.printed import unprinted
from briefgen.template.references import References
from briefgen.units import PAPER_MM
from briefgen.world import PACKAGE, Unreadable, World
from briefgen.yamltext.encoding import decode

__all__ = [
    "Context",
    "Page",
    "Sheet",
    "Template",
    "context_of",
    "list_templates",
    "load_house",
    "load_template",
    "render_page",
]

REFERENCE_FILE = "reference.docx"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet and the file that it is from, for messages and relative addresses."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A whole HTML page; `sheets` weakest first, `folders` as in Template, `parameters` typed.

    `reference` is the project path of the Word file whose styles Word is to have, the nearest in the chain; None for none.
    """

    html: str
    sheets: tuple[Sheet, ...]
    folders: tuple[str, ...]
    language: str
    title: str
    parameters: Mapping[str, Value]
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a template receives: the bulletin as it is to be called, the values of the parameters, and all names together."""

    bulletin: Bulletin
    parameters: Mapping[str, Value]
    names: Mapping[str, Any]


def context_of(
    world: World,
    template: Template,
    bulletin: Bulletin,
    overrides: Mapping[str, str],
    reword: Reword | None = None,
) -> Result[Context]:
    """What a template receives of a bulletin; `overrides` are the values of `--set`, stronger than the brief's own.

    The value is None when the template has no such language or the house style can't be read; with a value there may still be
    errors, of labels and parameters. `reword` changes the script of the words that aren't in the bulletin: texts of parameters
    and labels of the house style.
    """
    if template.languages and bulletin.language not in template.languages:
        known = ", ".join(template.languages)
        args = {"template": template.name, "language": bulletin.language, "known": known}
        return Result(None, (message("template-language", None, **args),))
    house = load_house(world)
    if house.value is None:
        return Result(None, house.messages)
    messages = [*house.messages, *mistakes(world, house.value, template)]
    given = _given(template, bulletin, house.value, overrides)
    values, wrong = values_for(world, template.parameters, *given)
    messages += wrong
    for name, value in values.items() if reword else ():
        if template.parameters[name].kind == "text" and reword is not None:
            values[name] = reword(str(value))
    bulletin = _renamed(template, bulletin, given, reword)
    labels, wrong = labels_of(world, template, bulletin.language)
    messages += wrong
    context = {each.name: getattr(bulletin, each.name) for each in fields(bulletin)}
    context |= {
        "params": values,
        "labels": {**labels, **house.value.words(bulletin.language, reword)},
    }
    return Result(Context(bulletin, values, context), tuple(messages))


def render_page(
    world: World,
    template: Template,
    bulletin: Bulletin,
    overrides: Mapping[str, str],
    reword: Reword | None = None,
) -> Result[Page]:
    """The page of a bulletin; `overrides` are the values of `--set`, stronger than the brief's own.

    The value is None when a template file, a label, a parameter or the house style has errors. What the template doesn't print
    of the bulletin is a warning at its place in the YAML. `reword` as in context_of.
    """
    received = context_of(world, template, bulletin, overrides, reword)
    if received.value is None:
        return Result(None, received.messages)
    messages = [*received.messages]
    bulletin, values = received.value.bulletin, received.value.parameters
    sheets = (_settings_sheet(template, bulletin, values), *_sheets(world, template, messages))
    html = "" if _failed(messages) else _printed(world, template, received.value, messages)
    if _failed(messages):
        return Result(None, tuple(messages))
    messages += unprinted(bulletin, html, template.name)
    reference = nearest(world, template, REFERENCE_FILE)
    page = Page(
        html, sheets, template.folders, bulletin.language, bulletin.title, values, reference
    )
    return Result(page, tuple(messages))


def _given(
    template: Template, bulletin: Bulletin, house: House, overrides: Mapping[str, str]
) -> list[dict[str, Given]]:
    """What the house style, the brief and `--set` give for parameters by name, the weakest first."""
    # What a brief sets for its own template need not exist in the one that -t names.
    meant = template.name == bulletin.template
    own = {
        name: Given(text, place_of(text.src), "")
        for name, text in bulletin.parameters.items()
        if meant or canonical(name) in template.parameters
    }
    said = {
        name: Given(words, Place(f"--set {name}={words}"), "") for name, words in overrides.items()
    }
    for_all = {name: what for name, what in house.parameters.items() if name in template.parameters}
    stronger = {canonical(name) for name in said}
    return [
        for_all,
        {name: what for name, what in own.items() if canonical(name) not in stronger},
        said,
    ]


def _renamed(
    template: Template,
    bulletin: Bulletin,
    given: list[dict[str, Given]],
    reword: Reword | None,
) -> Bulletin:
    """The bulletin with the name that the parameter gives it, if it does; its source is where that stands."""
    found = [
        what for each in given for name, what in each.items() if canonical(name) == MASTHEAD_NAME
    ]
    default = template.parameters[MASTHEAD_NAME]
    chosen = found[-1] if found else Given(default.default, default.place, "")
    if not chosen.text.strip():
        return bulletin
    place, src = chosen.place, bulletin.masthead.name.src
    if place is not None and place.line is not None:
        src = f"{place.file}:{place.line}:parameters/{MASTHEAD_NAME}"
    words = chosen.text.strip()
    name = Text(reword(words) if reword else words, src)
    return replace(bulletin, masthead=replace(bulletin.masthead, name=name))


def nearest(world: World, template: Template, file: str) -> str | None:
    """The project path of the first file of that name in the template's chain; None when there is none."""
    paths = (f"{folder}/{file}" for folder in template.folders)
    return next((path for path in paths if world.is_file(path)), None)


def _failed(messages: list[Message]) -> bool:
    return any(each.severity is Severity.ERROR for each in messages)


def _printed(world: World, template: Template, received: Context, messages: list[Message]) -> str:
    """The page; made again without links to what turns out not to be in it."""
    about = (received.bulletin, received.names["labels"], received.parameters)
    references = References(*about)
    html = _render(world, template, received, references, messages)
    if not _failed(messages) and (lost := references.lost(html)):
        references = References(*about, lost)
        html = _render(world, template, received, references, messages)
    messages += references.messages(template.name)
    return html


def _render(
    world: World,
    template: Template,
    received: Context,
    references: References,
    messages: list[Message],
) -> str:
    language, context = received.bulletin.language, received.names
    environment = make_environment(language, ChainLoader(world, template))
    environment.filters |= references.filters()
    environment.bytecode_cache = Compiled(language)
    environment.begin()
    try:
        return environment.get_template(PAGE_FILE).render(context)
    except _BadFile as bad:
        messages.append(bad.message)
    except Exception as error:  # noqa: BLE001  whatever a template provokes becomes one message
        messages.append(explain(error, names=context))
    return ""


class _BadFile(Exception):
    def __init__(self, why: Message) -> None:
        super().__init__(why.code)
        self.message = why


@dataclass(eq=False)  # Jinja keeps loaders as keys
class ChainLoader(BaseLoader):
    """Jinja's way to a template's files: `page.html.j2` is the nearest in the chain, `base/page.html.j2` that of `base`.

    `briefgen:bulletin/page.html.j2` is the shipped one, for a project's template that extends its namesake.
    """

    world: World
    template: Template

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002  Jinja's signature
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text of a file, its project path (which messages name), and that it is to be read anew each time.

        Raises TemplateNotFound.
        """
        path = self._path(template)
        if path is None:
            raise TemplateNotFound(template)
        try:
            text = decode(self.world.read(path), path)
        except Unreadable as error:
            raise _BadFile(error.at()) from None
        if text.value is None:
            raise _BadFile(text.messages[0])
        return text.value, path, lambda: False

    def _path(self, name: str) -> str | None:
        first, _, rest = name.partition("/")
        chain = list(zip(self.template.names, self.template.folders, strict=True))
        candidates = [f"{folder}/{name}" for _, folder in chain]
        if rest:
            shipped = first.removeprefix(PACKAGE)
            candidates = [
                f"{folder}/{rest}"
                for step, folder in chain
                if step == first or (first != shipped == step and folder.startswith(PACKAGE))
            ] + candidates
        if any(part in ("..", ".", "") for part in name.split("/")):
            return None
        return next((path for path in candidates if self.world.is_file(path)), None)


def _sheets(world: World, template: Template, messages: list[Message]) -> list[Sheet]:
    """The style sheets of a chain, the remotest ancestor's first."""
    sheets = []
    for file in (f"{folder}/style.css" for folder in reversed(template.folders)):
        if not world.is_file(file):
            continue
        try:
            text = decode(world.read(file), file)
        except Unreadable as error:
            messages.append(error.at())
            continue
        messages += text.messages
        if text.value is not None:
            sheets.append(Sheet(file, text.value))
    return sheets


def _settings_sheet(template: Template, bulletin: Bulletin, values: Mapping[str, Value]) -> Sheet:
    """The sheet that hands paper, parameters and the masthead's words to CSS; `var()` reaches @page, too."""
    width, height = PAPER_MM[str(values["paper"])]
    words = locale(bulletin.language)
    number = bulletin.masthead.number
    issued = [words.issue(number)] if number is not None else []
    properties = {
        css_property(name): css_value(template.parameters[name], value)
        for name, value in values.items()
    } | {
        "--masthead-name": css_string(bulletin.masthead.name),
        "--brief-title": css_string(bulletin.title),
        "--issue": css_string(" · ".join([*issued, words.date(bulletin.date)])),
        "--page-width": f"{width}mm",
        "--page-height": f"{height}mm",
    }
    rules = "".join(
        f"  {name}: {value};\n" for name, value in properties.items() if value is not None
    )
    return Sheet("(parameters)", f":root {{\n{rules}}}\n@page {{ size: {width}mm {height}mm; }}\n")
