"""Turn the name of a CSS property or of an HTML element into what Word makes of it: one entry each, and none missing.

The page docs/word.md is made from these tables, and so is what `word-loss` and `word-element` say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from weasyprint.css.properties import INITIAL_VALUES

from briefgen.style.fidelity.decoration import DECORATION
from briefgen.style.fidelity.elements import ELEMENTS
from briefgen.style.fidelity.entry import Entry, Word
from briefgen.style.fidelity.furniture import FURNITURE
from briefgen.style.fidelity.layout import LAYOUT
from briefgen.style.fidelity.text import TEXT

__all__ = [
    "ELEMENTS",
    "GROUPS",
    "LOST_ELEMENTS",
    "Entry",
    "Word",
    "entry_of",
    "loses",
    "lossy",
    "physical",
]

GROUPS: Mapping[str, tuple[Entry, ...]] = {
    "Text · 文字": TEXT,
    "Boxes · 方框": DECORATION,
    "Layout · 布局": LAYOUT,
    "Pages, lists, generated text · 页面、列表、生成的文字": FURNITURE,
}
_SIDES = {
    "block-start": "top",
    "block-end": "bottom",
    "inline-start": "left",
    "inline-end": "right",
}
_CORNERS = {
    "start-start": "top-left",
    "start-end": "top-right",
    "end-start": "bottom-left",
    "end-end": "bottom-right",
}


def physical(name: str) -> str:
    """The property that a logical one stands for, in horizontal lines from the left; any other as it is."""
    if name.startswith("inset-"):
        return _SIDES.get(name.removeprefix("inset-"), name)
    for sides in (_CORNERS, _SIDES):
        for logical, side in sides.items():
            if f"-{logical}" in name:
                return name.replace(logical, side)
    return name.replace("block-size", "height").replace("inline-size", "width")


def _by_key() -> dict[str, tuple[str, Entry]]:
    """By a style's key: the physical key and the entry, for every longhand that Word may lose."""
    made: dict[str, tuple[str, Entry]] = {}
    for group in GROUPS.values():
        for each in group:
            if each.word not in ("partly", "none"):
                continue
            for name in (*each.names, *each.others):
                if physical(name) in each.names:
                    made[_key(name)] = (_key(physical(name)), each)
    return made


def _key(name: str) -> str:
    return name.replace("-", "_")


_LOSSY = _by_key()
_KEYS = frozenset(_LOSSY)
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
LOST_ELEMENTS: Mapping[str, Entry] = {
    f"{_MATHML}{name}" if name == "math" else name: each
    for each in ELEMENTS
    if each.word == "none"
    for name in each.names
}
"""The elements that Word has no equal for, by their tag."""


def lossy(declared: Iterable[str]) -> frozenset[str]:
    """Those of the keys of a style that Word may lose."""
    return _KEYS.intersection(declared)


def loses(key: str, style: Any, box: Any) -> Entry | None:
    """The entry of a property when Word loses it in this style of `box`; `box` None: of a page or margin box."""
    name, each = _LOSSY[key]
    if box is None and each.word == "partly" and name != "content" and not each.pages:
        return None
    if each.case is not None:
        return each if each.case(style, box, name) else None
    if box is not None and each.word == "partly":
        return None
    value = style[name]
    harmless = value == INITIAL_VALUES[name] or (isinstance(value, str) and value in each.keeps)
    return None if harmless else each


def entry_of(key: str) -> Entry:
    """The entry of a property that Word may lose, by a style's key."""
    return _LOSSY[key][1]
