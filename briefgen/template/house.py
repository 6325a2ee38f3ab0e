"""Turn `templates/house.yaml` into the house style: parameters and labels that hold for every template of the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from briefgen.fields import Line, Strict
from briefgen.messages import Message, Place, Result, message, suggestion
from briefgen.template.chain import Template, list_templates, load_template
from briefgen.template.labels import labels_of
from briefgen.template.parameters import Given, Parameter, canonical, value_of
from briefgen.world import Unreadable, World
from briefgen.yamltext import Marked, Marks, read_yaml
from briefgen.yamltext.validate import listed, validate

HOUSE_FILE = "templates/house.yaml"
_FOLDER = "templates"
_LANGUAGES = ("zh-Hans", "zh-Hant", "en")
_OTHER_SCRIPT = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans"}

Reword = Callable[[str], str]
"""Turns words into the other Chinese script."""


class WordsByLanguage(Strict):
    """A label in the languages in which it differs."""

    zh_Hans: str | None = Field(default=None, alias="zh-Hans")  # noqa: N815  the language's own name
    """In simplified Chinese."""
    zh_Hant: str | None = Field(default=None, alias="zh-Hant")  # noqa: N815  the language's own name
    """In traditional Chinese."""
    en: str | None = None
    """In English."""


def _kind(value: object) -> str:
    return "<word>" if isinstance(value, str) else "<mapping>"


class HouseStyle(Strict):
    """templates/house.yaml: what holds for every template of the project."""

    parameters: dict[Line, str] = Field(default_factory=dict)
    """Values by the name of the parameter; templates that have no such parameter pass it over."""
    labels: dict[
        Line,
        Annotated[
            Annotated[str, Tag("<word>")] | Annotated[WordsByLanguage, Tag("<mapping>")],
            Discriminator(_kind),
        ],
    ] = Field(default_factory=dict)
    """Words that pages bring (报, Tasks), by name: a text for every language, or one for each."""


@dataclass(frozen=True, slots=True)
class House:
    """A house style. `parameters` by canonical name; `labels` maps a language to words by label, "" being every language."""

    parameters: Mapping[str, Given] = field(default_factory=lambda: MappingProxyType({}))
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    marks: Marks = field(default_factory=lambda: Marks(HOUSE_FILE))

    def words(self, language: str, reword: Reword | None = None) -> dict[str, str]:
        """The labels in a language; those for this very language before those for every one.

        `reword` turns those for every language, and those in the other Chinese script, into this one.
        """
        found = dict(self.labels.get("", {}))
        if reword is not None:
            found |= self.labels.get(_OTHER_SCRIPT.get(language, ""), {})
            found = {name: reword(words) for name, words in found.items()}
        return {**found, **self.labels.get(language, {})}


def load_house(world: World) -> Result[House]:
    """The house style of the project, an empty one when it has none; the value is None when the file has errors."""
    if not world.is_file(HOUSE_FILE):
        return Result(House())
    try:
        marked = read_yaml(world.read(HOUSE_FILE), HOUSE_FILE)
    except Unreadable as error:
        return Result(None, (error.at(),))
    if [each.code for each in marked.messages] == ["empty-file"]:
        return Result(House())  # everything in it is a comment
    made = marked.then(_house)
    return Result(None, made.messages) if made.failed else made


def _house(marked: Marked) -> Result[House]:
    checked = validate(HouseStyle, marked)
    if checked.value is None:
        return Result(None, checked.messages)
    parameters: dict[str, Given] = {}
    messages: list[Message] = []
    for name, text in checked.value.parameters.items():
        path = ("parameters", name)
        if canonical(name) in parameters:
            first = parameters[canonical(name)].place
            args = {"key": name, "line": first.line if first else ""}
            messages.append(message("duplicate-key", marked.marks.key_at(path), **args))
        place = marked.marks.value_at(path)
        parameters[canonical(name)] = Given(text, place, _FOLDER)
    labels: dict[str, dict[str, str]] = {language: {} for language in ("", *_LANGUAGES)}
    for name, words in checked.value.labels.items():
        if isinstance(words, str):
            labels[""][name] = words
            continue
        for language, said in words.model_dump(by_alias=True, exclude_none=True).items():
            labels[language][name] = said
    return Result(House(parameters, labels, marked.marks), tuple(messages))


def mistakes(world: World, house: House, template: Template) -> list[Message]:
    """What is wrong with a house style beyond what `template` has: names that no template knows, values that no other takes."""
    names = [name for name in house.parameters if name not in template.parameters]
    language = template.languages[0] if template.languages else "zh-Hans"
    known = labels_of(world, template, language)[0] if any(house.labels.values()) else {}
    labels = [name for name in _labelled(house) if name not in known]
    if not names and not labels:
        return []
    others = [
        found for name in list_templates(world) if (found := load_template(world, name).value)
    ]
    return [
        *_wrong_parameters(world, house, names, others),
        *_wrong_labels(world, house, labels, others),
    ]


def _wrong_parameters(
    world: World, house: House, names: list[str], templates: list[Template]
) -> Iterator[Message]:
    known: dict[str, Parameter] = {}
    for template in templates:
        known = {**template.parameters, **known}
    for name in names:
        given = house.parameters[name]
        if name in known:
            value = value_of(world, known[name], given)
            if isinstance(value, Message):
                yield value
            continue
        written, place = _as_written(house, name)
        near = suggestion(name, known)
        args = {"found": written, "suggestion": near, "known": listed([*known])}
        yield message("unknown-house-parameter", place, **args)


def _as_written(house: House, name: str) -> tuple[str, Place]:
    """A parameter's name and its place as the file has them."""
    paths = (path for path in house.marks.keys if path[:1] == ("parameters",) and len(path) == 2)
    path = next(path for path in paths if canonical(str(path[1])) == name)
    return str(path[1]), house.marks.key_at(path)


def _wrong_labels(
    world: World, house: House, names: list[str], templates: list[Template]
) -> Iterator[Message]:
    known: dict[str, None] = {}
    for template in templates if names else ():
        for language in template.languages:
            known |= dict.fromkeys(labels_of(world, template, language)[0])
    for name in names:
        if name not in known:
            place = house.marks.key_at(("labels", name))
            near = suggestion(name, known)
            args = {"found": name, "suggestion": near, "known": listed([*known])}
            yield message("unknown-label", place, **args)


def _labelled(house: House) -> list[str]:
    return list(dict.fromkeys(name for words in house.labels.values() for name in words))
