"""Turn parts that other programs wrote into parts that every program reads alike: order, repeats, names of sides."""

from __future__ import annotations

from typing import Any

from briefgen.docxfile import W
from briefgen.later import imported_later

# Only a Word file that is read needs it: every build imports this module.
with imported_later("lxml.etree"):
    from lxml import etree

_PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens "
    "kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
    "rPr sectPr pPrChange"
)
_CHARACTER = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden "
    "color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout "
    "specVanish oMath"
)
_ORDER = {f"{W}pPr": _PARAGRAPH, f"{W}rPr": _CHARACTER}
_SIDES = {"start": "left", "end": "right"}
_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def element_of(part: str) -> Any:
    """The root element of a part that our own code or a checked file made."""
    return etree.fromstring(part.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def as_text(root: Any) -> str:
    """The part of a root element."""
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made.decode()


def number(element: Any, name: str) -> int | None:
    """An attribute of Word's as a whole number; None when it isn't there or isn't one."""
    try:
        return int(float(element.get(f"{W}{name}")))
    except (TypeError, ValueError):
        return None


def value(parent: Any, name: str) -> str | None:
    """`w:val` of a child, None where there is no such child or it says nothing."""
    child = parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def tidy(root: Any) -> Any:
    """The root, its properties in the order of the schema, each once, sides called left and right, older forms chosen."""
    for choice in list(root.iter(f"{_MARKUP}AlternateContent")):
        _fall_back(choice)
    for properties in root.iter(*_ORDER):
        in_order(properties)
    for each in root.iter(f"{W}ind", f"{W}tblCellMar", f"{W}tblBorders", f"{W}tcBorders"):
        _name_sides(each)
    for each in root.iter(f"{W}jc", f"{W}lvlJc"):
        each.set(f"{W}val", _SIDES.get(each.get(f"{W}val"), each.get(f"{W}val") or "left"))
    for change in list(root.iter(f"{W}pPrChange", f"{W}rPrChange")):
        change.getparent().remove(change)
    return root


def foreign_stripped(element: Any) -> Any:
    """The element without attributes that its new root might not declare as ignorable."""
    for each in element.iter():
        for name in [name for name in each.attrib if not name.startswith(W)]:
            del each.attrib[name]
    return element


def _fall_back(choice: Any) -> None:
    parent, fallback = choice.getparent(), choice.find(f"{_MARKUP}Fallback")
    for child in list(fallback) if fallback is not None else ():
        choice.addprevious(child)
    parent.remove(choice)


def in_order(properties: Any) -> None:
    """Put the children of `w:pPr` or `w:rPr` in the order of the schema, each once."""
    order = _ORDER[properties.tag].split()
    first: dict[str, Any] = {}
    for child in list(properties):
        if isinstance(child.tag, str) and child.tag not in first:
            first[child.tag] = child
        properties.remove(child)
    places = {f"{W}{name}": index for index, name in enumerate(order)}
    # What is newer than the standard stands behind all the rest.
    properties.extend(sorted(first.values(), key=lambda each: places.get(each.tag, len(places))))


def _name_sides(element: Any) -> None:
    for old, new in _SIDES.items():
        for suffix in ("", "Chars"):
            told = element.attrib.pop(f"{W}{old}{suffix}", None)
            if told is not None:
                element.set(f"{W}{new}{suffix}", told)
        for child in element.findall(f"{W}{old}"):
            child.tag = f"{W}{new}"
