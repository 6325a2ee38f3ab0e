"""Turn our styles and those of a reference into one set: the reference's wherever it has a style of the same name.

Programs give styles new ids when they save, so styles are matched by kind and name. The document's paragraphs keep the ids
that our writer gave them; styles that only the reference has stay in the gallery.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from briefgen.docxfile import W
from briefgen.writers.word import builtin
from briefgen.writers.word.reference.parts import in_order, value

_REFERRING = (f"{W}basedOn", f"{W}next", f"{W}link")
_SWITCHES = ("kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merged:
    """`root` is the new styles part; `ids` give for each id of the reference the new one; `taken` are ids from there."""

    root: Any
    ids: Mapping[str, str]
    taken: Mapping[str, Any]


def merge_styles(own: Any, other: Any, *, by_libreoffice: bool) -> Merged:
    """One styles part of our own and a reference's. What neither Word nor we let people change stays ours."""
    root = deepcopy(other)
    by_name = {_name(style): style for style in own.iter(f"{W}style")}
    defaults = {style.get(f"{W}type"): style for style in by_name.values() if _is_default(style)}
    free = {_id(style) for style in by_name.values()}
    ids: dict[str, str] = {}
    taken: dict[str, Any] = {}
    for style in root.findall(f"{W}style"):
        kind = style.get(f"{W}type")
        twin = defaults.get(kind) if _is_default(style) else by_name.get(_name(style))
        fixed = twin is not None and (_is_fixed(twin) or (by_libreoffice and _is_stock(style)))
        new = _id(twin) if twin is not None else _unused(_id(style), free)
        ids.setdefault(_id(style), new)
        free.add(new)
        if fixed or new in taken or not value(style, "name"):
            root.remove(style)
            continue
        style.set(f"{W}styleId", new)
        taken[new] = style
    for style in taken.values():
        _refer(style, ids)
    for style in own.iter(f"{W}style"):
        if _id(style) not in taken:
            root.append(deepcopy(style))
    for name in ("latentStyles", "docDefaults"):
        _fill(root, own, name)
    normal = taken.get(_id(defaults["paragraph"])) if "paragraph" in defaults else None
    if by_libreoffice and normal is not None:
        _switch_back(root, normal, defaults["paragraph"])
    _cut_circles(root)
    return Merged(root, ids, taken)


def _id(style: Any) -> str:
    return str(style.get(f"{W}styleId") or "")


def _name(style: Any) -> tuple[str, str]:
    """What makes two styles the same: their kind, and their name as Word compares it (in English where it is Word's own)."""
    name = " ".join((value(style, "name") or "").split())
    known = builtin.paragraph_style(name)
    return str(style.get(f"{W}type")), (known.name if known else name).casefold()


def _is_default(style: Any) -> bool:
    return style.get(f"{W}default") in ("1", "true", "on")


def _is_fixed(style: Any) -> bool:
    """Whether a style of ours isn't for editing: the defaults of other kinds, and those that Word hides."""
    other = _is_default(style) and style.get(f"{W}type") != "paragraph"
    return other or (not _is_default(style) and style.find(f"{W}semiHidden") is not None)


def _is_stock(style: Any) -> bool:
    """Whether LibreOffice added the style by itself: our own and Word's have a place in the gallery."""
    return style.find(f"{W}uiPriority") is None and not style.get(f"{W}customStyle")


def _unused(wanted: str, taken: set[str]) -> str:
    wanted = wanted or "Style"
    tries = (wanted, *(f"{wanted}_{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in tries if each not in taken)


def _refer(style: Any, ids: Mapping[str, str]) -> None:
    for child in [child for child in style if child.tag in _REFERRING]:
        new = ids.get(child.get(f"{W}val"))
        if new is None:
            style.remove(child)
        else:
            child.set(f"{W}val", new)


def _fill(root: Any, own: Any, name: str) -> None:
    """Put one of our elements at the head of the part when the reference hasn't got it, or move its own there."""
    found = root.find(f"{W}{name}")
    if found is None:
        found = own.find(f"{W}{name}")
        if found is None:
            return
        found = deepcopy(found)
    root.insert(0, found)


def _switch_back(root: Any, normal: Any, own: Any) -> None:
    """LibreOffice saves the switches for Chinese lines wrongly or not at all: ours hold again."""
    for properties in root.iter(f"{W}pPr"):
        for name in _SWITCHES:
            for child in properties.findall(f"{W}{name}"):
                properties.remove(child)
    source, target = own.find(f"{W}pPr"), normal.find(f"{W}pPr")
    if source is None or target is None:
        return
    told = [source.find(f"{W}{name}") for name in _SWITCHES]
    target.extend(deepcopy(each) for each in told if each is not None)
    in_order(target)


def _cut_circles(root: Any) -> None:
    """Base on nothing what is based on itself by a detour: Word would not open the file."""
    by_id = {_id(style): style for style in root.findall(f"{W}style")}
    for name, style in by_id.items():
        seen, at = {name}, value(style, "basedOn")
        while at in by_id and at not in seen:
            seen.add(at)
            at = value(by_id[at], "basedOn")
        if at in seen:
            style.remove(style.find(f"{W}basedOn"))
