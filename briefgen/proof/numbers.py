"""Turn a Word file's lists into the numbers that stand before its paragraphs, counted as Word counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from briefgen.locale import locale

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile("%([1-9])")
_PLAIN: Callable[[int], str] = str
_CHINESE = locale("zh-Hans").ordinal
_SHOWN: Mapping[str, Callable[[int], str]] = {
    "chineseCountingThousand": _CHINESE,
    "taiwaneseCountingThousand": _CHINESE,
    "lowerLetter": lambda number: chr(ord("a") + number - 1),
    "upperLetter": lambda number: chr(ord("A") + number - 1),
}
_GAPS = {"space": " ", "tab": "\t"}


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    gap: str
    legal: bool
    through: bool


@dataclass(slots=True)
class Numbers:
    """Counts the lists of a file; `before` has to be asked for every paragraph, in reading order."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    _styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def before(self, paragraph: ET.Element) -> str:
        """The number or mark before a paragraph, "" for none."""
        properties = paragraph.find(f"{W}pPr")
        style = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        number, level = _list_of(properties) or self._styles.get(style, ("0", 0))
        if number not in self._lists:
            return ""
        abstract, starts = self._lists[number]
        counts = self._counts.setdefault(abstract, {})
        if number not in self._begun:
            self._begun.add(number)
            for each in starts:
                counts.pop(each, None)
        counts[level] = counts.get(level, starts.get(level, 1) - 1) + 1
        levels = self._levels[abstract]
        for deeper in [k for k in counts if k > level and not levels[k].through]:
            del counts[deeper]
        return _shown(levels, level, counts)


def heading_numbers(numbering: ET.Element | None, styles: ET.Element | None) -> Numbers:
    """The numbers of a file with these parts (None: it has none)."""
    made = Numbers()
    for definition in numbering.iter(f"{W}abstractNum") if numbering is not None else ():
        made._levels[definition.get(f"{W}abstractNumId", "")] = {
            int(level.get(f"{W}ilvl", "0")): _level(level) for level in definition.iter(f"{W}lvl")
        }
    for num in numbering.iter(f"{W}num") if numbering is not None else ():
        starts = {
            int(each.get(f"{W}ilvl", "0")): int(_value(each.find(f"{W}startOverride")) or 1)
            for each in num.iter(f"{W}lvlOverride")
        }
        made._lists[num.get(f"{W}numId", "")] = (_value(num.find(f"{W}abstractNumId")), starts)
    for style in styles.iter(f"{W}style") if styles is not None else ():
        if found := _list_of(style.find(f"{W}pPr")):
            made._styles[style.get(f"{W}styleId", "")] = found
    return made


def _list_of(properties: ET.Element | None) -> tuple[str, int] | None:
    number = properties.find(f"{W}numPr/{W}numId") if properties is not None else None
    if properties is None or number is None:
        return None
    return _value(number), int(_value(properties.find(f"{W}numPr/{W}ilvl")) or 0)


def _level(level: ET.Element) -> _Level:
    return _Level(
        format=_value(level.find(f"{W}numFmt")),
        text=_value(level.find(f"{W}lvlText")),
        gap=_GAPS.get(_value(level.find(f"{W}suff")) or "tab", ""),
        legal=level.find(f"{W}isLgl") is not None,
        through=_value(level.find(f"{W}lvlRestart")) == "0",
    )


def _shown(levels: Mapping[int, _Level], level: int, counts: Mapping[int, int]) -> str:
    own = levels[level]

    def one(place: re.Match[str]) -> str:
        at = int(place[1]) - 1
        show = _PLAIN if own.legal else _SHOWN.get(levels[at].format, _PLAIN)
        return show(counts.get(at, 1))

    return _PLACE.sub(one, own.text) + own.gap


def _value(node: ET.Element | None) -> str:
    return node.get(f"{W}val", "") if node is not None else ""
