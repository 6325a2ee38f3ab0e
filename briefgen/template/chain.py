"""Turn the name of a template into its folder, those of the templates that it extends, and the parameters of them all.

A project's own `templates/` come before those that ship with briefgen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from briefgen.fields import Id, Line, Strict
from briefgen.messages import Message, Place, Result, message, suggestion
from briefgen.template.fit import Fit, FitEntry, fit_of
from briefgen.template.parameters import Kind, Parameter, canonical, is_css_value
from briefgen.units import PAPER_MM
from briefgen.world import PACKAGE, Unreadable, World
from briefgen.yamltext import Marks, read_yaml
from briefgen.yamltext.validate import validate

Language = Literal["zh-Hans", "zh-Hant", "en"]
_SETTINGS = "template.yaml"
PAGE_FILE = "page.html.j2"
FORM_FILE = "template.docx"
MASTHEAD_NAME = "masthead_name"
"""The parameter of every template that takes the place of the masthead's name."""


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
    """text, colour, length, choice, yesno, image or font."""
    default: str | None = None
    """The value when nobody gives one."""
    label: Words = Words()
    """What it is for, in a few words."""
    help: Words = Words()
    """What one should know to set it: a sentence or two."""
    choices: tuple[Line, ...] = ()
    """What a choice may be."""
    css: dict[Line, Line] = Field(default_factory=dict)
    """What CSS gets for a choice instead of its name."""


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
    parameters: dict[Id, ParameterEntry] = Field(default_factory=dict)
    """What a brief may set, by name; `-` and `_` are the same."""
    fit: FitEntry | None = None
    """How many pages a brief may have, and what is done until it does; the parent's when left out."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template with all that it inherits. `folders` are its own, then its ancestors'; `names` are theirs, in that order.

    `form` is the project path of the Word file that is filled in; None for one that makes an HTML page.
    `fit` None: a brief may have as many pages as it takes.
    """

    name: str
    titles: Mapping[str, str]
    folders: tuple[str, ...]
    names: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    formats: tuple[str, ...]
    languages: tuple[str, ...]
    form: str | None = None
    fit: Fit | None = None

    def title(self, language: str) -> str:
        """Its title in "en" or "zh"; in the other language, or its name, where it has none."""
        return self.titles.get(language) or next(iter(self.titles.values()), self.name)


# ---- finding and loading --------------------------------------------------------------------------------------------


def list_templates(world: World) -> list[str]:
    """The names of all templates, the project's and the shipped ones, sorted."""
    return sorted(
        {
            name
            for folder in ("templates", PACKAGE + "templates")
            for name in world.names(folder)
            if any(world.is_file(f"{folder}/{name}/{file}") for file in (_SETTINGS, FORM_FILE))
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
    form = _form(world, steps, messages)
    fit = fit_of([(step.settings.fit, step.marks) for step in steps], parameters, world, messages)
    result = Result(_joined(name, steps, parameters, form, fit), tuple(messages))
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
    if not world.is_file(file) and world.is_file(f"{folder}/{FORM_FILE}"):
        # A form needs no settings: whoever knows only Word drops it into a folder.
        return _Step(name, folder, Settings(), Marks(file))
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


def _form(world: World, steps: list[_Step], messages: list[Message]) -> str | None:
    """The Word form of the nearest template that has a page or a form; None when it has a page."""
    for step in steps:
        page, form = f"{step.folder}/{PAGE_FILE}", f"{step.folder}/{FORM_FILE}"
        if world.is_file(form):
            if world.is_file(page):
                messages.append(message("template-two-kinds", Place(form)))
            return form
        if world.is_file(page):
            return None
    return None


def _joined(
    name: str,
    steps: list[_Step],
    parameters: Mapping[str, Parameter],
    form: str | None,
    fit: Fit | None,
) -> Template:
    titles = steps[0].settings.title
    return Template(
        name,
        {key: words for key, words in (("en", titles.en), ("zh", titles.zh)) if words},
        tuple(step.folder for step in steps),
        tuple(step.name for step in steps),
        MappingProxyType(parameters),
        next((step.settings.formats for step in steps if step.settings.formats), ("pdf", "docx")),
        next((step.settings.languages for step in steps if step.settings.languages), ()),
        form,
        fit,
    )


def _parameters(steps: list[_Step], messages: list[Message]) -> dict[str, Parameter]:
    """The parameters of the whole chain, an ancestor's first; what a template leaves out is its ancestor's."""
    paper = next((step.settings.paper for step in steps if step.settings.paper), "A4")
    found = _built_in(paper)
    for step in reversed(steps):
        for name, entry in step.settings.parameters.items():
            parameter = _parameter(step, name, entry, found.get(canonical(name)), messages)
            if parameter is not None:
                found[canonical(name)] = parameter
    return found


def _built_in(paper: str) -> dict[str, Parameter]:
    """The parameters that every template has without a word."""
    name_help = {
        "en": "Printed instead of the name that the brief's masthead gives.",
        "zh": "代替简报 masthead 里写的名称。",
    }
    return {
        "paper": Parameter(
            "paper", "choice", paper, {"en": "Paper", "zh": "纸张"}, tuple(PAPER_MM)
        ),
        MASTHEAD_NAME: Parameter(
            MASTHEAD_NAME,
            "text",
            "",
            {"en": "Name of the bulletin", "zh": "简报名称"},
            help=name_help,
        ),
    }


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
    where = step.marks.value_at(("parameters", name, "default"))
    folder = step.folder if entry.default is not None or old is None else old.folder
    return Parameter(
        canonical(name),
        kind,
        default,
        _by_language(entry.label) or (old.labels if old else {}),
        choices,
        where,
        folder,
        _by_language(entry.help) or (old.help if old else {}),
        {**(old.css if old else {}), **_css(step, name, entry, choices, messages)},
    )


def _by_language(words: Words) -> dict[str, str]:
    return {key: text for key, text in (("en", words.en), ("zh", words.zh)) if text}


def _css(
    step: _Step,
    name: str,
    entry: ParameterEntry,
    choices: tuple[str, ...],
    messages: list[Message],
) -> dict[str, str]:
    """What CSS gets for the choices; a choice that isn't there, or what no declaration can hold, is a message."""
    for choice, words in entry.css.items():
        path = ("parameters", name, "css", choice)
        if choice not in choices:
            messages.append(message("not-a-choice", step.marks.key_at(path), name=canonical(name), found=choice,
                                    choices=", ".join(choices), suggestion=suggestion(choice, choices)))  # fmt: skip
        elif not is_css_value(words):
            messages.append(message("not-css", step.marks.value_at(path), found=words))
    return entry.css
