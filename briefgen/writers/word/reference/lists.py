"""Turn our lists and those that a reference's styles are numbered by into one numbering part.

Headings that are numbered in both keep our list, which counts as the page does, with the look that the reference gives each
level. Other lists that styles of the reference refer to are taken over under new numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from briefgen.docxfile import W
from briefgen.later import imported_later
from briefgen.writers.word.reference.merge import Merged
from briefgen.writers.word.reference.parts import foreign_stripped, number, value

# Only a Word file that is read needs it: every build imports this module.
with imported_later("lxml.etree"):
    from lxml import etree

_LEVELS = 9


def merge_lists(
    own_styles: Any, lists: Any | None, merged: Merged, other: Any | None
) -> Any | None:
    """Our numbering part (changed in place; None: none) with the reference's lists; also sets the numbers in merged styles."""
    numbered = list(_numbered(merged, other))
    outline = _outline(own_styles, lists)
    shared = next((each.definition for each in numbered if outline and each.id in outline.linked), None)  # fmt: skip
    if outline is not None and shared is not None:
        here = {each.id: each.level for each in numbered if each.definition is shared}
        _relook(outline, shared, here, merged)
    if lists is None and numbered:
        lists = etree.Element(f"{W}numbering", nsmap={"w": W[1:-1]})
    imported = _Imported(lists, merged)
    for each in numbered:
        if outline is not None and each.definition is shared:
            _refer(each, outline.number)
        else:
            _refer(each, imported.number(each))
    if outline is not None:
        _unlink(outline, merged)
    return lists


@dataclass(slots=True)
class _Numbered:
    """A style of the reference with a number: its new id, its properties, its list, that list's definition, its level."""

    id: str
    properties: Any
    list: Any
    definition: Any
    level: int


def _numbered(merged: Merged, other: Any | None) -> Iterator[_Numbered]:
    old = {new: name for name, new in merged.ids.items()}
    for name, style in merged.taken.items():
        properties = style.find(f"{W}pPr/{W}numPr")
        wanted = None if properties is None else value(properties, "numId")
        if wanted is None or wanted == "0":
            continue
        found = None if other is None else _list(other, wanted)
        definition = None if found is None else _definition(other, found)
        if found is None or definition is None:
            properties.getparent().remove(properties)
            continue
        level = value(properties, "ilvl")
        linked = [each for each in definition.findall(f"{W}lvl") if value(each, "pStyle") == old.get(name)]  # fmt: skip
        tied = number(linked[0], "ilvl") if linked else None
        place = int(level) if level and level.isdigit() else 0
        yield _Numbered(name, properties, found, definition, tied if tied is not None else place)


def _list(root: Any, wanted: str) -> Any | None:
    return next((e for e in root.findall(f"{W}num") if e.get(f"{W}numId") == wanted), None)


def _definition(root: Any, found: Any) -> Any | None:
    """The abstract definition of a list; through the list style that it may stand for."""
    wanted = value(found, "abstractNumId")
    definition = next((e for e in root.findall(f"{W}abstractNum") if e.get(f"{W}abstractNumId") == wanted), None)  # fmt: skip
    style = None if definition is None else value(definition, "numStyleLink")
    if style is None:
        return definition
    linked = (e for e in root.findall(f"{W}abstractNum") if value(e, "styleLink") == style)
    return next(linked, definition)


def _refer(each: _Numbered, new: str) -> None:
    for child in list(each.properties):
        each.properties.remove(child)
    etree.SubElement(each.properties, f"{W}ilvl").set(f"{W}val", str(each.level))
    etree.SubElement(each.properties, f"{W}numId").set(f"{W}val", new)


# ---- the list of the headings --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Outline:
    """Our list of numbered headings: its number, its definition, and the ids of the styles tied to it."""

    number: str
    definition: Any
    linked: frozenset[str]


def _outline(own_styles: Any, lists: Any | None) -> _Outline | None:
    found = {
        style.get(f"{W}styleId"): value(style.find(f"{W}pPr/{W}numPr"), "numId")
        for style in own_styles.iter(f"{W}style")
        if style.find(f"{W}pPr/{W}numPr") is not None
    }
    linked = {name: told for name, told in found.items() if told and told != "0"}
    if lists is None or not linked:
        return None
    wanted = next(iter(linked.values()))
    own = _list(lists, wanted)
    definition = None if own is None else _definition(lists, own)
    return None if definition is None else _Outline(wanted, definition, frozenset(linked))


def _relook(outline: _Outline, shared: Any, here: dict[str, int], merged: Merged) -> None:
    """Give the levels of our list the look of the reference's, except those that count something else here."""
    looks = {number(each, "ilvl"): each for each in shared.findall(f"{W}lvl")}
    for own in outline.definition.findall(f"{W}lvl"):
        level = number(own, "ilvl")
        tied = value(own, "pStyle")
        free = tied is None and value(own, "numFmt") == "none"
        if level in looks and (free or (tied is not None and here.get(tied) == level)):
            outline.definition.replace(own, _level(looks[level], merged))


def _level(source: Any, merged: Merged) -> Any:
    made = foreign_stripped(deepcopy(source))
    for child in list(made):
        if child.tag == f"{W}lvlPicBulletId":
            made.remove(child)
        elif child.tag == f"{W}pStyle":
            new = merged.ids.get(child.get(f"{W}val"))
            made.remove(child) if new is None else child.set(f"{W}val", new)
    return made


def _unlink(outline: _Outline, merged: Merged) -> None:
    """Untie levels from styles that are no longer numbered by our list."""
    for own in outline.definition.findall(f"{W}lvl"):
        tied = own.find(f"{W}pStyle")
        style = None if tied is None else merged.taken.get(tied.get(f"{W}val"))
        if style is None:
            continue
        properties = style.find(f"{W}pPr/{W}numPr")
        if properties is None or value(properties, "numId") != outline.number:
            own.remove(tied)


# ---- other lists ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Imported:
    """Lists taken over from the reference, each once, under the next numbers that are free."""

    lists: Any | None
    merged: Merged
    _numbers: dict[int, str] = field(default_factory=dict)
    _definitions: dict[int, str] = field(default_factory=dict)

    def number(self, each: _Numbered) -> str:
        key = id(each.list)
        if key not in self._numbers:
            made = foreign_stripped(deepcopy(each.list))
            new = self._next("num", "numId")
            made.set(f"{W}numId", new)
            made.find(f"{W}abstractNumId").set(f"{W}val", self._definition(each.definition))
            for level in list(made.iter(f"{W}lvl")):
                level.getparent().replace(level, _level(level, self.merged))
            assert self.lists is not None
            self.lists.append(made)
            self._numbers[key] = new
        return self._numbers[key]

    def _definition(self, source: Any) -> str:
        key = id(source)
        if key not in self._definitions:
            made = foreign_stripped(deepcopy(source))
            new = self._next("abstractNum", "abstractNumId")
            made.set(f"{W}abstractNumId", new)
            for child in list(made):
                if child.tag in (f"{W}styleLink", f"{W}numStyleLink"):
                    made.remove(child)
            for level in made.findall(f"{W}lvl"):
                made.replace(level, _level(level, self.merged))
            assert self.lists is not None
            first = self.lists.find(f"{W}num")
            self.lists.append(made) if first is None else first.addprevious(made)
            self._definitions[key] = new
        return self._definitions[key]

    def _next(self, tag: str, attribute: str) -> str:
        assert self.lists is not None
        numbers = [number(each, attribute) or 0 for each in self.lists.findall(f"{W}{tag}")]
        return str(max(numbers, default=0) + 1)
