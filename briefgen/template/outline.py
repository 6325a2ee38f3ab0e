"""Turn the files of a template and its ancestors into what may be changed in it: custom properties, classes, blocks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import tinycss2

from briefgen.resources import data_file
from briefgen.template.chain import Template
from briefgen.world import Unreadable, World
from briefgen.yamltext.encoding import decode

PAGE_FILE = "page.html.j2"
SHEET_FILE = "style.css"
_BLOCK = re.compile(r"\{%-?\s*block\s+(\w+)")


@dataclass(frozen=True, slots=True)
class Outline:
    """What may be changed. `properties` by name with their values, for each selector of the root (":root:lang(en)").

    `classes` with the names of their Word styles, maybe ""; `blocks` in the order of the page, None without a page.
    """

    properties: Mapping[str, Mapping[str, str]]
    classes: Mapping[str, str]
    blocks: tuple[str, ...] | None

    def root(self, language: str) -> tuple[str, dict[str, str]]:
        """The selector that is strong enough for a language's properties, and their values."""
        selector = f":root:lang({language})"
        own = self.properties.get(selector)
        common = dict(self.properties.get(":root", {}))
        return (selector, {**common, **own}) if own else (":root", common)


def outline(world: World, template: Template) -> Outline:
    """What the files of the template's chain define; a file that can't be read has nothing."""
    properties: dict[str, dict[str, str]] = {}
    classes: dict[str, str] = {}
    for rule in _rules(_texts(world, template, SHEET_FILE)):
        selector = tinycss2.serialize(rule.prelude).strip()
        declared = [
            each
            for each in tinycss2.parse_blocks_contents(rule.content)
            if each.type == "declaration"
        ]
        if selector.startswith(":root"):
            found = {each.name: _value(each) for each in declared if each.name.startswith("--")}
            properties.setdefault(selector, {}).update(found)
        styles = [_value(each) for each in declared if each.name == "--word-style"]
        for name in _class_names(rule.prelude):
            classes[name] = classes.get(name) or "".join(styles[:1])
    pages = _texts(world, template, PAGE_FILE)
    blocks = dict.fromkeys(name for text in pages for name in _BLOCK.findall(text))
    return Outline(properties, classes, tuple(blocks) if pages else None)


def describe(kind: str, name: str, language: str) -> str:
    """What a property, class or block is for, in "en" or "zh"; "" when it is a template's own. `kind` as in outline.toml."""
    found: Mapping[str, str] = texts()[kind].get(name, {})
    return found.get(language, "")


@cache
def texts() -> Mapping[str, Any]:
    """The tables of outline.toml."""
    return tomllib.loads(data_file("outline.toml").read_text("utf-8"))


def described(kind: str, names: Iterable[str]) -> list[str]:
    """The names in the order of outline.toml, those that it doesn't have last."""
    order = {name: at for at, name in enumerate(texts()[kind])}
    return sorted(names, key=lambda name: order.get(name, len(order)))


def _texts(world: World, template: Template, name: str) -> list[str]:
    """The files of that name in the chain, the remotest ancestor's first."""
    found = []
    for file in (f"{folder}/{name}" for folder in reversed(template.folders)):
        if world.is_file(file):
            try:
                found.append(decode(world.read(file), file).value or "")
            except Unreadable:
                continue
    return found


def _rules(texts: Iterable[str]) -> Iterator[Any]:
    for text in texts:
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type == "qualified-rule":
                yield rule


def _class_names(tokens: Iterable[Any]) -> Iterator[str]:
    before = None
    for token in tokens:
        if token.type == "ident" and before is not None and before == ".":
            yield token.value
        before = token if token.type == "literal" else None


def _value(declaration: Any) -> str:
    return " ".join(tinycss2.serialize(declaration.value).split())
