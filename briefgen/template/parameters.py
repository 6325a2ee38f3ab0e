"""Turn the text that a user gives for a template's parameter into a typed value, and values into CSS custom properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from tinycss2.color5 import parse_color

from briefgen.messages import Message, Place, message, suggestion
from briefgen.units import parse_length
from briefgen.world import Unreadable, World, join

Kind = Literal["text", "colour", "length", "choice", "yesno", "image"]
Value = str | bool

_YES = frozenset(("yes", "true", "on", "1", "是"))
_NO = frozenset(("no", "false", "off", "0", "否"))
_CSS_WORD = re.compile(r"[\w.%-]+")
_CSS_STRING = re.compile(r'["\\\n\r\f<]')


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting of a template. `default` is text as a user would write it; `labels` by language; `choices` for a choice.

    `place` is where the template defines it, `folder` where the files that its default names lie.
    """

    name: str
    kind: Kind
    default: str
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    choices: tuple[str, ...] = ()
    place: Place | None = None
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave for a parameter, and where; relative files are looked for in `folder`."""

    text: str
    place: Place | None
    folder: str


def canonical(name: str) -> str:
    """The name as templates write it: `masthead-colour` and `masthead_colour` are the same."""
    return name.strip().replace("-", "_")


def values_for(
    world: World, parameters: Mapping[str, Parameter], given: Mapping[str, Given]
) -> tuple[dict[str, Value], list[Message]]:
    """The value of each parameter, by name, and what is wrong with those given; a wrong one leaves the default."""
    messages = [
        message("unknown-parameter", what.place, found=name, suggestion=suggestion(canonical(name), parameters),
                known=", ".join(parameters))
        for name, what in given.items() if canonical(name) not in parameters
    ]  # fmt: skip
    by_name = {canonical(name): what for name, what in given.items()}
    values: dict[str, Value] = {}
    for name, parameter in parameters.items():
        default = Given(parameter.default, parameter.place, parameter.folder)
        for what in [by_name[name], default] if name in by_name else [default]:
            value = _value(world, parameter, what)
            if not isinstance(value, Message):
                values[name] = value
                break
            messages.append(value)
    return values, messages


def _value(world: World, parameter: Parameter, given: Given) -> Value | Message:
    """The typed value, or the message that says what may be written instead."""
    words = given.text.strip()
    found: Value | None
    if parameter.kind == "text":
        return given.text
    if parameter.kind == "image":
        return _image(world, given, words)
    if parameter.kind == "yesno":
        found = True if words.lower() in _YES else False if words.lower() in _NO else None
    elif parameter.kind == "choice":
        found = words if words in parameter.choices else None
    elif parameter.kind == "colour":
        found = words if _is_colour(words) else None
    else:
        length = parse_length(words)
        found = None if length is None else str(length)
    if found is not None:
        return found
    near = suggestion(words, parameter.choices)
    return message(f"not-a-{parameter.kind}", given.place, name=parameter.name, found=words,
                   choices=", ".join(parameter.choices), suggestion=near)  # fmt: skip


def _image(world: World, given: Given, words: str) -> Value | Message:
    if not words:
        return ""
    path = join(given.folder, words)
    if world.is_file(path):
        return path
    return Unreadable("no-file", path).at(given.place)


def _is_colour(words: str) -> bool:
    colour = parse_color(words)
    return colour is not None and not isinstance(colour, str)


def css_property(name: str) -> str:
    """The custom property of a parameter: `masthead_colour` is `--masthead-colour`."""
    return "--" + name.replace("_", "-")


def css_string(words: str) -> str:
    """The words as a CSS string."""
    return '"' + _CSS_STRING.sub(lambda sign: f"\\{ord(sign[0]):x} ", words) + '"'


def css_value(parameter: Parameter, value: Value) -> str | None:
    """The value in CSS: yes is 1 and no is 0 (for calc), text a string. None for images: CSS names its own files."""
    if parameter.kind == "image":
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if parameter.kind == "text" or (parameter.kind == "choice" and not _CSS_WORD.fullmatch(value)):
        return css_string(value)
    return value
