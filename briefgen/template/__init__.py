"""Turn a template and a bulletin into an HTML page with its style sheets.

A template is a folder: `template.yaml`, `page.html.j2`, `style.css`, `labels.<language>.yaml`. One that `extends` another has
all of that one's files and says only what differs: a file of the same name replaces the parent's page or macros, style sheets
and labels are added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import CodeType
from typing import Any

from jinja2 import BaseLoader, BytecodeCache, Environment, TemplateNotFound
from jinja2.bccache import Bucket

from briefgen.bulletin import Bulletin
from briefgen.locale import locale
from briefgen.markup import place_of
from briefgen.messages import Message, Place, Result, Severity, message
from briefgen.sandbox import make_environment
from briefgen.sandbox.errors import explain
from briefgen.template.chain import Template, list_templates, load_template
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
from briefgen.units import PAPER_MM
from briefgen.world import PACKAGE, Unreadable, World
from briefgen.yamltext import Marked, read_yaml
from briefgen.yamltext.encoding import decode

__all__ = ["Page", "Sheet", "Template", "list_templates", "load_template", "render_page"]

PAGE_FILE = "page.html.j2"


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
    # What a brief sets for its own template need not exist in the one that -t names.
    meant = template.name == bulletin.template
    given = {
        name: Given(text, place_of(text.src), "")
        for name, text in bulletin.parameters.items()
        if meant or canonical(name) in template.parameters
    }
    for name, words in overrides.items():
        given = {key: what for key, what in given.items() if canonical(key) != canonical(name)}
        given[name] = Given(words, Place(f"--set {name}={words}"), "")
    values, messages = values_for(world, template.parameters, given)
    reader = _Reader(world, messages)
    sheets = (_settings_sheet(template, bulletin, values), *reader.sheets(template))
    context = {each.name: getattr(bulletin, each.name) for each in fields(bulletin)}
    context |= {"params": values, "labels": reader.labels(template, bulletin.language)}
    html = (
        "" if _failed(messages) else _render(world, template, bulletin.language, context, messages)
    )
    if _failed(messages):
        return Result(None, tuple(messages))
    messages += unprinted(bulletin, html, template.name)
    page = Page(html, sheets, template.folders, bulletin.language, bulletin.title, values)
    return Result(page, tuple(messages))


def _failed(messages: list[Message]) -> bool:
    return any(each.severity is Severity.ERROR for each in messages)


def _render(
    world: World,
    template: Template,
    language: str,
    context: Mapping[str, Any],
    messages: list[Message],
) -> str:
    environment = make_environment(language, ChainLoader(world, template))
    environment.bytecode_cache = _Compiled(language)
    environment.begin()
    try:
        return environment.get_template(PAGE_FILE).render(context)
    except _BadFile as bad:
        messages.append(bad.message)
    except Exception as error:  # noqa: BLE001  whatever a template provokes becomes one message
        messages.append(explain(error, names=context))
    return ""


@dataclass(frozen=True)
class _Compiled(BytecodeCache):
    """What Jinja made of template files in this process: compiling takes far longer than rendering.

    The language is part of the key because constant expressions are worked out while compiling.
    """

    language: str

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a file whose text is still the same."""
        bucket.code = _COMPILED.get((self.language, bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a file."""
        if len(_COMPILED) >= _COMPILED_LIMIT:
            _COMPILED.clear()
        if bucket.code is not None:
            _COMPILED[self.language, bucket.key, bucket.checksum] = bucket.code


_COMPILED: dict[tuple[str, str, str], CodeType] = {}
_COMPILED_LIMIT = 200


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
    rules = "".join(
        f"  {name}: {value};\n" for name, value in properties.items() if value is not None
    )
    return Sheet("(parameters)", f":root {{\n{rules}}}\n@page {{ size: {width}mm {height}mm; }}\n")
