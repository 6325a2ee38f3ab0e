"""Turn the text that a user gives for a template's parameter into a typed value, and values into CSS custom properties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from tinycss2 import parse_one_declaration, serialize
from tinycss2.color5 import parse_color

from briefgen.messages import Message, Place, message, suggestion
from briefgen.units import parse_length
from briefgen.world import Unreadable, World, join

Kind = Literal["text", "colour", "length", "choice", "yesno", "image", "font"]
Value = str | bool

_YES = frozenset(("yes", "true", "on", "1", "是"))
_NO = frozenset(("no", "false", "off", "0", "否"))
_CSS_WORD = re.compile(r"[\w.%-]+")
_CSS_STRING = re.compile(r'["\\\n\r\f<]')
_GENERIC_FONTS = frozenset(("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting of a template. `default` is text as a user would write it; `labels` and `help` by language.

    `choices` are those of a choice, `css` what CSS gets for some of them instead of their names. `place` is where the
    template defines it, `folder` where the files that its default names lie.
    """

    name: str
    kind: Kind
    default: str
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    choices: tuple[str, ...] = ()
    place: Place | None = None
    folder: str = ""
    help: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    css: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def optional(self) -> bool:
        """Whether it may be left empty: CSS then has no such property, and `var(--x, …)` takes what stands behind the comma."""
        return not self.default.strip()


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
    world: World, parameters: Mapping[str, Parameter], *given: Mapping[str, Given]
) -> tuple[dict[str, Value], list[Message]]:
    """The value of each parameter, by name, and what is wrong with those given; a wrong one leaves the next weaker.

    Each of `given` is stronger than the one before; all are stronger than the template's own defaults.
    """
    messages = [
        message("unknown-parameter", what.place, found=name, suggestion=suggestion(canonical(name), parameters),
                known=", ".join(parameters))
        for each in given for name, what in each.items() if canonical(name) not in parameters
    ]  # fmt: skip
    by_name = [{canonical(name): what for name, what in each.items()} for each in reversed(given)]
    values: dict[str, Value] = {}
    for name, parameter in parameters.items():
        default = Given(parameter.default, parameter.place, parameter.folder)
        for what in [*(each[name] for each in by_name if name in each), default]:
            value = value_of(world, parameter, what)
            if not isinstance(value, Message):
                values[name] = value
                break
            messages.append(value)
    return values, messages


def value_of(world: World, parameter: Parameter, given: Given) -> Value | Message:
    """The typed value, or the message that says what may be written instead."""
    words = given.text.strip()
    found: Value | None
    if parameter.kind == "text":
        return given.text
    if not words and parameter.optional:
        return ""
    if parameter.kind == "image":
        return _image(world, given, words)
    if parameter.kind == "yesno":
        found = True if words.lower() in _YES else False if words.lower() in _NO else None
    elif parameter.kind == "choice":
        found = words if words in parameter.choices else None
    elif parameter.kind == "colour":
        found = words if _is_colour(words) else None
    elif parameter.kind == "font":
        families = font_families(words)
        found = ", ".join(families) if all(families) else None
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


def font_families(words: str) -> Sequence[str]:
    """The names in a list of fonts, without the quotes that CSS would want around them."""
    return [name.strip().strip("\"'").strip() for name in words.split(",")]


def css_property(name: str) -> str:
    """The custom property of a parameter: `masthead_colour` is `--masthead-colour`."""
    return "--" + name.replace("_", "-")


def css_string(words: str) -> str:
    """The words as a CSS string."""
    return '"' + _CSS_STRING.sub(lambda sign: f"\\{ord(sign[0]):x} ", words) + '"'


def css_value(parameter: Parameter, value: Value) -> str | None:
    """The value in CSS: yes is 1 and no is 0 (for calc), text a string, a font a list that wants more behind it.

    None where CSS has no such property: an image, whose file CSS names itself, and what was left empty.
    """
    if parameter.kind == "image":
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if parameter.kind == "text":
        return css_string(value)
    if not value:
        return None
    if parameter.kind == "font":
        return "".join(f"{_css_family(name)}, " for name in font_families(value)).rstrip()
    if value in parameter.css:
        return parameter.css[value]
    if parameter.kind == "choice" and not _CSS_WORD.fullmatch(value):
        return css_string(value)
    return value


def _css_family(name: str) -> str:
    return name.lower() if name.lower() in _GENERIC_FONTS else css_string(name)


def is_css_value(words: str) -> bool:
    """Whether the words may stand as the value of a custom property, whatever it is used for."""
    declared = parse_one_declaration(f"--x: {words}")
    # What is not closed comes back closed, what is not CSS at all as an error.
    return (
        declared.type == "declaration"
        and serialize(declared.value).strip() == words
        and not any(
            token.type == "error" or (token.type == "literal" and token.value == ";")
            for token in declared.value
        )
    )
