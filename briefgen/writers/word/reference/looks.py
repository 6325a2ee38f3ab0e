"""Turn two styles parts into the differences between their styles, as they look when all inheritance is worked out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from briefgen.docxfile import W
from briefgen.messages import Message, Place, message
from briefgen.resources import data_file
from briefgen.writers.word.reference.parts import value

Attributes = Mapping[str, str]
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CLOSE = 2
"""Twips that programs lose or add when they convert lengths."""
_ALIGN = {"start": "left", "end": "right", "both": "justify", "": "left"}
_SLOTS = {"ascii": "latin", "hAnsi": "latin", "eastAsia": "ea", "cs": "cs"}
_NOTHING = "–"
_TOGGLES = {"b": "bold", "i": "italic", "strike": "strike", "smallCaps": "small-caps", "caps": "capitals"}  # fmt: skip
_SWITCHES = {"keepNext": "keep-next", "pageBreakBefore": "page-break"}
_OFF = ("0", "false", "off")


@dataclass(frozen=True, slots=True)
class Look:
    """One property of a style: what is shown of it; `twips` where it is a length, `ems` where it goes with the type size."""

    shown: str
    twips: float | None = None
    ems: float | None = None

    def same(self, other: Look) -> bool:
        """Whether nobody would see the difference."""
        if self.ems is not None and other.ems is not None:
            return self.ems == other.ems
        if self.twips is not None and other.twips is not None:
            return abs(self.twips - other.twips) <= _CLOSE
        return self.shown == other.shown


@dataclass(slots=True)
class Looks:
    """The looks of a styles part with its lists (None: none) and its theme."""

    styles: Any
    lists: Any | None
    theme: Any
    _by_id: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find styles by id from now on."""
        self._by_id = {each.get(f"{W}styleId"): each for each in self.styles.iter(f"{W}style")}

    def name(self, style: str) -> str:
        """The style's name as Word shows it."""
        found = value(self._by_id[style], "name") or style if style in self._by_id else style
        return found[:1].upper() + found[1:]

    def base(self, style: str) -> str:
        """The id of the style that a style is based on, "" for none."""
        return value(self._by_id[style], "basedOn") or "" if style in self._by_id else ""

    def of(self, style: str) -> dict[str, Look]:
        """The properties of a style by the names that `data/word-looks.toml` words; only what differs matters."""
        chain = self._chain(style)
        of_letters = bool(chain) and chain[-1].get(f"{W}type") == "character"
        # What a style of characters doesn't say is the paragraph's business.
        letters = self._merged("rPr", chain, defaults=not of_letters)
        looks = dict(_letters(letters, self._fonts(letters.get("rFonts", {}))))
        if not of_letters:
            size = looks["size"].twips or 0.0
            looks |= dict(_lines(self._merged("pPr", chain), size))
            looks["number"] = Look(self._number(chain))
        return looks

    def _chain(self, style: str) -> list[Any]:
        """The style and those that it is based on, the remotest first."""
        found: list[Any] = []
        at: str | None = style
        while at in self._by_id and self._by_id[at] not in found:
            found.insert(0, self._by_id[at])
            at = value(found[0], "basedOn")
        return found

    def _merged(
        self, kind: str, chain: list[Any], *, defaults: bool = True
    ) -> dict[str, dict[str, str]]:
        found = self.styles.find(f"{W}docDefaults/{W}{kind}Default/{W}{kind}")
        sources = [found if defaults else None, *(style.find(f"{W}{kind}") for style in chain)]
        merged: dict[str, dict[str, str]] = {}
        for source in sources:
            for child in source if source is not None else ():
                _lay_over(merged, child)
        return merged

    def _fonts(self, told: Attributes) -> tuple[str, str]:
        """The fonts of Chinese and of Latin letters, names from the theme resolved."""
        east = self._themed(told.get("eastAsiaTheme", ""), "eastAsia") or told.get("eastAsia", "")
        latin = self._themed(told.get("asciiTheme", ""), "ascii") or told.get("ascii", "")
        return east, latin

    def _themed(self, named: str, slot: str) -> str:
        if not named:
            return ""
        which = "majorFont" if named.startswith("major") else "minorFont"
        font = next(self.theme.iter(f"{_A}{which}"), None)
        face = None if font is None else font.find(f"{_A}{_SLOTS[slot]}")
        return "" if face is None else face.get("typeface", "")

    def _number(self, chain: list[Any]) -> str:
        """How the list looks that the style is numbered by: text and format of its level."""
        wanted, level = "0", "0"
        for style in chain:
            told = style.find(f"{W}pPr/{W}numPr")
            if told is not None:
                wanted, level = value(told, "numId") or wanted, value(told, "ilvl") or level
        if self.lists is None or wanted == "0":
            return _NOTHING
        lists = {each.get(f"{W}numId"): each for each in self.lists.findall(f"{W}num")}
        definition = value(lists[wanted], "abstractNumId") if wanted in lists else None
        for each in self.lists.findall(f"{W}abstractNum"):
            if each.get(f"{W}abstractNumId") == definition:
                for shape in each.findall(f"{W}lvl"):
                    if shape.get(f"{W}ilvl") == level:
                        return f"{value(shape, 'lvlText')} ({value(shape, 'numFmt')})"
        return _NOTHING


def told_differences(
    file: str, before: Looks, after: Looks, shown: Iterable[str]
) -> Iterator[Message]:
    """A message for each of the styles that looks otherwise now: what it was is what the PDF shows."""
    told: dict[str, dict[str, tuple[str, str]]] = {}
    for style in shown:
        old, new = before.of(style), after.of(style)
        told[style] = changes = {
            name: (new[name].shown, old[name].shown)
            for name in new
            if name in old and not new[name].same(old[name])
        }
        # What a style only has from one that it is based on was said there.
        above = told.get(after.base(style), {})
        changed = [name for name, change in changes.items() if above.get(name) != change]
        if not changed:
            continue
        args = {
            f"differences_{language}": _join(language).join(
                _say(language, name, *changes[name]) for name in changed
            )
            for language in ("en", "zh")
        }
        yield message("reference-style", Place(file), style=after.name(style), **args)


def _lay_over(merged: dict[str, dict[str, str]], child: Any) -> None:
    """Set what one element says over what was said before."""
    if not isinstance(child.tag, str):
        return
    tag = child.tag.rpartition("}")[2]
    told = {name.rpartition("}")[2]: words for name, words in child.attrib.items()}
    if tag == "pBdr":
        for side in child:
            _lay_over(merged, side)
        return
    if tag not in ("rFonts", "spacing", "ind"):
        merged[tag] = told
        return
    kept = merged.get(tag, {})
    for name in told:
        if tag == "rFonts":
            kept.pop(f"{name}Theme", None)
        if name in ("hanging", "firstLine"):
            kept.pop({"hanging": "firstLine", "firstLine": "hanging"}[name], None)
            kept.pop("firstLineChars", None)
            kept.pop("hangingChars", None)
    merged[tag] = kept | told


def _letters(told: Mapping[str, Attributes], fonts: tuple[str, str]) -> Iterator[tuple[str, Look]]:
    east, latin = fonts
    yield "font", Look(east if east == latin or not latin else f"{east} / {latin}")
    yield "size", _points(_number_of(told.get("sz", {}), "val", 20) * 10)
    for tag, name in _TOGGLES.items():
        yield name, _switch(told.get(tag))
    colour = told.get("color", {}).get("val", "auto")
    yield "colour", Look("000000" if colour == "auto" else colour.upper())
    underline = told.get("u", {}).get("val", "none")
    yield "underline", Look(_NOTHING if underline == "none" else underline)
    yield "tracking", _points(_number_of(told.get("spacing", {}), "val", 0))
    yield "background", _shade(told.get("shd", {}))


def _lines(told: Mapping[str, Attributes], size: float) -> Iterator[tuple[str, Look]]:
    align = told.get("jc", {}).get("val", "")
    yield "align", Look(_ALIGN.get(align, align))
    indent, space = told.get("ind", {}), told.get("spacing", {})
    for side in ("left", "right"):
        yield f"indent-{side}", _points(_number_of(indent, side, 0))
    yield "first-line", _first_line(indent, size)
    for side in ("before", "after"):
        yield f"space-{side}", _points(_number_of(space, side, 0))
    yield "line", _pitch(space)
    for side in ("top", "left", "bottom", "right"):
        yield f"border-{side}", _border(told.get(side, {}))
    yield "fill", _shade(told.get("shd", {}))
    for tag, name in _SWITCHES.items():
        yield name, _switch(told.get(tag))


def _first_line(indent: Attributes, size: float) -> Look:
    ems = _number_of(indent, "firstLineChars", 0) / 100
    if ems:
        return Look(f"{ems:g} em", ems * size, ems)
    if "hanging" in indent:
        return _points(-_number_of(indent, "hanging", 0))
    return _points(_number_of(indent, "firstLine", 0))


def _pitch(space: Attributes) -> Look:
    line = _number_of(space, "line", 240)
    if space.get("lineRule", "auto") == "auto":
        return Look(f"{line / 240:.3g} ×")
    return _points(line)


def _border(told: Attributes) -> Look:
    kind = told.get("val", "none")
    if kind in ("none", "nil"):
        return Look(_NOTHING)
    colour = told.get("color", "auto")
    colour = "000000" if colour == "auto" else colour.upper()
    return Look(f"{kind} {_number_of(told, 'sz', 0) / 8:g} pt {colour}")


def _shade(told: Attributes) -> Look:
    fill = told.get("fill", "auto")
    return Look(_NOTHING if fill == "auto" else fill.upper())


def _switch(told: Attributes | None) -> Look:
    on = told is not None and told.get("val", "1") not in _OFF
    return Look("on" if on else "off")


def _points(twips: float) -> Look:
    return Look(f"{twips / 20:g} pt", twips)


def _number_of(told: Attributes, name: str, default: float) -> float:
    try:
        return float(told.get(name, default))
    except ValueError:
        return default


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(data_file("word-looks.toml").read_text("utf-8"))


def _join(language: str) -> str:
    return _words()["join"][language]


def _say(language: str, name: str, new: str, old: str) -> str:
    words = _words()
    shown = [words[each][language] if each in ("on", "off") else each for each in (new, old)]
    return words["difference"][language].format(name=words[name][language], new=shown[0], old=shown[1])  # fmt: skip


def page_differences(file: str, changes: Mapping[str, tuple[str, str]]) -> Iterator[Message]:
    """A message about what of the page setup, by its names in `data/word-looks.toml`, is (new, old); none without changes."""
    if changes:
        args = {
            f"differences_{language}": _join(language).join(
                _say(language, name, new, old) for name, (new, old) in changes.items()
            )
            for language in ("en", "zh")
        }
        yield message("reference-page", Place(file), **args)
