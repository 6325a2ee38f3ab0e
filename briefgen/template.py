"""Turn a template's folder and a bulletin into an HTML page with its style sheets.

A template is a folder: `template.yaml`, `page.html.j2`, `style.css`, `labels.<language>.yaml`. One that `extends` another has
all of that one's files and says only what differs: a file of the same name replaces the parent's page or macros, style sheets
and labels are added up. A project's own `templates/` come before those that ship with briefgen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Annotated, Any, Literal

from jinja2 import BaseLoader, Environment, TemplateNotFound
from pydantic import Field

from briefgen.bulletin import Bulletin, Text
from briefgen.encoding import decode
from briefgen.fields import Line, Strict
from briefgen.jinjaerrors import explain
from briefgen.locale import locale
from briefgen.markup import place_of
from briefgen.messages import Message, Place, Result, Severity, message, suggestion
from briefgen.parameters import (
    Given,
    Kind,
    Parameter,
    Value,
    canonical,
    css_property,
    css_string,
    css_value,
    values_for,
)
from briefgen.printed import unprinted
from briefgen.problems import validate
from briefgen.sandbox import make_environment
from briefgen.units import PAPER_MM
from briefgen.world import PACKAGE, Unreadable, World
from briefgen.yamltext import Marked, Marks, read_yaml

Language = Literal["zh-Hans", "zh-Hant", "en"]
PAGE_FILE = "page.html.j2"
_SETTINGS = "template.yaml"


# ---- template.yaml --------------------------------------------------------------------------------------------------


class Words(Strict):
    """A name in English and Chinese; one of them will do."""

    en: Line | None = None
    """In English."""
    zh: Line | None = None
    """In Chinese."""


class ParameterEntry(Strict):
    """A setting that a brief may change; a template that extends another may give only a new default."""

    type: Kind | None = None
    """text, colour, length, choice, yesno or image."""
    default: str | None = None
    """The value when nobody gives one."""
    label: Words = Words()
    """What it is for."""
    choices: tuple[Line, ...] = ()
    """What a choice may be."""


class Settings(Strict):
    """template.yaml: what a template is called, what it builds on, what can be set."""

    title: Words = Words()
    """Its name in lists."""
    extends: Line | None = None
    """The template that it builds on."""
    paper: Literal["A3", "A4", "A5", "A6", "B5", "Letter", "Legal", "16K"] | None = None
    """The paper, when the brief chooses none."""
    formats: tuple[Literal["pdf", "docx", "html"], ...] = ()
    """What it is made for; the parent's when left out."""
    languages: tuple[Language, ...] = ()
    """Languages for which it has labels; the parent's when left out."""
    parameters: dict[Annotated[str, Field(pattern=r"[a-z][a-z0-9_]*$")], ParameterEntry] = {}
    """What a brief may set, by name."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template with all that it inherits. `folders` are its own, then its ancestors'; `names` are theirs, in that order."""

    name: str
    titles: Mapping[str, str]
    folders: tuple[str, ...]
    names: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    formats: tuple[str, ...]
    languages: tuple[str, ...]

    def title(self, language: str) -> str:
        """Its title in "en" or "zh"; in the other language, or its name, where it has none."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.name)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet and the file that it is from, for messages and relative addresses."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A whole HTML page; `sheets` weakest first, `folders` as in Template, `parameters` typed."""

    html: str
    sheets: tuple[Sheet, ...]
    folders: tuple[str, ...]
    language: str
    title: str
    parameters: Mapping[str, Value]


# ---- finding and loading --------------------------------------------------------------------------------------------


def list_templates(world: World) -> list[str]:
    """The names of all templates, the project's and the shipped ones, sorted."""
    return sorted(
        {
            name
            for folder in ("templates", PACKAGE + "templates")
            for name in world.names(folder)
            if world.is_file(f"{folder}/{name}/{_SETTINGS}")
        }
    )


def load_template(world: World, name: str, place: Place | None = None) -> Result[Template]:
    """The template of that name; `place` is where it was asked for. The value is None when it or an ancestor has errors."""
    messages: list[Message] = []
    steps: list[_Step] = []
    wanted: str | None = name
    while wanted is not None:
        step = _step(world, wanted, place, steps, messages)
        if step is None:
            return Result(None, tuple(messages))
        steps.append(step)
        wanted, place = step.settings.extends, step.marks.value_at(("extends",))
    parameters = _parameters(steps, messages)
    result = Result(_joined(name, steps, parameters), tuple(messages))
    return Result(None, result.messages) if result.failed else result


@dataclass(frozen=True, slots=True)
class _Step:
    """One template of a chain, as its own file has it."""

    name: str
    folder: str
    settings: Settings
    marks: Marks


def _step(
    world: World, name: str, place: Place | None, below: list[_Step], messages: list[Message]
) -> _Step | None:
    taken = [step.folder for step in below]
    folder = _folder(world, name, taken)
    if folder is None:
        known = list_templates(world)
        near = suggestion(name, known)
        args = {"found": name, "suggestion": near, "known": ", ".join(known)}
        messages.append(message("no-template", place, **args))
        return None
    if folder in taken:
        circle = " > ".join([*(step.name for step in below), name])
        messages.append(message("template-circle", place, circle=circle))
        return None
    file = f"{folder}/{_SETTINGS}"
    try:
        marked = read_yaml(world.read(file), file)
    except Unreadable as error:
        messages.append(error.at())
        return None
    settings: Result[Settings] = marked.then(lambda data: validate(Settings, data))
    messages += settings.messages
    if settings.value is None or marked.value is None:
        return None
    return _Step(name, folder, settings.value, marked.value.marks)


def _folder(world: World, name: str, taken: list[str]) -> str | None:
    """The template's folder, the project's before the shipped one; None when there is none.

    A project's template may extend the shipped one of the same name.
    """
    if "/" in name or "\\" in name or name.startswith("."):
        return None
    own, shipped = f"templates/{name}", f"{PACKAGE}templates/{name}"
    itself = bool(taken) and taken[-1] == own
    if world.is_dir(own) and not (itself and world.is_dir(shipped)):
        return own
    return shipped if world.is_dir(shipped) else None


def _joined(name: str, steps: list[_Step], parameters: Mapping[str, Parameter]) -> Template:
    titles = steps[0].settings.title
    return Template(
        name,
        {key: words for key, words in (("en", titles.en), ("zh", titles.zh)) if words},
        tuple(step.folder for step in steps),
        tuple(step.name for step in steps),
        MappingProxyType(parameters),
        next((step.settings.formats for step in steps if step.settings.formats), ("pdf", "docx")),
        next((step.settings.languages for step in steps if step.settings.languages), ()),
    )


def _parameters(steps: list[_Step], messages: list[Message]) -> dict[str, Parameter]:
    """The parameters of the whole chain, an ancestor's first; what a template leaves out is its ancestor's."""
    paper = next((step.settings.paper for step in steps if step.settings.paper), "A4")
    labels = {"en": "Paper", "zh": "纸张"}
    found = {"paper": Parameter("paper", "choice", paper, labels, tuple(PAPER_MM))}
    for step in reversed(steps):
        for name, entry in step.settings.parameters.items():
            parameter = _parameter(step, name, entry, found.get(name), messages)
            if parameter is not None:
                found[name] = parameter
    return found


def _parameter(
    step: _Step, name: str, entry: ParameterEntry, old: Parameter | None, messages: list[Message]
) -> Parameter | None:
    place = step.marks.key_at(("parameters", name))
    kind = entry.type or (old.kind if old else None)
    default = entry.default if entry.default is not None else (old.default if old else None)
    choices = entry.choices or (old.choices if old else ())
    for key, missing in (("type", kind is None), ("default", default is None),
                         ("choices", kind == "choice" and not choices)):  # fmt: skip
        if missing:
            messages.append(message("missing-key", place, key=key))
    if kind is None or default is None or (kind == "choice" and not choices):
        return None
    labels = {key: words for key, words in (("en", entry.label.en), ("zh", entry.label.zh)) if words}
    where = step.marks.value_at(("parameters", name, "default"))
    folder = step.folder if entry.default is not None or old is None else old.folder
    return Parameter(name, kind, default, labels or (old.labels if old else {}), choices, where, folder)


# ---- rendering ------------------------------------------------------------------------------------------------------


def render_page(
    world: World, template: Template, bulletin: Bulletin, overrides: Mapping[str, str]
) -> Result[Page]:
    """The page of a bulletin; `overrides` are the values of `--set`, stronger than the brief's own.

    The value is None when a template file, a label or a parameter has errors. What the template doesn't print of the bulletin
    is a warning at its place in the YAML.
    """
    if template.languages and bulletin.language not in template.languages:
        known = ", ".join(template.languages)
        args = {"template": template.name, "language": bulletin.language, "known": known}
        return Result(None, (message("template-language", None, **args),))
    given = {name: Given(text, place_of(text.src), "") for name, text in bulletin.parameters.items()}
    for name, words in overrides.items():
        given = {key: what for key, what in given.items() if canonical(key) != canonical(name)}
        given[name] = Given(words, Place(f"--set {name}={words}"), "")
    values, messages = values_for(world, template.parameters, given)
    reader = _Reader(world, messages)
    sheets = (_settings_sheet(template, bulletin, values), *reader.sheets(template))
    context = {each.name: getattr(bulletin, each.name) for each in fields(bulletin)}
    context |= {"params": values, "labels": reader.labels(template, bulletin.language)}
    html = "" if _failed(messages) else _render(world, template, bulletin.language, context, messages)
    if _failed(messages):
        return Result(None, tuple(messages))
    messages += unprinted(bulletin, html, template.name)
    page = Page(html, sheets, template.folders, bulletin.language, bulletin.title, values)
    return Result(page, tuple(messages))


def _failed(messages: list[Message]) -> bool:
    return any(each.severity is Severity.ERROR for each in messages)


def _render(
    world: World, template: Template, language: str, context: Mapping[str, Any], messages: list[Message]
) -> str:
    environment = make_environment(language, ChainLoader(world, template))
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
        self, environment: Environment, template: str  # noqa: ARG002  Jinja's signature
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


@dataclass
class _Reader:
    """Reads what the folders of a chain add up to, and collects what is wrong with it."""

    world: World
    messages: list[Message] = field(default_factory=list)

    def sheets(self, template: Template) -> list[Sheet]:
        """The style sheets, the remotest ancestor's first."""
        files = [f"{folder}/style.css" for folder in reversed(template.folders)]
        read = [(file, self._text(file)) for file in files if self.world.is_file(file)]
        return [Sheet(file, text) for file, text in read if text is not None]

    def labels(self, template: Template, language: str) -> dict[str, str]:
        """The words that the page itself brings, in one language; a template's own before its ancestors'."""
        labels: dict[str, str] = {}
        for folder in reversed(template.folders):
            file = f"{folder}/labels.{language}.yaml"
            marked = self._yaml(file) if self.world.is_file(file) else None
            for key, words in marked.data.items() if marked else ():
                if isinstance(words, str):
                    labels[key] = words
                else:
                    place = marked.marks.key_at((key,)) if marked else None
                    self.messages.append(message("label-not-text", place, key=key))
        return labels

    def _text(self, file: str) -> str | None:
        try:
            text = decode(self.world.read(file), file)
        except Unreadable as error:
            self.messages.append(error.at())
            return None
        self.messages += text.messages
        return text.value

    def _yaml(self, file: str) -> Marked | None:
        try:
            marked = read_yaml(self.world.read(file), file)
        except Unreadable as error:
            self.messages.append(error.at())
            return None
        self.messages += marked.messages
        return marked.value


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
    rules = "".join(f"  {name}: {value};\n" for name, value in properties.items() if value is not None)
    return Sheet("(parameters)", f":root {{\n{rules}}}\n@page {{ size: {width}mm {height}mm; }}\n")


__all__ = ["ChainLoader", "Page", "Sheet", "Template", "Text", "list_templates", "load_template", "render_page"]
